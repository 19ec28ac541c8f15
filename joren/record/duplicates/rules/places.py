"""Addresses as keys of several depths."""

import re
from typing import Final

from joren.foundation.japanese.folding import fold

from .features import Place

_FIRST_NUMBER: Final = re.compile(r"[0-9]")
_DIGITS: Final = re.compile(r"\D")


def place_of(postal: str, prefecture: str, city: str, line: str, building: str) -> Place:
    """The keys of an address. What cannot be told apart stays together in the block."""
    key = fold(line)
    number = _FIRST_NUMBER.search(key)
    cut = number.start() if number else len(key)
    return Place(_DIGITS.sub("", postal), fold(prefecture), fold(city), key[:cut], key[cut:], fold(building))
