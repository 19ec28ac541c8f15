"""What is known when two records are compared: the pieces of evidence, and the base they stand in."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import log, log2
from typing import Final, NamedTuple

from .hashing import CONTACT, FAMILY, GIVEN, hashed
from .weights import (
    EXPECTED_DOUBLES,
    FIXED,
    LARGEST_NAME_WEIGHT,
    NAME_M,
    SHARE_COUNTS_AS,
    SHARED,
    SMALLEST_BASE,
    SMALLEST_NAME_WEIGHT,
    TYPICAL_SHARE,
)

_PARTS: Final = {"family_name": "family", "given_name": "given"}
_SORTS: Final = {"family_name": FAMILY, "given_name": GIVEN}
_USUAL_CARRIERS: Final = 2
_LEAST_CONTACT: Final = 0.5


class Evidence(NamedTuple):
    """One thing two records agree or disagree in, and how much it says (natural logarithm of odds)."""

    code: str
    level: str
    first: str
    second: str
    weight: float


@lru_cache(maxsize=65_536)
def value_key(kind: str, value: str) -> int:
    """The hash under which the base counts the people who carry a value: a name, a phone, a mail."""
    return hashed(_SORTS.get(kind, CONTACT), kind, value)


@dataclass(frozen=True, slots=True)
class Base:
    """What the score must know of all people: how many there are, and how many carry a value."""

    people: int = 0
    carriers: Callable[[int], int] = lambda _key: 0
    """How many people carry the value of that hash (`value_key`); 0 when it is not known."""

    @property
    def prior(self) -> float:
        """Log-odds that a record is a double of one given person, before anything was compared."""
        return round(log(EXPECTED_DOUBLES / max(self.people, SMALLEST_BASE)), 2)

    def share(self, code: str, value: str) -> float:
        """The share of people with this family_name or given_name (`code`); what is typical in a small base."""
        known = max(self.carriers(value_key(code, value)), 1)
        return (known + TYPICAL_SHARE[_PARTS[code]] * SHARE_COUNTS_AS) / (max(self.people, 1) + SHARE_COUNTS_AS)

    def named(self, code: str, level: str, first: str, second: str, value: str) -> Evidence:
        """Evidence of a name that agrees at that level; `value` is what the base counts of it."""
        fixed = FIXED.get((code, level))
        if fixed is None:
            says = log(NAME_M[level] / self.share(code, value))
            least = SMALLEST_NAME_WEIGHT if level in ("same", "reading", "romaji") else 0.0
            fixed = round(min(max(says, least), LARGEST_NAME_WEIGHT), 2)
        return Evidence(code, level, first, second, fixed)

    def shared(self, code: str, first: str, second: str) -> Evidence:
        """Evidence of a phone or mail both have: it says less, the more people have it."""
        carriers = max(self.carriers(value_key(code, first)), _USUAL_CARRIERS)
        says = FIXED[code, "same"] - SHARED * log2(carriers / _USUAL_CARRIERS)
        return Evidence(code, "same", first, second, round(max(says, _LEAST_CONTACT), 2))


def fixed(code: str, level: str, first: object = "", second: object = "") -> Evidence:
    """Evidence whose weight is the same in every base."""
    return Evidence(code, level, str(first), str(second), FIXED[code, level])
