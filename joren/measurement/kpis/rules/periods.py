"""The periods a measure is told for: whole ones that are over, so that each is compared with a whole one."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from joren.foundation.time.periods import months_before

MONTH, FOUR_WEEKS, QUARTER = "month", "weeks", "quarter"
SHOWN: Final = 12
"""Periods of the little picture."""
YEAR_AGO: Final = {MONTH: 12, FOUR_WEEKS: 13, QUARTER: 4}
"""How many periods back the same one of the year before lies; 13 x 28 days begin on the same weekday."""
_DAY: Final = timedelta(days=1)
_FOUR_WEEKS: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day of a period, both inside."""

    first: date
    last: date

    def earlier(self, days: int) -> "Period":
        """As many days, so many days earlier."""
        away = timedelta(days=days)
        return Period(self.first - away, self.last - away)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def newest(by: str, today: date, *, fiscal_start: int = 4, number: int = 14) -> list[Period]:
    """The newest periods that were over on the morning of `today`, the oldest first.

    ``month``: of the calendar. ``weeks``: 28 days, the newest up to yesterday. ``quarter``: of the fiscal year that
    begins with the month `fiscal_start`. Raises KeyError for another name.
    """
    if by == FOUR_WEEKS:
        ends = [today - _DAY - _FOUR_WEEKS * n for n in range(number)]
        return [Period(end - _FOUR_WEEKS + _DAY, end) for end in reversed(ends)]
    months = {MONTH: 1, QUARTER: 3}[by]
    begun = today.replace(day=1)
    running = months_before(begun, (begun.month - fiscal_start) % months)
    starts = [months_before(running, months * n) for n in range(number, -1, -1)]
    return [Period(start, later - _DAY) for start, later in pairwise(starts)]


def needed(by: str) -> int:
    """How many periods tell the picture and the year before the newest."""
    return max(SHOWN, YEAR_AGO[by] + 1)
