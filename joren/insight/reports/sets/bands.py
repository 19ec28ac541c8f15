"""From one time band to another: who came for lunch only at first, and came for dinner later; and back.

Formulas with worked numbers: docs/rules/reports.md.
"""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.time.bands import BANDS_BY_KEY, TIME_BANDS
from joren.insight.reports.errors import BadParameter
from joren.insight.reports.reading import Facts, share
from joren.record.shops.models import Shop
from joren.segments.catalogue.words import BAND_WORDS

from .buyers import SALES, People, opened, span
from .hours import slot_sql

WITHIN: Final = (30, 60, 90, 180, 365)
_LONG: Final = "CAST([end] AS date) - began_on >= {0}"
_Began = dict[str, dict[str, Any]]
_Went = dict[tuple[str, str], dict[str, Any]]


def migration(staff: Any, **given: Any) -> dict[str, list[dict[str, Any]]]:
    """The way there, the way back, how many days each took, and the same for every two bands."""
    first, then, values = given["first_band"], given["then_band"], _values(given)
    if first == then:
        expected = _("another time of day than the first")
        raise BadParameter(value=BAND_WORDS[then], parameter=_("then"), expected=expected)
    facts = Facts()
    began, went = _began(facts, values), _went(facts, values)
    keys = [band.key for band in TIME_BANDS]
    pairs = [_way(one, other, began, went) for one in keys for other in keys if one != other]
    main = [_way(first, then, began, went), _way(then, first, began, went)]
    within = [row for one, other in ((first, then), (then, first)) for row in _within(one, other, began, went)]
    return {"main": main, "within": within, "pairs": pairs}


def of_way(staff: Any, row: str, **given: Any) -> People:
    """Who began in a band ("lunch"), came in the other later ("lunch.dinner"), soon enough ("lunch.dinner.90"), or went
    back ("lunch.dinner.back").
    """
    first, then, *rest = (*row.split("."), "") if "." not in row else row.split(".")
    facts, values = Facts(), _values(given)
    if first not in BANDS_BY_KEY or (then and then not in BANDS_BY_KEY) or first == then or len(rest) > 1:
        raise LookupError(row)
    if not then:
        ids = f"{_cte()} SELECT person FROM began WHERE first = '{first}'"  # noqa: S608
        return opened(facts, None, ids, values)
    where = f"first = '{first}' AND later = '{then}'"
    if rest == ["back"]:
        where += " AND back_on IS NOT NULL"
    elif rest and rest[0] in map(str, WITHIN):
        where += f" AND came_on - began_on <= {rest[0]} AND CAST([end] AS date) - began_on >= {rest[0]}"
    elif rest:
        raise LookupError(row)
    ids = f"{_cte()} SELECT person FROM journeys WHERE {where}"  # noqa: S608
    return opened(facts, None, ids, values)


def stamp() -> str:
    """What the report depends on besides the facts: when the days of the shops end."""
    return str(list(Shop.objects.order_by("pk").values_list("pk", "day_ends_at")))


def _values(given: dict[str, Any]) -> dict[str, Any]:
    return {**span(None, None, given["as_of"]), "times": given["times"]}


_CTE = """
    WITH numbered AS (
        SELECT purchases.customer_id AS person, purchases.business_date AS on_day, {slot} AS slot,
            purchases.transactions AS times,
            row_number() OVER (PARTITION BY purchases.customer_id ORDER BY {order}) AS place,
            sum(purchases.transactions) OVER (
                PARTITION BY purchases.customer_id ORDER BY {order} ROWS UNBOUNDED PRECEDING
            ) - purchases.transactions AS earlier
        FROM {purchases} WHERE {sales} AND purchases.customer_id IS NOT NULL
    ), marked AS (
        SELECT numbered.*, sum(times) OVER (PARTITION BY person) AS made,
            min(CASE WHEN earlier < [times] THEN slot END) OVER (PARTITION BY person) AS first,
            max(CASE WHEN earlier < [times] THEN slot END) OVER (PARTITION BY person) AS other,
            max(CASE WHEN earlier < [times] THEN on_day END) OVER (PARTITION BY person) AS began_on
        FROM numbered
    ), taken AS (
        SELECT person, place, slot, on_day, first, began_on, earlier >= [times] AS is_later FROM marked
        WHERE first = other AND first <> '' AND made >= [times]
    ), began AS (
        SELECT person, first, began_on FROM taken GROUP BY 1, 2, 3
    ), steps AS (
        SELECT taken.*, row_number() OVER (PARTITION BY person, slot, is_later ORDER BY place) AS nth,
            min(CASE WHEN slot = first THEN on_day END) OVER (
                PARTITION BY person ORDER BY place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
            ) AS back_on
        FROM taken
    ), journeys AS (
        SELECT person, first, slot AS later, began_on, on_day AS came_on, back_on FROM steps
        WHERE is_later AND nth = 1 AND slot <> first AND slot <> ''
    )
"""
"""The purchases of each customer in the order they were made; who began in one band; what became of them."""


