"""The periods a report offers, and the one before a period. No Django, no clock."""

from datetime import date, timedelta
from typing import Final

from joren.foundation.time.fiscal import fiscal_year_bounds, fiscal_year_of
from joren.foundation.time.periods import months_before

_DAY: Final = timedelta(days=1)
_YEAR: Final = 12


def preset(name: str, today: date, fiscal_start: int) -> tuple[date, date]:
    """First and last day of ``this_month``, ``last_month``, ``fiscal_year`` or ``last_12_months``, never after today.

    Raises KeyError for another name.
    """
    this_month = today.replace(day=1)
    return {
        "this_month": (this_month, today),
        "last_month": (months_before(this_month, 1), this_month - _DAY),
        "fiscal_year": (fiscal_year_bounds(fiscal_year_of(today, fiscal_start), fiscal_start)[0], today),
        "last_12_months": (months_before(this_month, _YEAR - 1), today),
    }[name]


def month_end(day: date) -> date:
    """The last day of its month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def period_before(first: date, last: date) -> tuple[date, date]:
    """The period to compare with: as many whole months earlier where it begins with a month, else as many days.

    A month that is not over is compared with the same days of the month before: 1-14 March with 1-14 February.
    """
    if first.day != 1:
        days = (last - first).days + 1
        return first - timedelta(days=days), first - _DAY
    months = (last.year - first.year) * _YEAR + last.month - first.month + 1
    end = months_before(last, months)
    return months_before(first, months), month_end(end) if last == month_end(last) else end


def year_before(first: date, last: date) -> tuple[date, date]:
    """The same days a year earlier; whole months stay whole: February 2025 for February 2024."""
    end = months_before(last, _YEAR)
    return months_before(first, _YEAR), month_end(end) if first.day == 1 and last == month_end(last) else end
