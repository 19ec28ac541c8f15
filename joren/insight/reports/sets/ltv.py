"""What a customer has brought so far, by the month or week of the first purchase (LTV observed to date)."""

from datetime import date
from decimal import Decimal
from typing import Any

from joren.insight.reports.reading import Facts, average, money_unit, over_days, share

from .cohorts import Cell, cells, key, label, of_cohort, read_key
from .counted import BOUGHT, IN_PERIOD, later, values

Margins = dict[tuple[date, date], tuple[Decimal, Decimal, Decimal]]
"""By cohort and period: the margin of lines whose cost is known, their amount, the amount of all lines."""


@over_days
def by_cohort(staff: Any, *, start: date | None, end: date | None, by: str, as_of: date) -> dict[str, Any]:
    """Net amount per head of a cohort, added up over its ages; the margin too where products have a cost."""
    facts, money = Facts(), money_unit()
    found = cells(facts, by, start, end, as_of)
    margins = _margins(facts, by, start, end, as_of) if found and _costs(facts) else {}
    main = _added_up(by, found, margins, money)
    to_date = {row["cohort"]: row for row in main}
    return {"main": main, "cohorts": list(to_date.values())}


def _added_up(unit: str, found: list[Cell], margins: Margins, money: Decimal) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    amount = margin = known = lines = Decimal(0)
    for cell in found:
        if cell.age == 0:
            amount = margin = known = lines = Decimal(0)
        amount += cell.amount
        more = margins.get((cell.cohort, later(unit, cell.cohort, cell.age)), (Decimal(0), Decimal(0), Decimal(0)))
        margin, known, lines = margin + more[0], known + more[1], lines + more[2]
        rows.append(
            {
                "_row": key(cell),
                "cohort": label(unit, cell.cohort),
                "age": cell.age,
                "size": cell.size,
                "amount": cell.amount,
                "total": amount,
                "per_head": average(amount, cell.size, money),
                "margin_per_head": average(margin, cell.size, money) if margins else None,
                "cost_known": share(known, lines) if margins else None,
                "until": cell.until,
            }
        )
    return rows


def of_cell(staff: Any, row: str, **given: Any) -> dict[str, Any]:
    """Everybody of the cohort: all of them are in the mean. Raises LookupError."""
    cohort, _age = read_key(row)
    return of_cohort(given["by"], cohort, given)


def _costs(facts: Facts) -> bool:
    sql = "SELECT count(*) FROM {products} WHERE products.unit_cost IS NOT NULL"
    return bool(facts.rows(sql, ("number",))[0]["number"])


def _margins(facts: Facts, unit: str, start: date | None, end: date | None, as_of: date) -> Margins:
    period = f"CAST(date_trunc('{unit}', {{0}}) AS date)"
    cost = "CAST(purchase_lines.quantity_thousandths AS numeric(18,0)) * products.unit_cost / 1000"
    known = "FILTER (WHERE products.unit_cost IS NOT NULL)"
    sql = f"""
        WITH firsts AS (
            SELECT purchases.customer_id AS person, min(purchases.business_date) AS first_on
            FROM {{purchases}} WHERE {BOUGHT} GROUP BY purchases.customer_id
        )
        SELECT {period.format("first_on")}, {period.format("purchase_lines.business_date")},
            coalesce(sum(purchase_lines.amount) {known}, 0), coalesce(sum({cost}) {known}, 0),
            sum(purchase_lines.amount)
        FROM {{purchase_lines}} JOIN firsts ON firsts.person = purchase_lines.customer_id
        LEFT JOIN {{products}} ON products.id = purchase_lines.product_id
        WHERE purchase_lines.counts AND purchase_lines.business_date <= CAST([as_of] AS date) AND {IN_PERIOD}
        GROUP BY 1, 2
    """  # noqa: S608
    names = ("cohort", "period", "known", "cost", "lines")
    return {
        (row["cohort"], row["period"]): (row["known"] - Decimal(str(row["cost"])), row["known"], row["lines"])
        for row in facts.rows(sql, names, values(start, end, as_of))
    }
