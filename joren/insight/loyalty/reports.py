"""The report of regulars over time."""

from datetime import date, timedelta
from typing import Any

from joren.segments.engine.asking import sensible

from . import queries

_MONTHS_SHOWN = 12
_LONG = 32


def by_month(staff: Any, *, as_of: date, **days: Any) -> list[dict[str, Any]]:
    """Regulars at the end of each month (of the last one: on the day), a year of months when nothing is said."""
    definition = queries.official()
    last = sensible(min(days["to"] or as_of, as_of))
    first = sensible(days["from"]) if days["from"] else _months_before(last, _MONTHS_SHOWN - 1)
    rows, before = [], None
    for day in _month_ends(first, last):
        seen = queries.overview(definition, as_of=day)
        rows.append(
            {
                "day": day,
                "regulars": seen.regulars,
                "change": None if before is None else seen.regulars - before,
                "customers": seen.customers,
                "share": seen.share_of_customers,
                "sales_share": seen.share_of_sales,
            }
        )
        before = seen.regulars
    return rows


def _months_before(day: date, months: int) -> date:
    """First day of the month so many months earlier."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _month_ends(first: date, last: date) -> list[date]:
    month, found = first.replace(day=1), []
    while month <= last:
        following = (month + timedelta(days=_LONG)).replace(day=1)
        found.append(min(following - timedelta(days=1), last))
        month = following
    return found
