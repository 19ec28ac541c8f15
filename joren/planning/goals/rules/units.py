"""The weeks or months a goal is looked at by, counted back from a day and forth from its beginning."""

from datetime import date, timedelta
from typing import Final

from joren.foundation.time.periods import months_before

Span = tuple[date, date]
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
DAYS: Final = {"week": 7, "month": 30.4375}
"""Days of a unit, about."""
SEASON: Final = {"week": 52, "month": 12}


def past(unit: str, before: date, number: int) -> list[Span]:
    """The newest whole units that ended before a day: 7 days each up to the eve, or months of the calendar."""
    if unit == "week":
        ends = [before - _DAY - _WEEK * n for n in reversed(range(number))]
        return [(end - _WEEK + _DAY, end) for end in ends]
    first = before.replace(day=1)
    return [(months_before(first, n), months_before(first, n - 1) - _DAY) for n in range(number, 0, -1)]


def reviews(unit: str, starts_on: date, due_on: date) -> list[date]:
    """The days of review: the last day of each unit from the first day on, and the last day of all."""
    found: list[date] = []
    number = 1
    while True:
        day = starts_on + _WEEK * number - _DAY if unit == "week" else months_before(starts_on, -number) - _DAY
        if day >= due_on:
            return [*found, due_on]
        found.append(day)
        number += 1
