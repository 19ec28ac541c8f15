"""Several words in one cell, so that they come back as they were: ``VIP, "A/B", 常連``."""

import re
from collections.abc import Iterable
from typing import Final

_PARTS: Final = ",、;，|/"
_WORD = re.compile(rf'\s*(?:"((?:[^"]|"")*)"\s*(?=[{_PARTS}]|$)|([^{_PARTS}]+))')


def join_words(words: Iterable[str]) -> str:
    """The words behind commas; one that holds a separator, a quote or spaces that matter stands in quotes."""
    return ", ".join(word if _is_plain(word) else '"{}"'.format(word.replace('"', '""')) for word in words)


def split_words(text: str) -> list[str]:
    """The words of a cell, parted by any of ``,、;，|/``; in quotes they may hold anything."""
    found = []
    for quoted, plain in _WORD.findall(text):
        word = quoted.replace('""', '"') if quoted else " ".join(plain.split())
        if word:
            found.append(word)
    return found


def _is_plain(word: str) -> bool:
    return not any(part in word for part in f'{_PARTS}"') and " ".join(word.split()) == word
