"""Reads of goals."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from joren.foundation.registry import Metric, entries, entry, resolve
from joren.foundation.time import clock

from . import rules
from .errors import UnknownMetric
from .models import Goal


@dataclass(frozen=True)
class GoalWithStanding:
    """A goal, its metric and where it stands; no standing when the metric's app is gone."""

    goal: Goal
    metric: Metric | None
    standing: rules.Standing | None


def metric(key: str) -> Metric:
    """The metric with that key. Raises `UnknownMetric`."""
    try:
        return entry(Metric, key)
    except KeyError as problem:
        known = ", ".join(known.key for known in entries(Metric))
        raise UnknownMetric(metric=key, known=known) from problem


def measure(key: str, start: date, end: date) -> Decimal:
    """The metric's value over the days from `start` to `end`. Raises `UnknownMetric`."""
    return Decimal(resolve(metric(key).measure)(start, end))


def baseline_of(key: str, starts_on: date, due_on: date) -> Decimal:
    """Where a new goal starts from: 0 for what accumulates, else what stands on the eve of the first day."""
    if metric(key).accumulates:
        return Decimal(0)
    return measure(key, starts_on - (due_on - starts_on), starts_on - timedelta(days=1))


def same_days_before(key: str, starts_on: date, due_on: date) -> Decimal:
    """What the metric was over the same number of days just before: something to choose a target by."""
    days = due_on - starts_on + timedelta(days=1)
    return measure(key, starts_on - days, due_on - days)


def goals(*, closed: bool = False) -> list[GoalWithStanding]:
    """Open (or closed) goals, soonest first, each with where it stands today."""
    found = Goal.objects.select_related("owner").filter(closed_at__isnull=not closed)
    return [with_standing(goal) for goal in found]


def with_standing(goal: Goal) -> GoalWithStanding:
    """Measure one goal as of today, or as of its last day once that has passed."""
    try:
        kind = metric(goal.metric)
    except UnknownMetric:
        return GoalWithStanding(goal, None, None)
    today = clock.today()
    until = min(today, goal.due_on)
    current = measure(goal.metric, goal.starts_on, until) if until >= goal.starts_on else goal.baseline
    stands = rules.standing(
        baseline=goal.baseline,
        target=goal.target,
        current=current,
        starts_on=goal.starts_on,
        due_on=goal.due_on,
        today=today,
    )
    return GoalWithStanding(goal, kind, stands)
