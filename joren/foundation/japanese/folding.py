"""The search and match key: one spelling for every way of writing the same thing.

`fold` makes the key of a text. A text index keeps `index_grams` of what it must find; a search asks for
rows that hold all of `query_grams` (PostgreSQL: `grams @> ARRAY[...]` over a GIN index). Where neighbours
of the right letters in the wrong order must not slip through, test `position(fold(query) in key) > 0` on
the hits too. The rules in prose: docs/rules/japanese-text.md.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from operator import add

from joren.foundation.japanese.kana import KATAKANA_TO_HIRAGANA
from joren.foundation.japanese.old_forms import OLD_FORMS

_DASHES = "-‐‑‒–—―−⁃˗─━﹘ー〜~〰"
_SEPARATORS = "・·()〔〕「」"
_SAME_KANA = {
    **{"ゐ": "い", "ゑ": "え", "ゕ": "か", "ゖ": "け"},
    **{"ヰ": "い", "ヱ": "え", "ヵ": "か", "ヶ": "け"},
}


def _unaccented() -> Iterator[tuple[str, str]]:
    """Latin letters with accents beside the bare letter, so that André is found by andre."""
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            yield chr(code), base.lower()


def _dropped() -> Iterator[str]:
    """Characters a key never holds: spaces, dashes, brackets, invisible marks, controls, stray accents."""
    yield from _DASHES + _SEPARATORS
    yield from map(chr, (*range(0x300, 0x370), 0x3099, 0x309A))  # accents left alone
    yield from map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))  # variation selectors
    for code in range(min(sys.maxunicode, 0xFFFF) + 1):
        if chr(code).isspace() or unicodedata.category(chr(code)) in ("Cc", "Cf"):
            yield chr(code)


_TABLE: dict[int, str | None] = {
    **{ord(old): new for old, new in _unaccented()},
    **KATAKANA_TO_HIRAGANA,
    **{ord(old): new for old, new in OLD_FORMS.items()},
    **{ord(old): new for old, new in _SAME_KANA.items()},
    **dict.fromkeys(map(ord, _dropped())),
}
# What stays as it is stands in the table too, for the commonest characters: a miss costs translate an exception.
_COMMON = (*range(0x80), *range(0x3040, 0x3100), *range(0x4E00, 0xA000))
_WHOLE_TABLE: dict[int, str | int | None] = {code: code for code in _COMMON} | _TABLE
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def fold(text: str) -> str:
    """The key under which different spellings of one text are the same.

    NFKC, lower case, katakana as hiragana, old kanji as everyday ones; spaces, dashes, long marks, middle
    dots, round brackets and invisible characters removed. fold(fold(x)) == fold(x). About 1 µs for a name.
    """
    if text.isascii():
        return text.lower().translate(_WHOLE_TABLE)
    key = unicodedata.normalize("NFKC", text).casefold().translate(_WHOLE_TABLE)
    if unicodedata.is_normalized("NFKC", key):
        return key
    return fold(key)  # rare: a removed character stood between two that compose; once more settles it


def bigrams(text: str) -> list[str]:
    """The neighbouring pairs of the key, each once, in order; of a one-character key that character."""
    key = fold(text)
    if len(key) == 1:
        return [key]
    return list(dict.fromkeys(map(add, key, key[1:])))


def index_grams(*texts: str) -> list[str]:
    """What an index keeps of these texts: their bigrams, and single characters so that one typed letter
    finds.

    Every character that is not ASCII is kept singly (山 finds 大山); of ASCII only the first of each text
    is (t finds taro@…, not every address with a t in it: that would be everybody).
    """
    return grams_of_keys(map(fold, texts))


def grams_of_keys(keys: Iterable[str]) -> list[str]:
    """`index_grams` of texts that are folded already."""
    grams: list[str] = []
    for key in keys:
        grams += key[:1]
        grams += map(add, key, key[1:])
        if not key.isascii():
            grams += _NOT_ASCII.findall(key)
    return list(dict.fromkeys(grams))


def query_grams(text: str) -> list[str]:
    """The grams a row must hold, all of them, to be found by this query; empty when nothing can be
    searched.
    """
    return bigrams(text)
