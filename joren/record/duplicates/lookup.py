"""One person against everybody: in milliseconds, by the index of keys."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from .rules.blocking import LARGEST_BLOCK, keys_of, refiners_of
from .rules.evidence import Base
from .rules.features import PersonFeatures, unpacked
from .rules.hashing import REFINED_BY, sort_of
from .rules.scoring import Match, compare, hopeless

MOST_COMPARED: Final = 600
"""Records fetched under one common key; whoever shares no second thing comes after them."""

_CARRIERS: Final = "SELECT key, people FROM duplicates_frequency WHERE key = ANY(%s::bigint[])"
_UNDER: Final = "SELECT customer_id, features FROM duplicates_matchprofile WHERE keys && %s::bigint[]"
_REFINED: Final = """
SELECT customer_id, features FROM duplicates_matchprofile
WHERE keys @> ARRAY[%s::bigint] AND refiners && %s::bigint[] LIMIT %s
"""


class Found(NamedTuple):
    """A customer who may be the person asked for."""

    customer_id: int
    match: Match


def carriers_of(cursor: Any, keys: Iterable[int]) -> dict[int, int]:
    """How many people carry each of these values, as far as more than a few do."""
    cursor.execute(_CARRIERS, [list(keys)])
    return dict(cursor.fetchall())


def found(cursor: Any, person: PersonFeatures, people: int, *, but: int | None = None) -> list[Found]:
    """Those in the bands sure and review, likeliest first. `people`: how many the base holds; `but`: left out."""
    keys, refiners = keys_of(person), refiners_of(person)
    carriers = carriers_of(cursor, [*keys, *refiners])
    base = Base(people, lambda key: carriers.get(key, 0))
    near = _near(cursor, keys, refiners, carriers)
    near.pop(but or 0, None)
    others = ((customer, unpacked(features)) for customer, features in near.items())
    matches = (
        Found(customer, compare(person, other, base)) for customer, other in others if not hopeless(person, other)
    )
    return sorted((item for item in matches if item.match.band != "different"), key=_likeliest)


def _likeliest(found_one: Found) -> tuple[bool, bool, float, int]:
    match = found_one.match
    return match.suggests == "household", match.band != "sure", -match.probability, found_one.customer_id


def _near(cursor: Any, keys: list[int], refiners: list[int], carriers: dict[int, int]) -> dict[int, str]:
    """Whoever shares a key; under a key that many share, only whoever shares a second thing too."""
    cursor.execute(_UNDER, [[key for key in keys if carriers.get(key, 0) <= LARGEST_BLOCK]])
    rows = dict(cursor.fetchall())
    for key in keys:
        parting = [refiner for refiner in refiners if sort_of(refiner) in REFINED_BY[sort_of(key)]]
        if carriers.get(key, 0) > LARGEST_BLOCK:
            cursor.execute(_REFINED, [key, parting, MOST_COMPARED])
            rows.update(cursor.fetchall())
    return rows
