"""Kinds of days by the calendar of Japan, and its national holidays as data for a query.

The holidays go into a query as one bound list of days. A column kept with each purchase would be 10 to 90 ms of CPU
cheaper over ten million purchases (measured: 46 against 56 ms in the WHERE, 139 against 229 ms in a FILTER; counting
alone takes 149), but would have to be written anew each time the Diet moves a holiday.
"""

from datetime import date
from functools import cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

HOLIDAY: Final = "holiday"
DAY_OFF: Final = "day_off"
WORKING_DAY: Final = "working_day"
HOLIDAY_WORDS: Final[dict[str, Promise]] = {
    HOLIDAY: pgettext_lazy("kind of day", "national holidays"),
    DAY_OFF: pgettext_lazy("kind of day", "Saturdays, Sundays and national holidays"),
    WORKING_DAY: pgettext_lazy("kind of day", "days other than Saturdays, Sundays and national holidays"),
}
"""National holidays with the days off that replace them; those and weekends; all others."""
WEEKEND: Final = (6, 7)
_FIRST_YEAR: Final = 1990
"""Sales of earlier years hardly exist: their national holidays count as other days."""


def holidays_until(day: date) -> list[date]:
    """The national holidays from 1990 to the end of that day's year, in order."""
    return _until(day.year)


@cache
def _until(year: int) -> list[date]:
    return [day for each in range(_FIRST_YEAR, year + 1) for day in _of_year(each)]


@cache
def _of_year(year: int) -> tuple[date, ...]:
    import jpholiday

    return tuple(day for day, _name in jpholiday.year_holidays(year))
