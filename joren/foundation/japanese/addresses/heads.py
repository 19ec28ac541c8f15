"""The place an address lies in, told by what stands before its first figure, remembered for the next of the street.

Files hold thousands of addresses of one town. Which town that is depends on nothing behind the first figure, but for
towns with figures in their names (北24条西) and the streets of Kyoto; these are read whole every time.
"""

import re
from functools import lru_cache
from typing import Final

from joren.foundation.japanese.addresses.parsing import CITY, KYOTO_CITY, Address, reader_of
from joren.foundation.japanese.addresses.table import City

_HEAD: Final = re.compile("([^0-9０-９]+)[0-9０-９]")
_BEFORE: Final = re.compile(r"[ 、,(]*(?:大字|字)?")
_FIGURE: Final = re.compile(r"\d")
_LONGEST: Final = 200


def place_by_head(text: str) -> Address | None:
    """Prefecture, city and town of `parse_address(text)`, with all else left out; None where only that can tell."""
    head = _HEAD.match(text)
    return _place(head[1]) if head else None


@lru_cache(maxsize=32_768)
def _place(head: str) -> Address | None:
    """The place of every address that goes on with a figure behind these words."""
    reader = reader_of(f"{head}1", "")
    ends = _FIGURE.search(reader.raw) if reader and len(head) <= _LONGEST else None
    if reader is None or ends is None or ends.end() != len(reader.raw):
        return None
    found = reader.address()
    if found.depth < CITY or not found.city or not reader.read_towns:
        return None
    if any(_goes_on(city, reader.flat[at:-1]) for at, city in reader.read_towns):
        return None
    return Address(found.prefecture, found.city, found.town, known_town=found.known_town, depth=found.depth)


def _goes_on(city: City, written: str) -> bool:
    """Whether a figure could be part of the name of the town, or what follows could say more about it."""
    if city.number in KYOTO_CITY:
        return True
    starts = {written.lstrip(" 、,("), _BEFORE.sub("", written, count=1)}
    return any(
        name.startswith(start) and name[len(start) : len(start) + 1].isdigit()
        for start in starts
        for name in city.towns
    )
