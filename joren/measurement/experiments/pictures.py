"""Positions for the drawings, in hundredths of their width. The words stand beside them in HTML, so that they can be
read on a phone too."""

from collections.abc import Sequence
from dataclasses import dataclass

from .parts import Part, Parts
from .rules import Estimate

_MARGIN = 3.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a forest plot: the interval from `left`, `width` wide, the estimate at `at`, all 0 to 100.

    `colour`: ``up``, ``down`` or ``open``. None where nothing can be drawn.
    """

    label: str
    people: int
    other: int
    estimate: Estimate | None
    left: float
    width: float
    at: float
    colour: str


@dataclass(frozen=True, slots=True)
class Forest:
    """All lines over one scale; `zero` is where no effect stands."""

    lines: Sequence[Line]
    zero: float
    differ: float | None = None
    left_out: int = 0


def forest(parts: Parts) -> Forest:
    """The picture of many comparisons."""
    found = [part.compared.estimate for part in parts.parts if part.compared.estimate]
    low = min([0.0, *(one.low for one in found)])
    high = max([0.0, *(one.high for one in found)])
    scale = (100 - 2 * _MARGIN) / ((high - low) or 1)

    def place(value: float) -> float:
        return round(_MARGIN + (value - low) * scale, 2)

    def line(part: Part) -> Line:
        one = part.compared.estimate
        left, right, at = (place(one.low), place(one.high), place(one.value)) if one else (0, 0, 0)
        colour = {1: "up", -1: "down", 0: "open"}[part.compared.direction]
        return Line(part.label, part.compared.one, part.compared.other, one, left, round(right - left, 2), at, colour)

    return Forest([line(part) for part in parts.parts], place(0.0), parts.differ, parts.left_out)
