"""Customers over time, and how they come back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from joren.insight.reports.reading import Facts, over_days, share

_SALE = "NOT purchases.cancelled AND purchases.kind = 'sale' AND purchases.business_date <= CAST([as_of] AS date)"
_MONTH = "CAST(date_trunc('month', {0}) AS date)"


@over_days
def by_month(staff: Any, *, start: date | None, end: date | None, as_of: date) -> list[dict[str, Any]]:
    """New, buying and all customers of each month, and how much of the sales is known to be somebody's."""
    facts, last = Facts(), min(end or as_of, as_of)
    registered = _registered(facts, last)
    first = _by_month(facts, _FIRSTS, last)
    sold = _sold(facts, last)
    known = [month for month in (*registered, *first) if month is not None] + list(sold)
    rows: list[dict[str, Any]] = []
    total, bought = registered.get(None, 0), 0
    for month in _months(min(known), last) if known else []:
        total, bought = total + registered.get(month, 0), bought + first.get(month, 0)
        buyers, linked, sales = sold.get(month, (0, Decimal(0), Decimal(0)))
        rows.append(
            {
                "month": f"{month:%Y-%m}",
                "registered": registered.get(month, 0),
                "new_buyers": first.get(month, 0),
                "buyers": buyers,
                "customers": total,
                "never_bought": total - bought,
                "linked_sales": linked,
                "linked_share": share(linked, sales),
            }
        )
    shown = [row for row in rows if start is None or row["month"] >= f"{start:%Y-%m}"]
    return [row | ({"_row": row["month"]} if row["buyers"] else {}) for row in shown]


_FIRSTS = f"""
    SELECT {_MONTH.format("first_on")}, count(*) FROM (
        SELECT min(purchases.business_date) AS first_on FROM {{purchases}}
        WHERE {_SALE} AND purchases.customer_id IS NOT NULL GROUP BY purchases.customer_id
    ) AS firsts GROUP BY 1
"""  # noqa: S608


def _by_month(facts: Facts, sql: str, as_of: date) -> dict[date | None, int]:
    return {row["month"]: row["number"] for row in facts.rows(sql, ("month", "number"), {"as_of": as_of})}


def _registered(facts: Facts, as_of: date) -> dict[date | None, int]:
    """Customers by month of registration; under None those whose day is not known, who count as always there."""
    month = _MONTH.format("customers.registered_on")
    sql = f"""
        SELECT {month}, count(*) FROM {{customers}}
        WHERE customers.registered_on IS NULL OR customers.registered_on <= CAST([as_of] AS date) GROUP BY 1
    """  # noqa: S608
    return _by_month(facts, sql, as_of)


def _sold(facts: Facts, as_of: date) -> dict[date, tuple[int, Decimal, Decimal]]:
    """Buyers, sales to known customers and all sales by month."""
    month = _MONTH.format("purchases.business_date")
    sql = f"""
        SELECT {month}, count(DISTINCT purchases.customer_id),
            coalesce(sum(purchases.amount) FILTER (WHERE purchases.customer_id IS NOT NULL), 0), sum(purchases.amount)
        FROM {{purchases}} WHERE {_SALE} GROUP BY 1
    """  # noqa: S608
    rows = facts.rows(sql, ("month", "buyers", "linked", "sales"), {"as_of": as_of})
    return {row["month"]: (row["buyers"], row["linked"], row["sales"]) for row in rows}


def _months(first: date, last: date) -> list[date]:
    month, found = first.replace(day=1), []
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found
