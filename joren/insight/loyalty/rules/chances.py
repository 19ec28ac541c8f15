"""How likely somebody is to become a regular, and what that is worth: shares that anybody can follow."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

RECENCY: tuple[int, ...] = (30, 90, 180, 365)
"""Days since the last purchase up to which people belong together; who came longer ago is the last class."""
WEIGHT = 20
"""So many people of the whole stand beside the people of a class, so that few of them never decide alone."""


@dataclass(frozen=True, slots=True)
class Chance:
    """A share with what it rests on: `regulars` of `people` alike became regulars within the time looked at."""

    share: float
    people: int
    regulars: int


def recency(days_since: int | None) -> int:
    """The class of somebody whose last purchase lies so many days back: its number, from 0 for the latest."""
    if days_since is None:
        return len(RECENCY)
    return next((place for place, limit in enumerate(RECENCY) if days_since <= limit), len(RECENCY))


def chances(seen: Iterable[tuple[Hashable, bool]]) -> tuple[dict[Hashable, Chance], Chance | None]:
    """The chance of each class, and of all together (None where nobody was seen).

    `seen` are people who stood there before, each with a class and whether a regular came of them. The share of a class
    is drawn towards that of all: (regulars + WEIGHT × share of all) / (people + WEIGHT).
    """
    counts: dict[Hashable, list[int]] = {}
    for name, became in seen:
        one = counts.setdefault(name, [0, 0])
        one[0] += 1
        one[1] += became
    people, regulars = (sum(one[place] for one in counts.values()) for place in (0, 1))
    if not people:
        return {}, None
    whole = Chance(regulars / people, people, regulars)
    return {name: Chance(_drawn(of, ends, whole.share), of, ends) for name, (of, ends) in counts.items()}, whole


def _drawn(people: int, regulars: int, share: float) -> float:
    return (regulars + WEIGHT * share) / (people + WEIGHT)


def worth(share: float, average: Decimal | None, per_year: Decimal) -> Decimal:
    """What may be expected in a year, rounded down to whole units: chance × own average purchase × purchases that a
    regular makes in a year. 0 for who never bought."""
    return Decimal(int(Decimal(str(share)) * (average or Decimal(0)) * per_year))


def chance_of(classes: Mapping[Hashable, Chance], whole: Chance | None, name: Hashable) -> Chance | None:
    """The chance of a class; of all where nobody of it was seen; None where nobody at all was."""
    return classes.get(name, whole)
