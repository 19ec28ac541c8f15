"""Between hiragana, katakana and half-width katakana: jaconv, with a guard for the rare half-width text."""

import re

import jaconv

KATAKANA_TO_HIRAGANA = {code: chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
"""For str.translate; the shift is ァ U+30A1 less ぁ U+3041."""

_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_READING = (range(0x3041, 0x3097), range(0x309D, 0x309F), range(0x30A1, 0x30FF), range(0xFF66, 0xFFA0))
_KANA = frozenset(chr(code) for codes in _READING for code in codes)
# ー belongs to both scripts; the middle dot and spaces part the words of a reading.
_BETWEEN = frozenset(" \u3000・･ーｰ")


def to_hiragana(text: str) -> str:
    """Katakana of either width as hiragana; other characters, ー among them, as they are."""
    return str(jaconv.kata2hira(_full_width(text)))


def to_katakana(text: str) -> str:
    """Hiragana and half-width katakana as full-width katakana; other characters as they are."""
    return str(jaconv.hira2kata(_full_width(text)))


def _full_width(text: str) -> str:
    return str(jaconv.h2z(text)) if _HALF_WIDTH.search(text) else text


def is_kana(text: str) -> bool:
    """True when the text is a reading: at least one kana and nothing but kana, ー, middle dots and spaces."""
    rest = set(text) - _BETWEEN
    return bool(rest) and rest <= _KANA
