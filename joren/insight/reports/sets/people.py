"""Customers over time, how they come back, and how recently and often they came."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from joren.insight.reports.reading import Facts, over_days, share

MOST_PURCHASES = 10
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
    return [row for row in rows if start is None or row["month"] >= f"{start:%Y-%m}"]


@over_days
def repeat(staff: Any, *, start: date | None, end: date | None, as_of: date) -> list[dict[str, Any]]:
    """How many of those who bought n times bought once more, and the median of the days between."""
    days = ", ".join(f"min(day) FILTER (WHERE so_far >= {n}) AS d{n}" for n in range(1, MOST_PURCHASES + 2))
    told = ", ".join(
        f"count(d{n}), count(d{n + 1}), percentile_cont(0.5) WITHIN GROUP (ORDER BY d{n + 1} - d{n})"
        for n in range(1, MOST_PURCHASES + 1)
    )
    sql = f"""
        WITH one AS (
            SELECT purchases.customer_id AS person, purchases.business_date AS day,
                sum(purchases.transactions) OVER (
                    PARTITION BY purchases.customer_id ORDER BY purchases.business_date, purchases.id
                ) AS so_far
            FROM {{purchases}} WHERE {_SALE} AND purchases.customer_id IS NOT NULL
        ), people AS (SELECT person, {days} FROM one GROUP BY person)
        SELECT {told} FROM people WHERE d1 >= CAST([start] AS date) AND d1 <= CAST([end] AS date)
    """  # noqa: S608
    names = [f"{what}{n}" for n in range(1, MOST_PURCHASES + 1) for what in ("had", "again", "days")]
    values = {"as_of": as_of, "start": start or date.min, "end": min(end or as_of, as_of)}
    row = Facts().rows(sql, names, values)[0]
    return [_conversion(row, n) for n in range(1, MOST_PURCHASES + 1) if row[f"had{n}"]]


def rfm(staff: Any, *, as_of: date) -> list[dict[str, Any]]:
    """Customers and what they bought by how recently (1 to 5) and how often (1 to 5) they came."""
    sql = """
        WITH people AS (
            SELECT purchases.customer_id AS person,
                max(purchases.business_date) FILTER (WHERE purchases.kind = 'sale') AS last_on,
                coalesce(sum(purchases.transactions) FILTER (WHERE purchases.kind = 'sale'), 0) AS number,
                sum(purchases.amount) AS amount
            FROM {purchases} WHERE NOT purchases.cancelled AND purchases.customer_id IS NOT NULL
                AND purchases.business_date <= CAST([as_of] AS date)
            GROUP BY 1
        ), ranked AS (
            SELECT amount, rank() OVER (ORDER BY last_on) - 1 AS staler, rank() OVER (ORDER BY number) - 1 AS rarer,
                count(*) OVER () AS n
            FROM people WHERE number > 0
        ), scored AS (
            SELECT amount, 1 + CAST(FLOOR(staler * 5.0 / n) AS bigint) AS r,
                1 + CAST(FLOOR(rarer * 5.0 / n) AS bigint) AS f
            FROM ranked
        )
        SELECT r, f, count(*), sum(amount) FROM scored GROUP BY r, f
    """
    found = Facts().rows(sql, ("r", "f", "customers", "sales"), {"as_of": as_of})
    cells = {(row["r"], row["f"]): row for row in found}
    people, sales = sum(row["customers"] for row in found), sum((row["sales"] for row in found), Decimal(0))
    return [_cell(cells.get((r, f)), r, f, people, sales) for r in range(5, 0, -1) for f in range(5, 0, -1)]


def _cell(found: dict[str, Any] | None, r: int, f: int, people: int, sales: Decimal) -> dict[str, Any]:
    number, amount = (found["customers"], found["sales"]) if found else (0, Decimal(0))
    return {
        "cell": f"R{r} F{f}",
        "recency": r,
        "frequency": f,
        "customers": number,
        "share": share(number, people),
        "sales": amount,
        "sales_share": share(amount, sales),
    }


def _conversion(row: dict[str, Any], n: int) -> dict[str, Any]:
    had, again, days = row[f"had{n}"], row[f"again{n}"], row[f"days{n}"]
    return {
        "purchases": n,
        "customers": had,
        "again": again,
        "conversion": share(again, had),
        "median_days": None if days is None else Decimal(str(days)).normalize() + 0,
    }


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
