"""Coming back: how many of those who bought so often bought once more."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from joren.insight.reports.reading import Facts, over_days, share

from .counted import BOUGHT, IN_PERIOD, first_between, gaps, given_values, values

MOST_PURCHASES: Final = 10


@over_days
def steps(staff: Any, *, start: date | None, end: date | None, as_of: date) -> list[dict[str, Any]]:
    """How many of those who bought n times bought once more, and the median of the days between."""
    facts, asked = Facts(), values(start, end, as_of)
    told = ", ".join(f"count(*) FILTER (WHERE number >= {n})" for n in range(1, MOST_PURCHASES + 2))
    sql = f"""
        WITH people AS (
            SELECT min(purchases.business_date) AS first_on, sum(purchases.transactions) AS number
            FROM {{purchases}} WHERE {BOUGHT} GROUP BY purchases.customer_id
        ) SELECT {told} FROM people WHERE {IN_PERIOD}
    """  # noqa: S608
    names = [str(n) for n in range(1, MOST_PURCHASES + 2)]
    had = facts.rows(sql, names, asked)[0]
    sql = f"""
        WITH {gaps("each")} SELECT nth, percentile_cont(0.5) WITHIN GROUP (ORDER BY days)
        FROM gaps WHERE nth <= {MOST_PURCHASES} AND {IN_PERIOD} GROUP BY nth
    """  # noqa: S608
    medians = {row["nth"]: row["days"] for row in facts.rows(sql, ("nth", "days"), asked)}
    return [_step(n, had, medians.get(n)) for n in range(1, MOST_PURCHASES + 1) if had[str(n)]]


def _step(n: int, had: dict[str, int], days: Any) -> dict[str, Any]:
    return {
        "_row": str(n),
        "purchases": n,
        "customers": had[str(n)],
        "again": had[str(n + 1)],
        "conversion": share(had[str(n + 1)], had[str(n)]),
        "median_days": None if days is None else Decimal(str(days)).normalize() + 0,
    }


def of_step(staff: Any, row: str, **given: Any) -> dict[str, Any]:
    """Those of the period who came once more after that many purchases. Raises LookupError."""
    if not row.isdecimal() or not 1 <= int(row) <= MOST_PURCHASES:
        raise LookupError(row)
    asked = given_values(given)
    more = {"attribute": "purchases.count", "op": "at_least", "value": int(row) + 1}
    return {"all": [first_between(asked["start"], asked["end"]), more]}
