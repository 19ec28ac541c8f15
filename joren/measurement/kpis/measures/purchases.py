"""Measures of purchases, by the definitions of the reports: sales, coming back, selling more, staying away.

Each takes a scope and periods and answers a reading for each period; `…_people` answer who stands behind one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from joren.insight.reports.monthly.reading import GONE_MONTHS
from joren.insight.reports.sets.counted import BOUGHT
from joren.insight.reports.sets.second_purchase import people_and_gaps
from joren.insight.reports.sets.selling import bought_items, priced_steps
from joren.segments.engine.asking import FIRST_DAY

from ..rules.periods import FOUR_WEEKS, Period
from ..scope import Scope, bucket
from . import NOTHING, Reading, share

WITHIN: Final = 90
"""Days in which a second purchase, or one of another kind, has to come."""
RISEN: Final = 10
"""Per cent by which the price of a piece has to rise."""
LEVEL: Final = "top"
"""Kinds of things are the uppermost categories."""


def sales(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """Net sales: returns taken off, anonymous purchases in."""
    sql = f"""
        SELECT {bucket("purchases.business_date", periods)} AS place, sum(purchases.amount),
            CAST(coalesce(sum(purchases.transactions) FILTER (WHERE purchases.kind = 'sale'), 0) AS bigint)
        FROM {{purchases}} WHERE NOT purchases.cancelled AND purchases.business_date >= CAST([start] AS date)
        GROUP BY 1
    """  # noqa: S608
    rows = scope.facts().rows(sql, ("place", "amount", "number"), _span(periods))
    found = {row["place"]: row for row in rows}
    first = first_day(scope)
    none = Reading(value=Decimal(0), whole=0)
    return [
        Reading(value=Decimal(found[place]["amount"]), whole=found[place]["number"])
        if place in found
        else (none if first and first <= period.last else NOTHING)
        for place, period in enumerate(periods)
    ]


def sales_people(scope: Scope, period: Period, by: str) -> list[int]:
    """Who bought in the period."""
    sql = f"""
        SELECT DISTINCT purchases.customer_id AS person FROM {{purchases}}
        WHERE {BOUGHT} AND purchases.business_date >= CAST([start] AS date)
    """  # noqa: S608
    return _people(scope, sql, [period])


def repeat(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """Of those whose 90th day since the first purchase lies in the period, who had come a second time by then."""
    firsts = [period.earlier(WITHIN) for period in periods]
    sql = f"""
        WITH {people_and_gaps()}
        SELECT {bucket("first_on", firsts)} AS place, count(*), count(*) FILTER (WHERE gap <= {WITHIN})
        FROM people WHERE NOT summary GROUP BY 1
    """  # noqa: S608
    return _shares(scope, sql, periods, start=firsts[0].first, end=firsts[-1].last)


def repeat_people(scope: Scope, period: Period, by: str) -> list[int]:
    """Those who came a second time."""
    first = period.earlier(WITHIN)
    sql = f"WITH {people_and_gaps()} SELECT person FROM people WHERE NOT summary AND gap <= {WITHIN}"  # noqa: S608
    return _people(scope, sql, [period], start=first.first, end=first.last)


_CROSS: Final = """
    WITH bought AS ({lines}), firsts AS (
        SELECT person, item, min(day) AS first_on FROM bought GROUP BY person, item
    ), chosen AS (
        SELECT person, item, first_on FROM firsts
        WHERE first_on >= CAST([start] AS date) AND first_on <= CAST([end] AS date)
    ), crossed AS (
        SELECT DISTINCT chosen.person AS person, chosen.item AS item FROM chosen
        JOIN bought ON bought.person = chosen.person AND bought.item <> chosen.item
            AND bought.day >= chosen.first_on AND bought.day <= chosen.first_on + {within}
    )
