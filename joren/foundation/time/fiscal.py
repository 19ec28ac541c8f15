"""Fiscal years (年度): named after the calendar year they begin in; from April unless the business says
otherwise.
"""

from datetime import date, timedelta
from typing import Final

APRIL: Final = 4
_MONTHS: Final = 12


def fiscal_year_of(day: date, start_month: int = APRIL) -> int:
    """The fiscal year a day belongs to: 2026-03-31 is in 2025, 2026-04-01 in 2026. start_month: 1 to 12."""
    _require_month(start_month)
    return day.year if day.month >= start_month else day.year - 1


def fiscal_year_bounds(year: int, start_month: int = APRIL) -> tuple[date, date]:
    """First and last day, both inside the fiscal year."""
    _require_month(start_month)
    return date(year, start_month, 1), date(year + 1, start_month, 1) - timedelta(days=1)


def _require_month(month: int) -> None:
    if not 1 <= month <= _MONTHS:
        raise ValueError(f"a month is 1 to 12, not {month}")
