"""The numbers of a month, read from the facts by the definitions of the other reports."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from joren.foundation.time import clock
from joren.foundation.time.periods import months_before
from joren.insight.loyalty.models import RegularDefinition
from joren.insight.reports import queries
from joren.insight.reports.errors import MonthNotBegun, UnknownReport
from joren.insight.reports.rules.monthly import Figures, People, Sums
from joren.insight.reports.rules.periods import month_end
from joren.insight.reports.sets import months, sales
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.engine import run

BEST: Final = 5
GONE_MONTHS: Final = 6
"""Months without a purchase after which somebody is lost, as in the report of new and lost customers."""
CAMPAIGNS: Final = "campaigns"
_YEAR: Final = 12
_DAY: Final = timedelta(days=1)


def figures_of(month: date, *, as_of: date | None = None) -> Figures:
    """Everything a monthly report tells of the month that begins on `month`, as known on `as_of` (today).

    A month that is not over is compared with the same days of the others. Raises `MonthNotBegun`.
    """
    today = as_of or clock.today()
    first = month.replace(day=1)
    if first > today:
        raise MonthNotBegun(month=f"{first:%Y-%m}")
    last = min(month_end(first), today)
    running = last < month_end(first)
    known = _first_purchase(last)
    return Figures(
        running=running,
        sums=_sums(first, last),
        before=_sums_before(first, last, 1, known, whole=not running),
        year_ago=_sums_before(first, last, _YEAR, known, whole=not running),
        **_people(first, last),
        regulars=_regulars(first, last),
        products=_best(sales.by_product, "product", "amount", first, last, more={"limit": 10_000, "shop": None}),
        shops=_best(sales.by_shop, "shop", "net", first, last),
        campaigns=_campaigns(first, last),
    )


def _first_purchase(last: date) -> date | None:
    rows = sales.by_time(None, **{"from": None, "to": last, "by": "month", "shop": None, "as_of": last})
    return date.fromisoformat(f"{rows[0]['period']}-01") if rows else None


def _sums(first: date, last: date) -> Sums:
    rows = sales.by_time(None, **{"from": first, "to": last, "by": "month", "shop": None, "as_of": last})
    if not rows:
        return Sums()
    return Sums(net=rows[0]["net"], purchases=rows[0]["purchases"], buyers=rows[0]["buyers"])


def _sums_before(first: date, last: date, back: int, known: date | None, *, whole: bool) -> Sums | None:
    """The same days so many months earlier; None where that was before the first purchase of all."""
    earlier = months_before(first, back)
    if known is None or earlier < known:
        return None
    return _sums(earlier, month_end(earlier) if whole else months_before(last, back))


def _people(first: date, last: date) -> dict[str, Any]:
    given = {"from": months_before(first, 1), "to": last, "as_of": last, "gone_months": GONE_MONTHS}
    rows = {row["month"]: row for row in months.by_month(None, **given)["main"]}
    now, before = rows.get(f"{first:%Y-%m}"), rows.get(f"{months_before(first, 1):%Y-%m}")
    return {"people": _counted(now) or People(), "people_before": _counted(before)}


def _counted(row: Mapping[str, Any] | None) -> People | None:
    names = ("new", "repeat", "returning", "lost", "opening", "closing")
    return None if row is None else People(**{name: row[name] for name in names})


def _regulars(first: date, last: date) -> dict[str, int] | None:
    """Who was a regular at the end of the month and at the end of the one before, by today's official definition."""
    definition = RegularDefinition.objects.filter(is_official=True).first()
    if definition is None:
        return None
    try:
        now, before = (set(run.members(definition.rule, as_of=day)) for day in (last, first - _DAY))
    except InvalidRule:
        return None
    return {"number": len(now), "before": len(before), "gained": len(now - before), "lost": len(before - now)}


def _best(
    of: Any, name: str, amount: str, first: date, last: date, more: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], ...]:
    """The best rows of a report of the month, each with what it came to the month before (None: nothing)."""
    given = {**(more or {}), "as_of": last}
    rows = of(None, **{"from": first, "to": last, **given})
    earlier, end = months_before(first, 1), months_before(last, 1)
    end = month_end(earlier) if last == month_end(first) else end
    old = {row["code"]: row[amount] for row in of(None, **{"from": earlier, "to": end, **given})}
    return tuple(
        {
            "name": row[name] or row["code"],
            "net": Decimal(row[amount]),
            "share": row["share"],
            "before": old.get(row["code"]),
        }
        for row in rows[:BEST]
        if row[amount] > 0 and (row[name] or row["code"])
    )


def _campaigns(first: date, last: date) -> tuple[dict[str, Any], ...]:
    """What campaigns sent in the month changed, from the report a later stage offers; none where it offers none."""
    try:
        rows = queries.run(CAMPAIGNS, {"from": first, "to": last}, staff=None).rows
    except UnknownReport:
        return ()
    names = ("campaign", "people", "extra_sales", "low", "high", "verdict")
    return tuple({name: row.get(name) for name in names} for row in rows[:BEST])
