"""How two to four segments overlap: exact counts of every part of their picture, and the rule of each part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final

from joren.foundation.time import clock
from joren.segments.engine.tables import Column, table

from . import queries
from .errors import RegionNotFound, TooManyToOverlap
from .models import Segment
from .standing import kept

FEWEST: Final = 2
MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture. `key` has a 1 for each segment it lies inside and a 0 for each it lies outside."""

    key: str
    names: tuple[str, ...]
    count: int

    @property
    def inside(self) -> list[str]:
        """The names of the segments it lies inside."""
        return [name for name, mark in zip(self.names, self.key, strict=True) if mark == "1"]

    @property
    def outside(self) -> list[str]:
        """The names of those it lies outside of."""
        return [name for name, mark in zip(self.names, self.key, strict=True) if mark == "0"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The whole picture. `sizes` are the people of each segment, `anybody` those of at least one."""

    day: date
    segments: list[Segment]
    regions: list[Region]
    sizes: list[int]

    @property
    def anybody(self) -> int:
        """How many people are in at least one of them."""
        return sum(region.count for region in self.regions)

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "as_of": self.day,
            "segments": [
                {"key": segment.key, "name": segment.name, "count": size}
                for segment, size in zip(self.segments, self.sizes, strict=True)
            ],
            "anybody": self.anybody,
            "regions": [
                {
                    "key": region.key,
                    "inside": [s.key for s, mark in zip(self.segments, region.key, strict=True) if mark == "1"],
                    "outside": [s.key for s, mark in zip(self.segments, region.key, strict=True) if mark == "0"],
                    "count": region.count,
                }
                for region in self.regions
            ],
        }


def chosen(keys: Sequence[str]) -> list[Segment]:
    """The segments of two to four different keys. Raises `TooManyToOverlap` and `SegmentNotFound`."""
    different = list(dict.fromkeys(key for key in keys if key))
    if not FEWEST <= len(different) <= MOST:
        raise TooManyToOverlap
    return [queries.get_segment(key) for key in different]


def overlap(segments: Sequence[Segment], *, as_of: date | None = None) -> Overlap:
    """Count every part, in one question over one state of the facts. Raises `InvalidRule` and the engine's problems."""
    day = as_of or clock.today()
    bound = [queries.bound(segment) for segment in segments]

    def counted() -> list[int]:
        columns = [Column(f"s{place}", rule) for place, rule in enumerate(bound)]
        flags = list(
            table(columns, day, {"any": [{"segment": s.key} for s in segments]})
            .flags([c.name for c in columns])
            .values()
        )
        return [_people(flags, key) for key in _keys(len(segments))]

    counts = kept("overlap", bound, day, counted)
    names = tuple(segment.name for segment in segments)
    regions = [Region(key, names, count) for key, count in zip(_keys(len(segments)), counts, strict=True)]
    sizes = [sum(r.count for r in regions if r.key[place] == "1") for place in range(len(segments))]
    return Overlap(day, list(segments), regions, sizes)


def region_rule(segments: Sequence[Segment], key: str) -> dict[str, Any]:
    """The rule of one part: inside these and outside those. Raises `RegionNotFound`."""
    if key not in _keys(len(segments)):
        raise RegionNotFound(region=key[:20])
    marked = list(zip(segments, key, strict=True))
    inside: list[dict[str, Any]] = [{"segment": segment.key} for segment, mark in marked if mark == "1"]
    outside = [{"not": {"segment": segment.key}} for segment, mark in marked if mark == "0"]
    return {"all": inside + outside}


def _keys(size: int) -> list[str]:
    """Every part but the one outside of all, those inside most segments first."""
    every = ("".join(marks) for marks in product("10", repeat=size))
    return sorted((key for key in every if "1" in key), key=lambda key: (-key.count("1"), -int(key, 2)))


def _people(flags: Sequence[int], key: str) -> int:
    """How many people lie in that part: sets of people are numbers, bit n for person n."""
    everybody = 0
    for people in flags:
        everybody |= people
    for people, mark in zip(flags, key, strict=True):
        everybody &= people if mark == "1" else ~people
    return everybody.bit_count()
