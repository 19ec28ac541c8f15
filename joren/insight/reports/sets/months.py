"""New, repeat, returning and lost customers of each month, and how many there are: opening + new + returning − lost.

A month of the calendar, by the business day. Formulas with worked numbers: docs/rules/reports.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from joren.foundation.business.queries import the_business
from joren.foundation.registry.entries import Text
from joren.foundation.time.fiscal import fiscal_year_of
from joren.insight.reports.reading import Facts, share

from .buyers import SALES, People, Rule, both, bought, leaf, opened, span

KINDS: Final[dict[str, Text]] = {
    "new": pgettext_lazy("flow of customers", "New"),
    "repeat": pgettext_lazy("flow of customers", "Repeat"),
    "returning": pgettext_lazy("flow of customers", "Returned"),
    "lost": pgettext_lazy("flow of customers", "Lost"),
}
_FLOWS: Final = tuple(KINDS)
_MONTH = "CAST(EXTRACT(YEAR FROM {0}) * 12 + EXTRACT(MONTH FROM {0}) - 1 AS integer)"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Months:
    """How months are counted: gone after `gone` months without a purchase, `last` the last day that counts."""

    gone: int
    last: date

    def sql(self) -> str:
        """Each person and month of theirs: kind of the month they bought in; a month they were lost in."""
        return f"""
            SELECT person, month, sales, CASE WHEN before IS NULL THEN 'new'
                WHEN month - before <= {self.gone} THEN 'repeat' ELSE 'returning' END AS kind FROM ({_RUNS}) AS runs
            UNION ALL
            SELECT person, month + {self.gone} AS month, 0 AS sales, 'lost' AS kind FROM ({_RUNS}) AS runs
            WHERE (after IS NULL OR after - month > {self.gone}) AND month + {self.gone} <= {self.last_whole}
        """  # noqa: S608

    @property
    def last_whole(self) -> int:
        """The last month that is over: in one that still runs nobody is lost yet."""
        number = month_number(self.last)
        return number if month_number(self.last + _DAY) != number else number - 1


_RUNS = f"""
    SELECT person, month, sales, lag(month) OVER (PARTITION BY person ORDER BY month) AS before,
        lead(month) OVER (PARTITION BY person ORDER BY month) AS after
    FROM (
        SELECT purchases.customer_id AS person, {_MONTH.format("purchases.business_date")} AS month,
            sum(purchases.amount) AS sales
        FROM {{purchases}} WHERE {SALES} AND purchases.customer_id IS NOT NULL GROUP BY 1, 2
    ) AS bought
"""  # noqa: S608


def by_month(staff: Any, **given: Any) -> dict[str, list[dict[str, Any]]]:
    """The months from the first purchase (or `from`) on, the fiscal years, and each month's groups one by one."""
    values = span(None, given["to"], given["as_of"])
    months = Months(given["gone_months"], values["end"])
    found = _flows(months, values)
    every = (
        [_row(number, found) for number in range(min(month for month, _kind in found), month_number(months.last) + 1)]
        if found
        else []
    )
    opening = 0
    for row in every:
        row["opening"] = opening
        opening = row["closing"] = opening + row["new"] + row["returning"] - row["lost"]
        row["buyers"] = row["new"] + row["repeat"] + row["returning"]
        row["lost_share"] = share(row["lost"], row["opening"])
    first = month_number(given["from"]) if given["from"] else 0
    shown = [row for row in every if row["number"] >= first]
    return {"main": [_shown(row) for row in shown], "groups": _groups(shown), "years": _years(every, first)}


def _flows(months: Months, values: Mapping[str, date]) -> dict[tuple[int, str], tuple[int, Decimal]]:
    """People and sales by month and kind."""
    sql = f"SELECT month, kind, count(*), sum(sales) FROM ({months.sql()}) AS flows GROUP BY 1, 2"  # noqa: S608
    rows = Facts().rows(sql, ("month", "kind", "people", "sales"), values)
    return {(row["month"], row["kind"]): (row["people"], row["sales"]) for row in rows}


