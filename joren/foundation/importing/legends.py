"""Legends inside column names: 「取引区分(1:通常、2:返品)」 says what the codes of the column stand for."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_OPEN, _CLOSE = "([{<「『【《〈", ")]}>」』】》〉"
_BRACKETS = re.compile(rf"[{re.escape(_OPEN)}]([^{re.escape(_OPEN + _CLOSE)}]*)[{re.escape(_CLOSE)}]")
_PAIR_MARK = re.compile(r"\s*(?:[:=→⇒]|->|=>|…+|\.{2,})\s*")
_BETWEEN = re.compile(r"\s*[,、，;/／|・\n]\s*")
_SPACES = re.compile(r"\s+")
_EITHER = re.compile(r"\s*[,、，;/／|・\n\s]\s*")
_CODE = re.compile(r"[A-Za-z]{0,2}\d{1,4}|[A-Za-z]", re.ASCII)
_GLUED = re.compile(r"(\d{1,3})[.\s]?([^\W\d_][^\d]*)")
_LEAST: Final = 2


@lru_cache(maxsize=2048)
def legend_of(header: str) -> Mapping[str, str]:
    """Code to word from a column's name, empty where it has no legend.

    Read are 1:通常、2:返品 — 1＝男、2＝女 — 男:1 女:2 (words first) — 0/1 pairs such as 1…可 — and 1男 2女 without
    any mark, in brackets or behind the name; at least two codes, each once.
    """
    if not any(mark.isdigit() or mark in ":=：＝→" for mark in header):
        return _NOTHING
    plain = unicodedata.normalize("NFKC", header)
    for inside in [*_BRACKETS.findall(plain), _behind(plain)]:
        found = _legend(inside)
        if found:
            return MappingProxyType(found)
    return _NOTHING


def without_legend(header: str) -> str:
    """The column's name alone: 取引区分 of 「取引区分(1:通常、2:返品)」; other brackets stay."""
    if not legend_of(header):
        return header
    plain = unicodedata.normalize("NFKC", header)
    shorter = _BRACKETS.sub(lambda found: "" if _legend(found[1]) else found[0], plain)
    return (shorter if shorter != plain else plain[: len(plain) - len(_behind(plain))]).strip(" :：")


def _behind(plain: str) -> str:
    """What follows the name without brackets: 「性別 1:男 2:女」."""
    found = re.search(r"[\s:]+(?=[A-Za-z]?\d{1,3}\s*[:=])", plain)
    return plain[found.end() :] if found else ""


def _legend(inside: str) -> dict[str, str]:
    for mark in (_BETWEEN, _SPACES, _EITHER):
        parts = [part for part in mark.split(inside.strip()) if part]
        pairs = [pair for part in parts if (pair := _pair(part))]
        found = dict(pairs)
        if len(found) == len(pairs) == len(parts) and len(found) >= _LEAST and not _nested(found):
            return found
    return {}


def _nested(found: dict[str, str]) -> bool:
    """Whether some word holds a pair of its own: it was split at the wrong marks."""
    return any(_PAIR_MARK.search(word) for word in found.values())


def _pair(part: str) -> tuple[str, str] | None:
    sides = _PAIR_MARK.split(part.strip(), maxsplit=1)
    if len(sides) == _LEAST and all(sides):
        first, second = sides
        if _CODE.fullmatch(first):
            return first, second
        return (second, first) if _CODE.fullmatch(second) else None
    glued = _GLUED.fullmatch(part.strip())
    return (glued[1], glued[2].strip()) if glued else None