def _cte() -> str:
    order = f"purchases.business_date, {_minute()}, purchases.id"
    return _CTE.format(slot=slot_sql(), order=order, purchases="{purchases}", sales=SALES)


def _began(facts: Facts, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By first band: how many began there, and how many of them so many days ago or longer."""
    counts = ", ".join(f"count(*) FILTER (WHERE {_LONG.format(days)})" for days in WITHIN)
    sql = f"{_cte()} SELECT first, count(*), {counts} FROM began GROUP BY first"  # noqa: S608
    names = ("first", "people", *(f"within{days}" for days in WITHIN))
    return {row["first"]: row for row in facts.rows(sql, names, values)}


def _went(facts: Facts, values: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """By first and later band: how many came, went back, after how many days, and how many so soon."""
    median = "percentile_cont(0.5) WITHIN GROUP (ORDER BY {0})"
    soon = f"{_LONG} AND came_on - began_on <= {{0}}"
    counts = ", ".join(f"count(*) FILTER (WHERE {soon.format(days)})" for days in WITHIN)
    sql = f"""
        {_cte()}
        SELECT first, later, count(*), {median.format("came_on - began_on")}, count(back_on),
            {median.format("back_on - came_on")}, {counts}
        FROM journeys GROUP BY first, later
    """  # noqa: S608
    names = ("first", "later", "came", "days", "back", "back_days", *(f"within{days}" for days in WITHIN))
    return {(row["first"], row["later"]): row for row in facts.rows(sql, names, values)}


def _way(first: str, then: str, began: _Began, went: _Went) -> dict[str, Any]:
    found = went.get((first, then))
    people = began[first]["people"] if first in began else 0
    came, back = (found["came"], found["back"]) if found else (0, 0)
    return {
        **({"_row": f"{first}.{then}"} if came else {}),
        "first": str(BAND_WORDS[first]),
        "then": str(BAND_WORDS[then]),
        "people": people,
        "came": came,
        "share": share(came, people),
        "median_days": _days(found, "days"),
        "back": back,
        "back_share": share(back, came),
        "back_days": _days(found, "back_days"),
    }


def _days(found: dict[str, Any] | None, key: str) -> Decimal | None:
    return None if not found or found[key] is None else Decimal(str(found[key])).normalize() + 0


def _within(first: str, then: str, began: _Began, went: _Went) -> list[dict[str, Any]]:
    """Of those who have been known long enough, how many came so soon."""
    way, known, soon = f"{BAND_WORDS[first]} → {BAND_WORDS[then]}", began.get(first, {}), went.get((first, then), {})
    rows = []
    for days in WITHIN:
        people, came = known.get(f"within{days}", 0), soon.get(f"within{days}", 0)
        row = {"way": way, "days": days, "people": people, "came": came, "share": share(came, people)}
        rows.append({**({"_row": f"{first}.{then}.{days}"} if came else {}), **row})
    return rows


def _minute() -> str:
    """Minutes since the midnight the business day began at; an unknown time counts as the first of the day."""
    minute = "purchases.minute_of_day"
    late: dict[int, list[int]] = {}
    for pk, end in Shop.objects.exclude(day_ends_at="00:00").values_list("pk", "day_ends_at"):
        late.setdefault(end.hour * 60 + end.minute, []).append(pk)
    cases = " ".join(
        f"WHEN purchases.shop_id IN ({', '.join(map(str, pks))}) AND {minute} < {end} THEN {minute} + 1440"
        for end, pks in sorted(late.items())
    )
    return f"CASE WHEN {minute} IS NULL THEN -1 {cases} ELSE {minute} END"
