"""Customers by the month or week of their first purchase: who of them came again, and what they paid, later on."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from joren.insight.reports.errors import TooManyCells
from joren.insight.reports.reading import Facts, average, money_unit, over_days, share

from .counted import BOUGHT, IN_PERIOD, NET, age_of, first_between, given_values, later, period_of, values

SHOWN: Final = {"month": 24, "week": 26}
"""The newest cohorts shown when no first day is asked for."""
MOST_CELLS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A cohort at an age: `customers` of its `size` bought in that period, all of them paid `amount`, returns off."""

    cohort: date
    age: int
    size: int
    customers: int
    amount: Decimal
    until: date
    """The last day counted: of the period, or of the question."""
    over: bool
    """Whether the period had ended by then."""


def cells(facts: Facts, unit: str, start: date | None, end: date | None, as_of: date) -> list[Cell]:
    """Every cell that could be observed, by cohort and age; one that lies after the day is not there.

    Raises `TooManyCells`, `DayOutOfRange`.
    """
    rows = facts.rows(_sql(unit), ("cohort", "period", "customers", "amount"), values(start, end, as_of))
    found: dict[date, dict[date, tuple[int, Decimal]]] = defaultdict(dict)
    for row in rows:
        found[row["cohort"]][row["period"]] = (row["customers"], row["amount"])
    cohorts = sorted(found)[0 if start else -SHOWN[unit] :]
    last = period_of(unit, as_of)
    number = sum(age_of(unit, cohort, last) + 1 for cohort in cohorts)
    if number > MOST_CELLS:
        raise TooManyCells(cells=number, most=MOST_CELLS)
    return [cell for cohort in cohorts for cell in _of(unit, cohort, found[cohort], last, as_of)]


def _of(unit: str, cohort: date, found: dict[date, tuple[int, Decimal]], last: date, as_of: date) -> list[Cell]:
    size, made = found[cohort][0], []
    for age in range(age_of(unit, cohort, last) + 1):
        customers, amount = found.get(later(unit, cohort, age), (0, Decimal(0)))
        end = later(unit, cohort, age + 1) - timedelta(days=1)
        made.append(Cell(cohort, age, size, customers, amount, min(end, as_of), end <= as_of))
    return made


@over_days
def retention(staff: Any, *, start: date | None, end: date | None, by: str, as_of: date) -> dict[str, Any]:
    """The share of each cohort that bought in each later month or week, and what the cohort paid in it."""
    found, money = cells(Facts(), by, start, end, as_of), money_unit()
    main = [
        {
            "_row": key(cell),
            "cohort": label(by, cell.cohort),
            "age": cell.age,
            "size": cell.size,
            "customers": cell.customers,
            "share": share(cell.customers, cell.size),
            "amount": cell.amount,
            "per_head": average(cell.amount, cell.size, money),
            "until": cell.until,
        }
        for cell in found
    ]
    return {"main": main, "average": _average(found, money)}


def _average(found: list[Cell], money: Decimal) -> list[dict[str, Any]]:
    """All cohorts together by age; only cells whose period is over, so that each counts in full."""
    ages: dict[int, list[Cell]] = defaultdict(list)
    for cell in found:
        if cell.over:
            ages[cell.age].append(cell)
    return [
        {
            "age": age,
            "cohorts": len(there),
            "size": (size := sum(cell.size for cell in there)),
            "customers": (customers := sum(cell.customers for cell in there)),
            "share": share(customers, size),
            "per_head": average(sum((cell.amount for cell in there), Decimal(0)), size, money),
        }
        for age, there in sorted(ages.items())
    ]


def of_cell(staff: Any, row: str, **given: Any) -> dict[str, Any]:
    """Those of the cohort who bought in that period. Raises LookupError."""
    unit = given["by"]
    cohort, age = read_key(row)
    first = later(unit, cohort, age)
    last = later(unit, cohort, age + 1) - timedelta(days=1)
    bought = {
        "attribute": "purchases.count",
        "with": {"period": {"from": first.isoformat(), "to": last.isoformat()}},
        "op": "at_least",
        "value": 1,
    }
    return {"all": [of_cohort(unit, cohort, given), bought]}


def of_cohort(unit: str, cohort: date, given: dict[str, Any]) -> dict[str, Any]:
    """The segment rule of a cohort. Raises LookupError for one outside the days asked for."""
    asked = given_values(given)
    first = max(cohort, asked["start"])
    last = min(later(unit, cohort, 1) - timedelta(days=1), asked["end"])
    if period_of(unit, cohort) != cohort or first > last:
        raise LookupError(cohort)
    return first_between(first, last)


def label(unit: str, cohort: date) -> str:
    """2026-01 for a month, 2026-01-05 for the week that begins on that Monday."""
    return cohort.isoformat()[:7] if unit == "month" else cohort.isoformat()


def key(cell: Cell) -> str:
    """The cell's name, by which it opens to its people."""
    return f"{cell.cohort.isoformat()}+{cell.age}"


def read_key(row: str) -> tuple[date, int]:
    """The cohort and age a cell's name says. Raises LookupError."""
    day, _plus, age = row.partition("+")
    try:
        found = date.fromisoformat(day), int(age)
    except ValueError:
        raise LookupError(row) from None
    if not 0 <= found[1] <= MOST_CELLS:
        raise LookupError(row)
    return found


def _sql(unit: str) -> str:
    period = f"CAST(date_trunc('{unit}', {{0}}) AS date)"
    return f"""
        WITH firsts AS (
            SELECT purchases.customer_id AS person, min(purchases.business_date) AS first_on
            FROM {{purchases}} WHERE {BOUGHT} GROUP BY purchases.customer_id
        ), active AS (
            SELECT firsts.first_on AS first_on, purchases.customer_id AS person,
                {period.format("purchases.business_date")} AS period,
                count(*) FILTER (WHERE purchases.kind = 'sale' AND purchases.transactions > 0) AS number,
                sum(purchases.amount) AS amount
            FROM {{purchases}} JOIN firsts ON firsts.person = purchases.customer_id
            WHERE {NET} AND {IN_PERIOD} GROUP BY 1, 2, 3
        )
        SELECT {period.format("first_on")} AS cohort, period, count(*) FILTER (WHERE number > 0), sum(amount)
        FROM active WHERE period >= {period.format("first_on")} GROUP BY 1, 2
    """  # noqa: S608
