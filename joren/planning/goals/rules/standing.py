"""Where a goal stands. See docs/rules/goals.md."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Verdict(StrEnum):
    """What one word says of a goal."""

    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_STARTED = "not_started"


@dataclass(frozen=True)
class Standing:
    """`progress` and `expected` are shares of the way (0 to 1; progress may be below 0 or above 1)."""

    current: Decimal
    progress: float
    expected: float
    verdict: Verdict


TOLERANCE = 0.05
"""A goal is on track while it is at most this share of the way behind the straight line."""


def standing(
    *, baseline: Decimal, target: Decimal, current: Decimal, starts_on: date, due_on: date, today: date
) -> Standing:
    """Compare the way gone with the straight line from (first day, baseline) to (last day, target).

    Both days count in full: a goal of 1 to 10 April has gone 10 % of its time at the end of 1 April. `baseline` of an
    accumulating metric is 0. Raises ValueError when baseline and target are the same.
    """
    if baseline == target:
        raise ValueError("a goal wants a change")
    progress = float((current - baseline) / (target - baseline))
    days, gone = (due_on - starts_on).days + 1, (today - starts_on).days + 1
    expected = min(max(gone / days, 0.0), 1.0)
    return Standing(current, progress, expected, _verdict(progress, expected, starts_on, due_on, today))


def _verdict(progress: float, expected: float, starts_on: date, due_on: date, today: date) -> Verdict:
    if today < starts_on:
        return Verdict.NOT_STARTED
    if progress >= 1:
        return Verdict.REACHED
    if today > due_on:
        return Verdict.MISSED
    return Verdict.ON_TRACK if progress >= expected - TOLERANCE else Verdict.BEHIND
