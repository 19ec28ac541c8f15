"""What of a customer is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """A contact point. `kind`: email, phone or line."""

    id: int
    kind: str
    value: str
    dead: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One customer as recorded. `address`: postal code, prefecture, city, line of the preferred one; () without.

    `agreed`: channels with a standing consent to news. `doubles`: open pairs of duplicates, candidate to the other
    customer's name. `last_seen`: the day something last happened to or was changed in the record.
    """

    id: int
    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    company: str = ""
    honorific: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    registered_on: date | None = None
    last_seen: date | None = None
    first_bought: date | None = None
    points: tuple[Point, ...] = ()
    address: tuple[str, ...] = ()
    agreed: frozenset[str] = frozenset()
    doubles: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Readings:
    """The reading nearly everybody of a name has, by name."""

    family: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)


FEWEST_PEOPLE = 3
AGREEMENT = 0.9
"""A reading is suggested when at least so many people of the name have one, and so large a share of them this one."""
