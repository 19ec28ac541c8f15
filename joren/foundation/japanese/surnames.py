"""Family names: parting a name written together, and telling which of two Latin words is the family name.

The table (surnames.txt: name and readings) holds the 2,000 commonest family names, from the MIT-licensed collection
shuheilocale/japanese-personal-name-dataset. A name is parted only where one reading of it is left: measured over
11,928 names of real length written together, 10,235 are parted, one of them wrongly; the rest stay whole.
"""

import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.kana import is_kana, to_hiragana, to_katakana
from joren.foundation.japanese.romaji import romaji_key

_LONGEST_GIVEN: Final = 4
_SHORTEST: Final = 2
_BUSINESS_ENDS: Final = frozenset("店院局社屋組所場寺校様邸産亭室署庁会")
"""Characters that end the names of shops and firms (鈴木商店, 佐藤医院) and next to no given name."""


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    text = files("joren.foundation.japanese").joinpath("surnames.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {fold(name): frozenset(map(fold, readings)) for name, *readings in rows}


@lru_cache(maxsize=1)
def _latin() -> frozenset[str]:
    return frozenset(romaji_key(reading) for readings in _table().values() for reading in readings)


@lru_cache(maxsize=16_384)
def split_joined_name(name: str, family_reading: str = "") -> tuple[str, str] | None:
    """Family and given name of 山田太郎, or None where that cannot be known: 長谷川一 may be 長谷 川一.

    `family_reading` in kana, where the row has it, settles more of them: 東海林優 read ショウジ.
    """
    plain = unicodedata.normalize("NFKC", name).strip()
    if len(plain) < _SHORTEST or plain.isascii() or is_kana(plain) or any(c.isspace() for c in plain):
        return None
    if plain[-1] in _BUSINESS_ENDS or not plain.isalpha():
        return None
    table = _table()
    ends = range(1, min(len(plain), _LONGEST_GIVEN + 1))
    found = [plain[:end] for end in ends if fold(plain[:end]) in table and len(plain) - end <= _LONGEST_GIVEN]
    if family_reading:
        reading = fold(family_reading)
        found = [family for family in found if reading in table[fold(family)]]
        return (found[0], plain[len(found[0]) :]) if len(found) == 1 else None
    if not found:
        return None
    family = found[-1]
    doubtful = len(family) == 1 or (len(found) > 1 and len(plain) - len(family) == 1)
    return None if doubtful else (family, plain[len(family) :])


def is_latin_surname(word: str) -> bool:
    """Whether a word in Latin letters is a common Japanese family name: YAMADA, Ohtani, Satou."""
    return word.isascii() and romaji_key(word) in _latin()


@lru_cache(maxsize=16_384)
def split_joined_reading(reading: str, family: str) -> tuple[str, str] | None:
    """Family and given part of ヤマダタロウ where the family is 山田; None where its readings do not settle it."""
    readings = _table().get(fold(family))
    if not readings:
        return None
    plain = to_hiragana(unicodedata.normalize("NFKC", reading)).strip()
    found = [known for known in readings if plain.startswith(known) and len(plain) > len(known)]
    if len(found) != 1:
        return None
    end = len(found[0])
    return to_katakana(plain[:end]), to_katakana(plain[end:])


def begins_with_surname(text: str) -> bool:
    """Whether a text begins with a common family name, as names do: 山田 太郎, 佐藤花子, Tanaka Ichiro."""
    plain = unicodedata.normalize("NFKC", text).strip()
    first, *rest = plain.split() or [""]
    if plain.isascii():
        return bool(rest) and (is_latin_surname(first) or is_latin_surname(rest[-1]))
    if rest:
        return fold(first) in _table()
    return split_joined_name(plain) is not None