"""


def cross(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """Of first purchases of a kind of thing, how many were followed by another kind within 90 days, or with it."""
    firsts = [period.earlier(WITHIN) for period in periods]
    sql = f"""
        {_CROSS.format(lines=bought_items(LEVEL), within=WITHIN)}
        SELECT {bucket("chosen.first_on", firsts)} AS place, count(*), count(crossed.person)
        FROM chosen LEFT JOIN crossed ON crossed.person = chosen.person AND crossed.item = chosen.item GROUP BY 1
    """  # noqa: S608
    return _shares(scope, sql, periods, start=firsts[0].first, end=firsts[-1].last)


def cross_people(scope: Scope, period: Period, by: str) -> list[int]:
    """Those who bought another kind too."""
    first = period.earlier(WITHIN)
    sql = f"{_CROSS.format(lines=bought_items(LEVEL), within=WITHIN)} SELECT DISTINCT person FROM crossed"  # noqa: S608
    return _people(scope, sql, [period], start=first.first, end=first.last)


def up(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """Of the steps from one purchase of a kind of thing to the next, how many went up by 10 % a piece."""
    prices, rose = priced_steps(LEVEL, RISEN)
    sql = f"""
        WITH {prices} SELECT {bucket("day", periods)} AS place, count(*), count(*) FILTER (WHERE {rose})
        FROM priced WHERE last_amount IS NOT NULL GROUP BY 1
    """  # noqa: S608
    return _shares(scope, sql, periods, start=FIRST_DAY, end=periods[-1].last)


def up_people(scope: Scope, period: Period, by: str) -> list[int]:
    """Those whose step in the period went up."""
    prices, rose = priced_steps(LEVEL, RISEN)
    sql = f"""
        WITH {prices} SELECT DISTINCT person FROM priced
        WHERE last_amount IS NOT NULL AND {rose} AND day >= CAST([since] AS date)
    """  # noqa: S608
    return _people(scope, sql, [period], start=FIRST_DAY, since=period.first)


def lapsed(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """Lost customers of the period ÷ those there were at its beginning, as the report of new and lost customers."""
    units = [_units(period, by) for period in periods]
    every = sorted({unit for found in units for unit in found})
    counted = ", ".join(
        f"count(*) FILTER (WHERE unit < {n} AND {n} <= until), count(*) FILTER (WHERE lost = {n})" for n in every
    )
    names = [f"{what}{n}" for n in every for what in ("open", "lost")]
    sql = f"WITH {_runs(by, periods[-1])} SELECT {counted} FROM ends"  # noqa: S608
    row = scope.facts().rows(sql, names, {"as_of": periods[-1].last})[0]
    told = [(sum(row[f"lost{unit}"] for unit in found), row[f"open{found[0]}"]) for found in units]
    return [share(lost, opening) for lost, opening in told]


def lapsed_people(scope: Scope, period: Period, by: str) -> list[int]:
    """Those lost in the period."""
    units = ", ".join(str(unit) for unit in _units(period, by))
    sql = f"WITH {_runs(by, period)} SELECT DISTINCT person FROM ends WHERE lost IN ({units})"  # noqa: S608
    return _people(scope, sql, [period])


def _units(period: Period, by: str) -> list[int]:
    """The months of a period by number, or the one stretch of 28 days (counted back from the day 0)."""
    if by == FOUR_WEEKS:
        return [(period.first - _ANCHOR).days // 28]
    first, last = (day.year * 12 + day.month - 1 for day in (period.first, period.last))
    return list(range(first, last + 1))


_ANCHOR: Final = date(1900, 1, 1)


def _runs(by: str, last: Period) -> str:
    """Common table expressions that end in ``ends``: each unit somebody bought in, until when they count, when lost."""
    day = "purchases.business_date"
    if by == FOUR_WEEKS:
        shift = (last.first - _ANCHOR).days % 28
        anchor = (_ANCHOR + timedelta(days=shift)).isoformat()
        unit = f"CAST(floor(({day} - DATE '{anchor}') / 28.0) AS integer)"
    else:
        unit = f"CAST(EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1 AS integer)"
    return f"""
        units AS (SELECT DISTINCT purchases.customer_id AS person, {unit} AS unit FROM {{purchases}} WHERE {BOUGHT}),
        runs AS (SELECT person, unit, lead(unit) OVER (PARTITION BY person ORDER BY unit) AS after FROM units),
        ends AS (
            SELECT person, unit, least(coalesce(after, unit + {GONE_MONTHS}), unit + {GONE_MONTHS}) AS until,
                CASE WHEN after IS NULL OR after - unit > {GONE_MONTHS} THEN unit + {GONE_MONTHS} END AS lost
            FROM runs
        )
    """  # noqa: S608


def first_day(scope: Scope) -> date | None:
    """The first day anything was bought on; None where nothing was."""
    return _edge(scope, "min")


def last_day(scope: Scope) -> date | None:
    """The last day anything was bought on: how fresh these measures are."""
    return _edge(scope, "max")


def _edge(scope: Scope, of: str) -> date | None:
    sql = f"SELECT {of}(purchases.business_date) FROM {{purchases}} WHERE NOT purchases.cancelled"  # noqa: S608
    found: date | None = scope.facts().rows(sql, ("day",))[0]["day"]
    return found


def _span(periods: Sequence[Period], **more: Any) -> dict[str, Any]:
    return {"start": periods[0].first, "end": periods[-1].last, "as_of": periods[-1].last, **more}


def _shares(scope: Scope, sql: str, periods: Sequence[Period], **more: Any) -> list[Reading]:
    rows = scope.facts().rows(sql, ("place", "whole", "part"), _span(periods, **more))
    found = {row["place"]: share(row["part"], row["whole"]) for row in rows}
    return [found.get(place, share(0, 0)) for place in range(len(periods))]


def _people(scope: Scope, sql: str, periods: Sequence[Period], **more: Any) -> list[int]:
    return sorted(row["person"] for row in scope.facts().rows(sql, ("person",), _span(periods, **more)))
