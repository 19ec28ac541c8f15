"""The Kaplan–Meier curve: how many are still to come back after so many days, with those still waited for counted.

Kaplan and Meier (1958), "Nonparametric estimation from incomplete observations"; the variance is Greenwood's (1926).
Pure arithmetic.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Z: Final = 1.959963984540054
"""97.5th percentile of the standard normal distribution: an interval of 95 %."""
_A_HAIR: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Step:
    """The curve from this day on.

    `at_risk`: under observation and not back before the day. `back`: came back on the day. `waiting`: estimated share
    (0 to 1) not back by the end of the day; `low`, `high` its interval of 95 %, None where it is not defined.
    """

    day: int
    at_risk: int
    back: int
    waiting: float
    low: float | None
    high: float | None


def curve(leaving: Mapping[int, tuple[int, int]]) -> list[Step]:
    """The steps of the curve, one for each day on which somebody came back.

    `leaving`: by day (0 and up) how many left observation on it in all, and how many of those because they came
    back; the others were watched until that day and may come later. Somebody watched until a day is at risk on it.
    """
    at_risk = sum(left for left, _back in leaving.values())
    waiting, spread, steps = 1.0, 0.0, []
    for day in sorted(leaving):
        left, back = leaving[day]
        if back:
            waiting *= 1 - back / at_risk
            spread = spread + back / (at_risk * (at_risk - back)) if at_risk > back else math.inf
            steps.append(Step(day, at_risk, back, waiting, *_interval(waiting, spread)))
        at_risk -= left
    return steps


def _interval(waiting: float, spread: float) -> tuple[float | None, float | None]:
    if math.isinf(spread):
        return None, None
    half = Z * waiting * math.sqrt(spread)
    return max(0.0, waiting - half), min(1.0, waiting + half)


def at(steps: list[Step], day: int) -> Step | None:
    """The step that holds on a day; None before the first."""
    holding = None
    for step in steps:
        if step.day > day:
            break
        holding = step
    return holding


def median(steps: list[Step]) -> int | None:
    """The first day by whose end half of all are estimated to be back; None while the curve is above a half."""
    return next((step.day for step in steps if step.waiting <= 0.5 + _A_HAIR), None)
