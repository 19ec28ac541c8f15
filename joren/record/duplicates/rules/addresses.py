"""Comparing addresses from the building up to the prefecture."""

from typing import Final

from rapidfuzz import fuzz

from .features import Place

_NEAR: Final = 75.0
_SHORTEST: Final = 6
_TELLING: Final = 10
"""Letters of a street and number that hardly occur in two towns."""

_DEPTH: Final = {
    level: depth
    for depth, level in enumerate(
        ["", "different", "prefecture", "city", "postal", "town", "near", "block", "building"]
    )
}


def compare_addresses(places: tuple[Place, ...], others: tuple[Place, ...]) -> tuple[str, Place, Place]:
    """The deepest level at which any address of the one agrees with any of the other, and the two."""
    best: tuple[str, Place, Place] = ("", Place(), Place())
    for place in places:
        for other in others:
            level = _level(place, other)
            if _DEPTH[level] > _DEPTH[best[0]]:
                best = (level, place, other)
    return best


def _level(place: Place, other: Place) -> str:
    same_prefecture = not (place.prefecture and other.prefecture) or place.prefecture == other.prefecture
    postal = bool(place.postal) and place.postal == other.postal
    if postal or (place.city and place.city == other.city and same_prefecture):
        return _within(place, other) or ("postal" if postal else "city")
    return _elsewhere(place, other)


def _elsewhere(place: Place, other: Place) -> str:
    """Neither the city nor the postal code is the same, or known to be."""
    if _whole(place) and _whole(place) == _whole(other):
        return "block"
    street = place.town + place.block
    if len(street) >= _TELLING and street == other.town + other.block:
        return "near"
    if place.prefecture and place.prefecture == other.prefecture:
        return "prefecture"
    known = (place.prefecture and other.prefecture) or (place.postal and other.postal) or (place.city and other.city)
    return "different" if known else ""


def _within(place: Place, other: Place) -> str:
    """Deeper than city and postal code, or nothing."""
    mine, theirs = place.town + place.block, other.town + other.block
    if mine and mine == theirs:
        if not (place.block or other.block):
            return "town"
        return "building" if place.building and place.building == other.building else "block"
    if place.town and place.town == other.town:
        # Once more with the building: some files keep it in the line.
        return "block" if place.block and mine + place.building == theirs + other.building else "town"
    return "near" if _nearly(mine, theirs) or _nearly(mine + place.building, other.building + theirs) else ""


def _nearly(line: str, other: str) -> bool:
    return min(len(line), len(other)) >= _SHORTEST and fuzz.ratio(line, other) >= _NEAR


def _whole(place: Place) -> str:
    """City, street and number in one, for files that split an address elsewhere; nothing without a number."""
    return place.city + place.town + place.block if place.block else ""
