"""Telling EUC-JP from CP932, which forgives nearly anything: by what nobody could have typed, not by statistics."""

import re
from collections.abc import Iterable
from typing import Final

_HALF_WIDTH = re.compile("[\uff61-\uff9f]+")
_UNTYPABLE = re.compile("(?:^|[^ｳｶ-ﾄﾊ-ﾎ])ﾞ|(?:^|[^ﾊ-ﾎ])ﾟ|^[ｧ-ｰﾝ]|[ｧ-ｯ]{2}|ｰｰ")
_LEADS = re.compile(rb"([\xa1-\xfe])[\xa1-\xfe]")
_LEVEL_1, _LEVEL_2, _TOO_RARE = 0xB0, 0xD0, 0.1
_BOTH: Final = ("cp932", "euc_jp")


def is_untypable(line: bytes) -> bool:
    """Whether a line, read as CP932, holds half-width katakana that no keyboard gives: a voicing mark behind ナ."""
    return any(_UNTYPABLE.search(run) for run in _HALF_WIDTH.findall(line.decode("cp932", "replace")))


def is_rare(lines: Iterable[bytes]) -> bool:
    """Whether lines, read as EUC-JP, are full of kanji nobody uses (level 2)."""
    rare = kanji = 0
    for line in lines:
        for lead in _LEADS.findall(line):
            kanji += lead[0] >= _LEVEL_1
            rare += lead[0] >= _LEVEL_2
    return kanji > 0 and rare > kanji * _TOO_RARE


def legacy_encoding(raw: bytes) -> str:
    """CP932 or EUC-JP for a piece of text that is not UTF-8; empty when it is neither."""
    fitting = [name for name in _BOTH if _reads(raw, name)]
    if len(fitting) < len(_BOTH):
        return fitting[0] if fitting else ""
    is_euc = is_untypable(raw) or (bool(_HALF_WIDTH.search(raw.decode("cp932"))) and not is_rare([raw]))
    return "euc_jp" if is_euc else "cp932"


def _reads(raw: bytes, name: str) -> bool:
    try:
        raw.decode(name)
    except UnicodeDecodeError:
        return False
    return True
