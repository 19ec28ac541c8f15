"""Reads of goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.accounts.models import Staff
from joren.foundation.errors import JorenError
from joren.foundation.registry import Metric, entries, entry, resolve
from joren.foundation.time import clock
from joren.segments.engine import run
from joren.segments.library.models import Segment

from . import rules
from .errors import (
    CannotNarrow,
    GoalOutOfRange,
    GoalWithoutTime,
    NoSuchGoal,
    NoSuchMeasure,
    NoSuchOwner,
    NotMeasurable,
    UnknownMetric,
)
from .models import Goal, Measure

SEGMENT: Final = "segment:"
"""How the key of a metric begins that is the size of a saved segment."""
YEARS: Final = range(2000, 2101)
"""Years a goal may begin in."""
LONGEST: Final = timedelta(days=3653)


@dataclass(frozen=True)
class GoalWithStanding:
    """A goal, its metric and where it stands; no standing when the metric's app is gone."""

    goal: Goal
    metric: Metric | None
    standing: rules.Standing | None


def metrics() -> list[Metric]:
    """Everything a goal can be set on: what apps measure, then the sizes of saved segments."""
    segments = Segment.objects.filter(archived_at=None).order_by("name", "pk")
    return [*entries(Metric), *(_size(segment) for segment in segments)]


def metric(key: str) -> Metric:
    """The metric with that key. Raises `UnknownMetric`."""
    if key.startswith(SEGMENT):
        segment = Segment.objects.filter(key=key.removeprefix(SEGMENT), archived_at=None).first()
        if segment is not None:
            return _size(segment)
    try:
        return entry(Metric, key)
    except KeyError as problem:
        known = ", ".join(known.key for known in entries(Metric))
        raise UnknownMetric(metric=key[:60], known=known) from problem


def _size(segment: Segment) -> Metric:
    label = _("People in the segment “%(segment)s”") % {"segment": segment.name}
    return Metric(key=f"{SEGMENT}{segment.key}", label=label, unit="count", measure="", accumulates=False)


def measure(
    key: str, start: date, end: date, *, shop: int | None = None, people: tuple[int, ...] | None = None
) -> Decimal | None:
    """The metric's value over the days from `start` to `end`; None where nothing can be said.

    Raises `UnknownMetric`, `CannotNarrow`.
    """
    return series(key, [(start, end)], shop=shop, people=people)[0]


def series(
    key: str, spans: Sequence[tuple[date, date]], *, shop: int | None = None, people: tuple[int, ...] | None = None
) -> list[Decimal | None]:
    """The metric over each of several spans that do not overlap. Raises `UnknownMetric`, `CannotNarrow`."""
    found = metric(key)
    if found.series:
        return [_decimal(value) for value in resolve(found.series)(spans, shop=shop, people=people)]
    if shop is not None or people is not None:
        raise CannotNarrow(metric=found.label)
    if key.startswith(SEGMENT):
        rule = {"segment": key.removeprefix(SEGMENT)}
        return [Decimal(run.count(rule, as_of=last)) for _first, last in spans]
    return [_decimal(resolve(found.measure)(first, last)) for first, last in spans]


def _decimal(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def people_of(segment_key: str, on: date) -> tuple[int, ...] | None:
    """Who was in the segment on a day; None without one."""
    if not segment_key:
        return None
    return tuple(run.members({"segment": segment_key}, as_of=min(on, clock.today())))


def measured(goal: Goal, spans: Sequence[tuple[date, date]]) -> list[Decimal | None]:
    """The goal's metric over each span, narrowed as the goal is."""
    people = people_of(goal.segment_key, goal.starts_on)
    return series(goal.metric, spans, shop=goal.shop_id, people=people)


def current_of(goal: Goal, until: date) -> Decimal | None:
    """Where the goal stood on a day."""
    return measured(goal, [(goal.starts_on, until)])[0]


def days_before(starts_on: date, due_on: date) -> tuple[date, date]:
    """As many days just before the first one as the goal has: what the baseline stands for.

    Raises `GoalWithoutTime`, `GoalOutOfRange`.
    """
    if due_on <= starts_on:
        raise GoalWithoutTime
    if starts_on.year not in YEARS or due_on - starts_on > LONGEST:
        raise GoalOutOfRange
    days = due_on - starts_on + timedelta(days=1)
    return starts_on - days, starts_on - timedelta(days=1)


def before_of(
    key: str, starts_on: date, due_on: date, *, shop: int | None = None, people: tuple[int, ...] | None = None
) -> Decimal:
    """What the metric was over those days. Raises as `days_before` does, `UnknownMetric`, `CannotNarrow`,
    `NotMeasurable`.
    """
    first, last = days_before(starts_on, due_on)
    found = measure(key, first, last, shop=shop, people=people)
    if found is None:
        raise NotMeasurable(metric=metric(key).label, first=first, last=last)
    return found


def same_days_before(key: str, starts_on: date, due_on: date) -> Decimal:
    """What the metric was over the same number of days just before: something to choose a target by."""
    return before_of(key, starts_on, due_on)


def goal(pk: int) -> Goal:
    """The goal of that number. Raises `NoSuchGoal`."""
    found = Goal.objects.select_related("owner", "shop").filter(pk=pk).first()
    if found is None:
        raise NoSuchGoal(id=pk)
    return found


def measure_of(goal_pk: int, pk: int, *, kind: str = "") -> Measure:
    """Something that is done for a goal, of any kind or of one. Raises `NoSuchMeasure`."""
    rows = Measure.objects.filter(pk=pk, goal_id=goal_pk)
    found = (rows.filter(kind=kind) if kind else rows).first()
    if found is None:
        raise NoSuchMeasure(id=pk)
    return found


def owner(email: str) -> Staff:
    """Whoever logs in with that address. Raises `NoSuchOwner`."""
    found = Staff.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if found is None:
        raise NoSuchOwner(email=email[:254])
    return found


def goals(*, closed: bool = False) -> list[GoalWithStanding]:
    """Open (or closed) goals, soonest first, each with where it stands today."""
    found = Goal.objects.select_related("owner", "shop").filter(closed_at__isnull=not closed)
    return [with_standing(goal) for goal in found]


def with_standing(goal: Goal) -> GoalWithStanding:
    """Measure one goal as of today, or as of its last day once that has passed.

    One that cannot be measured any more (its segment is gone) has no standing and hides no other.
    """
    try:
        kind = metric(goal.metric)
    except UnknownMetric:
        return GoalWithStanding(goal, None, None)
    today = clock.today()
    until = min(today, goal.due_on)
    try:
        current = current_of(goal, until) if until >= goal.starts_on else goal.baseline
    except JorenError:
        return GoalWithStanding(goal, kind, None)
    if current is None:
        return GoalWithStanding(goal, kind, None)
    stands = rules.standing(
        baseline=goal.baseline,
        target=goal.target,
        current=current,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
        today=today,
    )
    return GoalWithStanding(goal, kind, stands)
