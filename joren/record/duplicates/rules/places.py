"""Addresses as keys of several depths."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from joren.foundation.japanese.folding import fold

from .features import Place

_NOT_A_DIGIT: Final = re.compile(r"\D")
_DASHES: Final = re.compile(r"[-‐‑‒–—―−－ー─ｰ]")
_COUNTED: Final = re.compile(r"\s*(?:丁目|番地の?|番|号室?|の(?=\d))\s*")
_KANJI_NUMBER: Final = re.compile(r"[〇一二三四五六七八九十]+(?=丁目|番地?|号)")
_DIGITS: Final = {kanji: str(digit) for digit, kanji in enumerate("〇一二三四五六七八九")}
_PARTS: Final = re.compile(r"(?P<town>\D*?)(?P<block>\d+(?:-\d+)*)-*(?P<rest>.*)")
_TEN: Final = 10


def place_of(postal: str, prefecture: str, city: str, line: str, building: str) -> Place:
    """The keys of an address; a building written after the number is told from it."""
    town, block, rest = _street(line)
    return Place(_NOT_A_DIGIT.sub("", postal), fold(prefecture), fold(city), town, block, fold(rest + building))


@lru_cache(maxsize=8_192)
def _street(line: str) -> tuple[str, str, str]:
    """(town, numbers joined by dashes, building) of what stands after the city."""
    if line.isascii():  # abroad the number stands before the street: all of it names the door
        return "", fold(line), ""
    text = _KANJI_NUMBER.sub(_in_digits, unicodedata.normalize("NFKC", line))
    found = _PARTS.fullmatch(_COUNTED.sub("-", _DASHES.sub("-", text)).strip())
    if found is None:
        return fold(line), "", ""
    return fold(found["town"]), found["block"], found["rest"]


def _in_digits(found: re.Match[str]) -> str:
    """A number in kanji up to 99 as digits: 二十三 is 23."""
    tens, ten, ones = found[0].rpartition("十")
    ones = "".join(_DIGITS[kanji] for kanji in ones)
    if not ten:
        return ones
    high = "".join(_DIGITS.get(kanji, "") for kanji in tens) or "1"
    return str(int(high) * _TEN + int(ones or 0))
