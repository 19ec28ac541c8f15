"""How a segment grew: what was kept day by day, and before that what its rule comes to as of the ends of months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.record.customers.models import Customer
from joren.segments.engine import run

from . import queries
from .models import Following, Segment

Step = Literal["day", "week", "month"]
STEPS: Final[tuple[Step, ...]] = ("day", "week", "month")
MONTHS_BEFORE: Final = 12
RENEWED: Final = timedelta(days=7)
"""Counts of the past are computed anew after this long: purchases of earlier months come in late."""

SMALL: Final = 20_000
"""With so many customers or fewer the page computes the past itself; else it waits for the job."""

_DAYS_SHOWN: Final = 62


@dataclass(frozen=True, slots=True)
class Point:
    """One day, week or month, told by its last day. Not `kept`: computed by today's rule; then nobody came or went."""

    day: date
    members: int
    joined: int = 0
    left: int = 0
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Growth:
    """The points, oldest first. `computed_at`: when those before `began_on` were; `waits`: they are still to come."""

    step: Step
    points: list[Point]
    began_on: date | None
    computed_at: datetime | None
    waits: bool

    def told(self) -> list[dict[str, Any]]:
        """For programs."""
        return [
            {"day": p.day, "members": p.members, "joined": p.joined, "left": p.left, "kept": p.kept}
            for p in self.points
        ]

    def members_picture(self) -> dict[str, Any]:
        """Two lines: the kept one begins where the computed one ends."""
        kept = [point.members if point.kept else None for point in self.points]
        computed = [None if point.kept else point.members for point in self.points]
        first = next((place for place, point in enumerate(self.points) if point.kept), None)
        if first and computed[first - 1] is not None:
            computed[first] = kept[first]
        series = [{"name": _("Counted on the day"), "values": kept}]
        if any(value is not None for value in computed):
            series.append({"name": _("Computed later by today's rule"), "values": computed})
        return {"labels": self._labels(), "series": series}

    def moves_picture(self) -> dict[str, Any]:
        """Who came and who went, of the kept time only."""
        kept = [point for point in self.points if point.kept]
        return {
            "labels": [self._label(point.day) for point in kept],
            "series": [
                {"name": _("Came in"), "values": [point.joined for point in kept]},
                {"name": _("Left"), "values": [point.left for point in kept]},
            ],
        }

    def _labels(self) -> list[str]:
        return [self._label(point.day) for point in self.points]

    def _label(self, day: date) -> str:
        return f"{day:%Y-%m}" if self.step == "month" else f"{day:%Y-%m-%d}"


def growth(segment: Segment, step: Step | None = None) -> Growth:
    """The growth of a segment. Raises what counting raises when the past must be computed here."""
    state = Following.objects.filter(segment=segment).first()
    rows = segment.days.order_by("day").values_list("day", "members", "joined", "left")
    kept = [Point(*row) for row in rows]
    chosen: Step = step or ("day" if len(kept) <= _DAYS_SHOWN else "week")
    past, computed_at, waits = _past(segment, state)
    shown = [*(point for point in past if not kept or point.day < kept[0].day), *_stepped(kept, chosen)]
    return Growth(chosen, shown, state.began_on if state else None, computed_at, waits)


def past_counts(segment: Segment, before: date) -> list[list[Any]]:
    """What the rule comes to as of the last twelve ends of months before a day: ``[day, people]``, oldest first."""
    bound = queries.bound(segment)
    return [[day.isoformat(), run.count(bound, as_of=day)] for day in _ends_of_months(before)]


def is_due(segment: Segment, state: Following) -> bool:
    """Whether the counts of the past are of another rule or of long ago."""
    stale = state.past_computed_at is None or clock.now() - state.past_computed_at > RENEWED
    return stale or state.past_version != segment.version


def _past(segment: Segment, state: Following | None) -> tuple[list[Point], datetime | None, bool]:
    if state is not None and state.past and state.past_version == segment.version:
        return [_point(*pair) for pair in state.past], state.past_computed_at, False
    if Customer.objects.order_by()[: SMALL + 1].count() > SMALL:
        return [], None, True
    began = state.began_on if state else clock.today()
    return [_point(*pair) for pair in past_counts(segment, began)], clock.now(), False


def _point(day: str, members: int) -> Point:
    return Point(date.fromisoformat(day), members, kept=False)


def _ends_of_months(before: date) -> list[date]:
    found, day = [], before
    for _month in range(MONTHS_BEFORE):
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found[::-1]


def _stepped(points: list[Point], step: Step) -> Iterator[Point]:
    """Days as they are; weeks (from Monday) and months by their last day, comings and goings added up."""
    if step == "day":
        yield from points
        return
    for _key, group in groupby(points, key=lambda point: _step_of(point.day, step)):
        some = list(group)
        yield Point(some[-1].day, some[-1].members, sum(p.joined for p in some), sum(p.left for p in some))


def _step_of(day: date, step: Step) -> date:
    return day.replace(day=1) if step == "month" else day - timedelta(days=day.weekday())
