"""How the names of attributes are read, so that こうにゅう and konyu find 購入回数.

`readings.txt` is a table of words: the longest that fits is taken, what is in none stays as it is written.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from joren.foundation.japanese.kana import KATAKANA_TO_HIRAGANA
from joren.foundation.japanese.romaji import romaji_key, to_romaji

_FILE: Final = Path(__file__).with_name("readings.txt")


@lru_cache(maxsize=1_024)
def search_words(label: str) -> str:
    """What a name is found by besides itself: its reading in hiragana and in Latin letters of two systems."""
    kana = reading(label)
    return f"{kana} {to_romaji(kana)} {romaji_key(kana)}"


def reading(label: str) -> str:
    """The name in hiragana as far as the table goes: こうにゅうかいすう for 購入回数."""
    words, pattern = _table()
    return pattern.sub(lambda found: words[found[0]], label).translate(KATAKANA_TO_HIRAGANA)


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    lines = (line for line in _FILE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    words = {word: kana for word, _space, kana in (line.partition(" ") for line in lines)}
    return words, re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
