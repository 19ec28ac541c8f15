"""Addresses as keys of several depths, whichever column each part stood in."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from joren.foundation.japanese.addresses import address_key, parse_address
from joren.foundation.japanese.folding import fold

from .features import Place

_NOT_A_DIGIT: Final = re.compile(r"\D")
_NUMBER: Final = re.compile(r"\d+")
_TOWN: Final = 3
"""How many parts a key has that reaches the town."""


def place_of(postal: str, prefecture: str, city: str, line: str, building: str) -> Place:
    """The keys of an address; a building written after the number is told from it."""
    code = _NOT_A_DIGIT.sub("", postal)
    if line.isascii():  # abroad the number stands before the street: all of it names the door
        return Place(code, fold(prefecture), fold(city), "", fold(line), fold(building))
    prefecture, city, town, block, rest = _read(code, prefecture, city, line)
    return Place(code, prefecture, city, town, block, fold(rest + building))


@lru_cache(maxsize=8_192)
def _read(code: str, prefecture: str, city: str, line: str) -> tuple[str, str, str, str, str]:
    """(prefecture, city, town, numbers joined by dashes, what stands behind them)."""
    found = parse_address(prefecture + city + line, code)
    known = address_key(found)
    if len(known) >= _TOWN:
        town, block = known[2], known[3] if len(known) > _TOWN else ""
        return fold(known[0]), fold(known[1]), fold(town), block, found.building + found.room + found.rest
    text = unicodedata.normalize("NFKC", line)  # a town nobody can place: its name and its numbers must do
    first = _NUMBER.search(text)
    town = text[: first.start()] if first else text
    return fold(prefecture), fold(city), fold(town), "-".join(_NUMBER.findall(text)), ""
