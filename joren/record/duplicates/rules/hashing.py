"""One way to turn any key into PostgreSQL's bigint; its lowest three bits say what sort of key it is."""

from hashlib import blake2b
from typing import Final

SORT_BITS: Final = 7

# Sorts of keys people are looked up by.
CONTACT, NAME, BORN_NAMED, BORN_PLACED, DOOR, POSTAL = range(6)

# Sorts of what parts a block that is too big.
FAMILY, GIVEN, YEAR, DAY, CODE, CITY = range(6)

REFINED_BY: Final[dict[int, tuple[int, ...]]] = {
    CONTACT: (FAMILY, GIVEN, YEAR, DAY, CODE, CITY),
    NAME: (YEAR, DAY, CODE, CITY),
    BORN_NAMED: (FAMILY, GIVEN, CODE, CITY),
    BORN_PLACED: (FAMILY, GIVEN, YEAR),
    DOOR: (FAMILY, GIVEN, YEAR, DAY),
    POSTAL: (FAMILY, GIVEN, YEAR, DAY),
}
"""What a block of each sort is parted by: never by what all in it have in common anyhow."""


def hashed(sort: int, kind: str, *parts: object) -> int:
    """A signed 64-bit number of these words; the kind keeps a family name apart from a town written the same."""
    text = "\x1f".join((kind, *map(str, parts)))
    number = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
    return number & ~SORT_BITS | sort


def sort_of(key: int) -> int:
    """What sort of key (or refiner) a hash is."""
    return key & SORT_BITS