def _row(number: int, found: Mapping[tuple[int, str], tuple[int, Decimal]]) -> dict[str, Any]:
    row: dict[str, Any] = {"number": number}
    for kind in _FLOWS:
        row[kind], row[f"{kind}_sales"] = found.get((number, kind), (0, Decimal(0)))
    return row


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    month = month_text(row["number"])
    opening = {"_row": f"{month}.closing"} if row["closing"] else {}
    return {
        **opening,
        "month": month,
        **{key: value for key, value in row.items() if key not in ("number", "lost_sales")},
    }


def _groups(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a month and group, so that each opens to its people."""
    return [
        {"_row": f"{month}.{kind}", "month": month, "group": str(KINDS[kind]), "customers": row[kind]}
        for row in rows
        for month in (month_text(row["number"]),)
        for kind in _FLOWS
        if row[kind]
    ]


def _years(every: list[dict[str, Any]], first: int) -> list[dict[str, Any]]:
    """The same by fiscal year: the flows of its months, and who was there before and after."""
    starts = the_business().fiscal_year_starts
    years: dict[int, list[dict[str, Any]]] = {}
    for row in every:
        years.setdefault(fiscal_year_of(_first_day(row["number"]), starts), []).append(row)
    return [
        {
            "year": str(year),
            "opening": rows[0]["opening"],
            **{kind: sum(row[kind] for row in rows) for kind in ("new", "returning", "lost")},
            "closing": rows[-1]["closing"],
        }
        for year, rows in years.items()
        if rows[-1]["number"] >= first
    ]


def of_month(staff: Any, row: str, **given: Any) -> People:
    """Who is in a group of a month, such as "2026-03.lost", or counts as a customer at its end ("2026-03.closing")."""
    text, _dot, kind = row.partition(".")
    if kind not in (*_FLOWS, "closing"):
        raise LookupError(row)
    number = _number(text)
    values = span(None, given["to"], given["as_of"])
    months = Months(given["gone_months"], values["end"])
    ids = f"SELECT person FROM ({months.sql()}) AS flows WHERE month = {number} AND kind = '{kind}'"  # noqa: S608
    if kind == "closing":
        ids = (
            f"SELECT DISTINCT person FROM ({_RUNS}) AS runs WHERE month > {_kept(months, number)} AND month <= {number}"  # noqa: S608
        )
    return opened(Facts(), _rule(months, number, kind), ids, values)


def _kept(months: Months, number: int) -> int:
    """The last month whose buyers are no longer customers at the end of the month; of a running one nobody left yet."""
    return number - months.gone - (0 if number <= months.last_whole else 1)


def _rule(months: Months, number: int, kind: str) -> Rule:
    during, before = _between(months, number, number), _between(months, number - months.gone, number - 1)
    first = leaf("purchases.first_on", "on_or_after" if kind == "new" else "on_or_before", _edge(number, kind), {})
    if kind == "new":
        return both(bought(during), first)
    if kind == "repeat":
        return both(bought(during), bought(before))
    if kind == "returning":
        return both(bought(during), first, {"not": bought(before)})
    kept = bought(_between(months, _kept(months, number) + 1, number))
    if kind == "closing":
        return kept
    gone = _between(months, number - months.gone, number - months.gone)
    return both(bought(gone), {"not": bought(_between(months, number - months.gone + 1, number))})


def _edge(number: int, kind: str) -> date:
    """New: bought first in the month, so not before its first day; else before it."""
    first = _first_day(number)
    return first if kind == "new" else first - _DAY


def _between(months: Months, first: int, last: int) -> dict[str, Any]:
    """The months from one to another as the period of an attribute, never past the last day."""
    end = min(_first_day(last + 1) - _DAY, months.last)
    return {"period": {"from": _first_day(first).isoformat(), "to": end.isoformat()}}


def month_number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


def month_text(number: int) -> str:
    """A month as 2026-03."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _first_day(number: int) -> date:
    return max(date(number // 12, number % 12 + 1, 1), date.min) if number >= 12 else date.min  # noqa: PLR2004


def _number(text: str) -> int:
    try:
        return month_number(date.fromisoformat(f"{text}-01"))
    except ValueError:
        raise LookupError(text) from None
