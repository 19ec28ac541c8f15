"""Whether a change of a metric could be told from chance in the time a goal has."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

LEAST: Final = 6
"""Units of history below which the ups and downs are not known."""
_FACTOR: Final = 1.959964 + 0.841621
"""Two-sided 5 %, and seen with a chance of 80 %."""


@dataclass(frozen=True, slots=True)
class Visible:
    """`smallest`: the least change of a unit's value that would show; `relative`: as a share of the usual value."""

    smallest: float
    relative: float | None
    units: int


def visible(past: Sequence[float], units: int, *, is_stock: bool) -> Visible | None:
    """What would show after so many units, by how the past went up and down; None where it is too short.

    A flow or a rate: the mean of the new units against the mean of the past, spread = standard deviation of the past;
    smallest = 2.80 x spread x √(1/units + 1/past). What stands (a number of regulars) wanders: spread = standard
    deviation of its steps; smallest = 2.80 x spread x √units.
    """
    if len(past) < LEAST or units < 1:
        return None
    values = [after - before for before, after in pairwise(past)] if is_stock else list(past)
    mean = sum(values) / len(values)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))
    wide = math.sqrt(units) if is_stock else math.sqrt(1 / units + 1 / len(past))
    usual = abs(past[-1] if is_stock else mean)
    smallest = _FACTOR * spread * wide
    return Visible(smallest, smallest / usual if usual else None, units)
