"""The plan of a warm-up as a picture: one bar a day, as SVG."""

from dataclasses import dataclass
from datetime import date

from joren.foundation.time import clock

from .models import MailAccount
from .rules import warmup

_WIDTH, _HEIGHT, _GAP = 640, 120, 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A day of the plan, with where its bar stands (in the picture's own units)."""

    day: date
    number: int
    x: float
    y: float
    width: float
    height: float
    is_today: bool


def warming(account: MailAccount) -> list[Bar]:
    """The bars of an account's warm-up; [] for one that is not warmed up."""
    if account.warm_up_from is None:
        return []
    days = list(
        warmup.plan(
            begins=account.warm_up_from,
            first=account.warm_up_first,
            growth=account.warm_up_growth,
            goal=account.warm_up_goal,
        )
    )
    most, step, today = max(number for _, number in days), _WIDTH / len(days), clock.today()
    return [_bar(at, day, number, most, step, today) for at, (day, number) in enumerate(days)]


def _bar(at: int, day: date, number: int, most: int, step: float, today: date) -> Bar:
    height = round(max(2.0, _HEIGHT * number / most), 1)
    return Bar(
        day=day,
        number=number,
        x=round(at * step, 1),
        y=round(_HEIGHT - height, 1),
        width=round(max(1.0, step - _GAP), 1),
        height=height,
        is_today=day == today,
    )
