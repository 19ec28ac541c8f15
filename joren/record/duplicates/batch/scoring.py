"""Scoring pairs in processes of their own that know no Django and no database."""

from collections.abc import Sequence
from pathlib import Path

from joren.record.duplicates.rules.evidence import Evidence
from joren.record.duplicates.rules.scoring import compare, hopeless

from .people import People

Scored = tuple[int, int, float, str, str, list[Evidence]]
"""(first, second, probability, band, suggests, evidence) of a pair in the bands sure and review."""

_people: dict[str, People] = {}


def score(folder: str, pairs: Sequence[tuple[int, int]]) -> list[Scored]:
    """Those of the pairs that may be one person, or one household."""
    if folder not in _people:
        _people.clear()
        _people[folder] = People(Path(folder))
    people = _people[folder]
    person, base = people.person, people.base
    scored: list[Scored] = []
    for first, second in pairs:
        one, other = person(first), person(second)
        if hopeless(one, other):
            continue
        match = compare(one, other, base)
        if match.band != "different":
            scored.append((first, second, match.probability, match.band, match.suggests, list(match.evidence)))
    return scored
