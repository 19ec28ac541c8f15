"""What the reports about coming back count as a purchase, and the few pieces of SQL they share."""

from datetime import date, timedelta
from typing import Any, Final

from joren.segments.engine.asking import FIRST_DAY, sensible

NET: Final = (
    "NOT purchases.cancelled AND purchases.customer_id IS NOT NULL AND purchases.business_date <= CAST([as_of] AS date)"
)
"""What a known customer paid and got back by the day."""
BOUGHT: Final = f"{NET} AND purchases.kind = 'sale' AND purchases.transactions > 0"
"""Purchases of known customers by the day."""
IN_PERIOD: Final = "first_on >= CAST([start] AS date) AND first_on <= CAST([end] AS date)"

SAME_DAY: Final = ("each", "one")
"""Whether two purchases of one day are two (as the number of purchases has it), or one visit."""


def values(start: date | None, end: date | None, as_of: date) -> dict[str, Any]:
    """The days of a question as values of its SQL. Raises `DayOutOfRange`."""
    day = sensible(as_of)
    return {"as_of": day, "start": start or FIRST_DAY, "end": min(end or day, day)}


def given_values(given: dict[str, Any]) -> dict[str, Any]:
    """The same from the settings of a report as they come."""
    return values(given["from"], given["to"], given["as_of"])


def first_between(first: date, last: date) -> dict[str, Any]:
    """The segment rule for a first purchase between two days, both inside."""
    return {"attribute": "purchases.first_on", "op": "between", "value": [first.isoformat(), last.isoformat()]}


def period_of(unit: str, day: date) -> date:
    """The first day of the month, or the Monday of the week, a day lies in."""
    return day.replace(day=1) if unit == "month" else day - timedelta(days=day.weekday())


def later(unit: str, first: date, periods: int) -> date:
    """The first day of the month or week so many later."""
    if unit == "week":
        return first + timedelta(weeks=periods)
    number = first.year * 12 + first.month - 1 + periods
    return date(number // 12, number % 12 + 1, 1)


def age_of(unit: str, first: date, period: date) -> int:
    """How many months or weeks a period begins after another."""
    if unit == "week":
        return (period - first).days // 7
    return (period.year - first.year) * 12 + period.month - first.month


def gaps(same_day: str) -> str:
    """Common table expressions that end in ``gaps``: one row for each purchase and the one before it.

    Columns: `person`, `first_on` (day of their first purchase), `nth` (1: from the first to the second), `day` of the
    later one, `days` between. What lies inside a row of a summary file, or at its edges, has no known days and is not
    there; it counts for `nth`. Purchases of one day come in the order they were recorded.
    """
    number = "purchases.transactions AS number, purchases.id AS id"
    grouped = ""
    if same_day == "one":
        number = (
            "CASE WHEN max(purchases.transactions) > 1 THEN sum(purchases.transactions) ELSE 1 END AS number,"
            " min(purchases.id) AS id"
        )
        grouped = "GROUP BY purchases.customer_id, purchases.business_date"
    return f"""
        made AS (
            SELECT purchases.customer_id AS person, purchases.business_date AS day, {number}
            FROM {{purchases}} WHERE {BOUGHT} {grouped}
        ), ordered AS (
            SELECT person, day, number, sum(number) OVER before AS so_far, lag(day) OVER before AS last_day,
                lag(number) OVER before AS last_number, min(day) OVER (PARTITION BY person) AS first_on
            FROM made WINDOW before AS (PARTITION BY person ORDER BY day, id)
        ), gaps AS (
            SELECT person, first_on, CAST(so_far - 1 AS bigint) AS nth, day, CAST(day - last_day AS integer) AS days
            FROM ordered WHERE number = 1 AND last_number = 1
        )
    """  # noqa: S608
