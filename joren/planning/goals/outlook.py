"""The course of a goal: its past by units, where it is going, whether its target could be told from chance."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from joren.foundation.registry import Metric

from . import queries
from .models import Goal
from .rules.forecast import Forecast, forecast
from .rules.units import DAYS, SEASON, Span, past, reviews
from .rules.visible import Visible, visible

UNITS: Final = {"week": 60, "month": 26}
UNITS_ONE_BY_ONE: Final = {"week": 16, "month": 13}
"""Of a metric that is asked for each unit by itself."""
_DAY: Final = timedelta(days=1)


def look(goal: Goal, today: date) -> dict[str, Any]:
    """What can be told on a day: `points` since the beginning, `past`, `forecast`, `visible`. Plain values for JSON.

    Raises `UnknownMetric`.
    """
    metric = queries.metric(goal.metric)
    number = (UNITS if metric.series else UNITS_ONE_BY_ONE)[goal.review]
    spans = past(goal.review, min(today, goal.due_on + _DAY), number)
    values = _known(queries.measured(goal, spans))
    known = [float(value) for value in values]
    ahead = forecast_of(goal, metric, known, today)
    shows = visible_of(goal, metric, spans, known, today)
    told = list(zip(spans[len(spans) - len(values) :], values, strict=True))
    return {
        "points": points(goal, metric, today),
        "past": [[first.isoformat(), last.isoformat(), str(value)] for (first, last), value in told],
        "forecast": None if ahead is None else _plain(ahead),
        "visible": None if shows is None else {**_plain(shows), "wanted": wanted_change(goal, metric)},
    }


def forecast_of(goal: Goal, metric: Metric, known: Sequence[float], today: date) -> Forecast | None:
    """What the goal comes to on its last day if things go on as they did; None where that cannot be tried out."""
    left = (goal.due_on - max(today, goal.starts_on) + _DAY).days
    whole = (goal.due_on - goal.starts_on).days + 1
    if left <= 0:
        return None
    ahead = max(1, math.ceil(left / DAYS[goal.review]))
    horizon: Any = "sum" if metric.accumulates else "mean" if metric.series else "end"
    found = forecast(known, ahead, season=SEASON[goal.review], horizon=horizon)
    if found is None or horizon == "end":
        return found
    gone = queries.current_of(goal, today - _DAY) if today > goal.starts_on else None
    if metric.accumulates:
        return _moved(found, left / (ahead * DAYS[goal.review]), float(gone or 0))
    weight = left / whole if gone is not None else 1.0
    return _moved(found, weight, float(gone or 0) * (1 - weight))


def visible_of(
    goal: Goal, metric: Metric, spans: Sequence[Span], known: Sequence[float], today: date
) -> Visible | None:
    """What change would show in the goal's time, by the units before its beginning."""
    before = sum(1 for _first, last in spans[len(spans) - len(known) :] if last < goal.starts_on) or len(known)
    units = max(1, round(((goal.due_on - goal.starts_on).days + 1) / DAYS[goal.review]))
    return visible(known[:before], units, is_stock=not metric.accumulates and not metric.series)


def wanted_change(goal: Goal, metric: Metric) -> float | None:
    """The change of one unit that the target asks for, in the metric's own unit."""
    if not metric.accumulates:
        return float(abs(goal.target - goal.baseline))
    if goal.before is None:
        return None
    units = ((goal.due_on - goal.starts_on).days + 1) / DAYS[goal.review]
    return float(abs(goal.target - goal.before)) / units


def points(goal: Goal, metric: Metric, today: date) -> list[list[str]]:
    """Where it stood at the end of each unit since the beginning, and yesterday: (day, value)."""
    last = min(today - _DAY, goal.due_on)
    days = [day for day in reviews(goal.review, goal.starts_on, goal.due_on) if day < last] + [last]
    days = [day for day in days if day >= goal.starts_on]
    if not metric.accumulates:
        return [[day.isoformat(), str(value)] for day in days if (value := queries.current_of(goal, day)) is not None]
    firsts = [goal.starts_on, *(day + _DAY for day in days)]
    values = queries.measured(goal, list(zip(firsts, days, strict=False)))
    found, total = [], Decimal(0)
    for day, value in zip(days, values, strict=True):
        total += value or 0
        found.append([day.isoformat(), str(total)])
    return found


def _known(values: Sequence[Decimal | None]) -> list[Decimal]:
    """The newest values without a gap; leading zeros, and the part of a unit after them, are from
    before everything was recorded.
    """
    found: list[Decimal] = []
    for value in reversed(values):
        if value is None:
            break
        found.insert(0, value)
    if found and not found[0]:
        while found and not found[0]:
            found.pop(0)
        return found[1:]
    return found


def _moved(found: Forecast, times: float, plus: float) -> Forecast:
    value, low, high = (each * times + plus for each in (found.value, found.low, found.high))
    return Forecast(value, low, high, found.method, found.trials, found.error)


def _plain(found: Forecast | Visible) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__}
