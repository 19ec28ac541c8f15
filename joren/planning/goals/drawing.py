"""The picture of a goal: where it stood, the line to the target, where it is going."""

from dataclasses import dataclass
from datetime import date

from .models import Goal

WIDTH, HEIGHT, MARGIN = 640, 220, 10


@dataclass(frozen=True, slots=True)
class Drawing:
    """Points of SVG in a box of `WIDTH` x `HEIGHT`. `cone`: the forecast's interval, "" without one."""

    stood: str
    line: str
    target_y: float
    cone: str
    course: str
    dots: list[tuple[float, float]]


def drawn(goal: Goal) -> Drawing | None:
    """The picture of the last look; None before the first."""
    told = goal.outlook
    if not told:
        return None
    points = [(date.fromisoformat(day), float(value)) for day, value in told["points"]]
    ahead = told["forecast"]
    known = [float(goal.baseline), float(goal.target), *(value for _day, value in points)]
    known += [ahead["low"], ahead["high"]] if ahead else []
    low, high = min(known), max(known)
    days = (goal.due_on - goal.starts_on).days or 1

    def place(day: date, value: float) -> tuple[float, float]:
        x = MARGIN + (WIDTH - 2 * MARGIN) * min(max((day - goal.starts_on).days / days, 0), 1)
        return round(x, 1), round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / ((high - low) or 1), 1)

    start = place(goal.starts_on, float(goal.baseline))
    stood = [start, *(place(*point) for point in points)]
    end = place(goal.due_on, float(goal.target))
    cone = course = ""
    if ahead:
        ends = [place(goal.due_on, ahead[name]) for name in ("low", "high", "value")]
        cone, course = _path([stood[-1], ends[0], ends[1]]), _path([stood[-1], ends[2]])
    return Drawing(_path(stood), _path([start, end]), end[1], cone, course, stood[1:])


def _path(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
