"""How soon the second purchase follows the first (F2), by what the first one was."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.insight.reports.reading import Facts, over_days, share
from joren.record.shops.models import Shop

from . import survival
from .counted import BOUGHT, IN_PERIOD, given_values, values

WINDOWS: Final = (30, 60, 90, 180, 365)
MOST_GROUPS: Final = 10
"""The largest groups told when people are parted by their first purchase."""
_FOUR: Final = Decimal("0.0001")


@dataclass
class _Group:
    """People alike in their first purchase, counted."""

    leaving: dict[int, tuple[int, int]] = field(default_factory=dict)
    observed: Counter[int] = field(default_factory=Counter)
    """By window: those who have been watched that long."""
    again: Counter[int] = field(default_factory=Counter)
    """By window: those of them who came back within it."""
    unknown: int = 0

    @property
    def customers(self) -> int:
        return sum(left for left, _back in self.leaving.values())


@over_days
def second_purchase(
    staff: Any, *, start: date | None, end: date | None, parted: str, same_day: str, until: int, as_of: date
) -> dict[str, Any]:
    """Who came back within so many days of those watched so long, and the curve of all.

    `parted` puts people apart by the shop, channel or category of the first purchase; `until`: last day of the curve.
    """
    facts = Facts()
    found = _counted(facts, parted, same_day, values(start, end, as_of))
    names = _names(facts, parted)
    largest = sorted(found, key=lambda code: (-found[code].customers, code))[:MOST_GROUPS]
    curves = {code: survival.curve(found[code].leaving) for code in largest}
    tables: dict[str, list[dict[str, Any]]] = {"main": [], "groups": [], "curve": []}
    for code in largest:
        shown = {"group": names.get(code, code)}
        group, steps_ = found[code], curves[code]
        tables["main"] += [shown | _window(code, days, group, steps_) for days in WINDOWS]
        tables["groups"].append(shown | _whole(code, group, steps_))
        tables["curve"] += [shown | row for row in _curve(code, group, steps_, until)]
    return tables


def _window(code: str, days: int, group: _Group, steps_: list[survival.Step]) -> dict[str, Any]:
    observed, again = group.observed[days], group.again[days]
    longest = max(group.leaving, default=0)
    step = survival.at(steps_, days) if longest >= days else None
    known = longest >= days
    return {
        "_row": f"{days}|{code}",
        "days": days,
        "customers": observed,
        "again": again,
        "share": share(again, observed),
        "estimate": _four(1 - (step.waiting if step else 1.0)) if known else None,
        "low": _four(1 - step.high) if step and step.high is not None else None,
        "high": _four(1 - step.low) if step and step.low is not None else None,
    }


def _whole(code: str, group: _Group, steps_: list[survival.Step]) -> dict[str, Any]:
    again = sum(back for _left, back in group.leaving.values())
    return {
        "_row": f"all|{code}",
        "customers": group.customers,
        "again": again,
        "share": share(again, group.customers),
        "median_days": survival.median(steps_),
        "unknown": group.unknown,
    }


def _curve(code: str, group: _Group, steps_: list[survival.Step], until: int) -> list[dict[str, Any]]:
    """The curve from day 0 on, a row for each day on which it falls, and one where the watching ends."""
    start = survival.Step(0, group.customers, 0, 1.0, 1.0, 1.0)
    told = [step for step in steps_ if step.day <= until]
    if not told or told[0].day:
        told = [start, *told]
    rows, back = [], 0
    for step in told:
        back += step.back
        rows.append(
            {
                "_row": f"{step.day}=|{code}",
                "day": step.day,
                "at_risk": step.at_risk,
                "back": step.back,
                "again": back,
                "waiting": _four(step.waiting),
                "low": None if step.low is None else _four(step.low),
                "high": None if step.high is None else _four(step.high),
            }
        )
    return rows


def of_second(staff: Any, row: str, **given: Any) -> dict[str, Any] | list[int]:
    """Those a row counts as come back: within its days, of those watched so long. Raises LookupError."""
    days, bar, code = row.partition("|")
    number = days.removesuffix("=")
    if not bar or not (number.isdecimal() or days == "all"):
        raise LookupError(row)
    held = ["gap IS NOT NULL"]
    if number.isdecimal():
        held.append("gap <= [days]")
    if days in {str(window) for window in WINDOWS}:
        held.append("observed >= [days]")
    elif number == days and days != "all":
        raise LookupError(row)
    sql = f"""
        WITH {_people(given["parted"], given["same_day"])} SELECT person FROM people
        WHERE NOT summary AND coalesce(code, '') = [code] AND {" AND ".join(held)} ORDER BY person
    """  # noqa: S608
    asked = given_values(given) | {"code": code, "days": int(number) if number.isdecimal() else 0}
    return [found["person"] for found in Facts().rows(sql, ("person",), asked)]


def _counted(facts: Facts, parted: str, same_day: str, asked: dict[str, Any]) -> dict[str, _Group]:
    told = ", ".join(
        f"count(*) FILTER (WHERE observed >= {days}), count(*) FILTER (WHERE observed >= {days} AND gap <= {days})"
        for days in WINDOWS
    )
    sql = f"""
        WITH {_people(parted, same_day)}
        SELECT coalesce(code, ''), summary, coalesce(gap, observed), count(*), count(gap), {told}
        FROM people GROUP BY 1, 2, 3
    """  # noqa: S608
    names = [f"{what}{days}" for days in WINDOWS for what in ("observed", "again")]
    found: dict[str, _Group] = defaultdict(_Group)
    for row in facts.rows(sql, ("code", "summary", "day", "left", "back", *names), asked):
        group = found[row["code"]]
        if row["summary"]:
            group.unknown += row["left"]
            continue
        group.leaving[row["day"]] = (row["left"], row["back"])
        for days in WINDOWS:
            group.observed[days] += row[f"observed{days}"]
            group.again[days] += row[f"again{days}"]
    return found


def people_and_gaps() -> str:
    """Common table expressions ending in ``people``: `person`, `first_on`, `gap`, `observed`, `summary` (`_people`)."""
    return _people("all", "each")


def _people(parted: str, same_day: str) -> str:
    """Common table expressions that end in ``people``: one row a person, in several groups if parted by category.

    `gap`: days to the second purchase; `observed`: days since the first. `summary`: the first is a row of several
    purchases, so that the day of the second is not known.
    """
    soonest = "CAST(next_on - first_on AS integer)"
    gap = soonest if same_day == "one" else f"CASE WHEN number > 1 THEN 0 ELSE {soonest} END"
    return f"""
        days AS (
            SELECT purchases.customer_id AS person, purchases.business_date AS day, count(*) AS number,
                max(purchases.transactions) AS most
            FROM {{purchases}} WHERE {BOUGHT} GROUP BY purchases.customer_id, purchases.business_date
        ), firsts AS (SELECT person, min(day) AS first_on FROM days GROUP BY person
        ), chosen AS (SELECT person, first_on FROM firsts WHERE {IN_PERIOD}
        ), both_days AS (
            SELECT days.person, chosen.first_on, min(days.day) FILTER (WHERE days.day > chosen.first_on) AS next_on,
                max(days.number) FILTER (WHERE days.day = chosen.first_on) AS number,
                max(days.most) FILTER (WHERE days.day = chosen.first_on) AS most
            FROM days JOIN chosen ON chosen.person = days.person GROUP BY days.person, chosen.first_on
        ){_PARTS[parted]}, people AS (
            SELECT both_days.person AS person, {_CODES[parted]} AS code, first_on, most > 1 AS summary, {gap} AS gap,
                CAST(CAST([as_of] AS date) - first_on AS integer) AS observed
            FROM both_days {"" if parted == "all" else "LEFT JOIN parts ON parts.person = both_days.person"}
        )
    """  # noqa: S608


_FIRST_ONE: Final = f"""
    , first_ones AS (
        SELECT person, id, shop_id, channel FROM (
            SELECT purchases.customer_id AS person, purchases.id AS id, purchases.shop_id AS shop_id,
                purchases.channel AS channel, row_number() OVER (
                    PARTITION BY purchases.customer_id ORDER BY coalesce(purchases.minute_of_day, 1440), purchases.id
                ) AS place
            FROM {{purchases}} JOIN chosen
                ON chosen.person = purchases.customer_id AND chosen.first_on = purchases.business_date
            WHERE {BOUGHT}
        ) AS placed WHERE place = 1
    )
"""  # noqa: S608
_PARTS: Final = {
    "all": "",
    "shop": f"{_FIRST_ONE}, parts AS (SELECT person, CAST(shop_id AS varchar) AS code FROM first_ones)",  # noqa: S608
    "channel": f"{_FIRST_ONE}, parts AS (SELECT person, channel AS code FROM first_ones)",  # noqa: S608
    "category": f"""
        {_FIRST_ONE}, parts AS (
            SELECT DISTINCT first_ones.person AS person, split_part(categories.path, '/', 1) AS code
            FROM first_ones JOIN {{purchase_lines}} ON purchase_lines.purchase_id = first_ones.id
            JOIN {{products}} ON products.id = purchase_lines.product_id
            JOIN {{categories}} ON categories.id = products.category_id
            WHERE purchase_lines.counts
        )
    """,  # noqa: S608
}
_CODES: Final = {"all": "''", "shop": "parts.code", "channel": "parts.code", "category": "parts.code"}


def _names(facts: Facts, parted: str) -> dict[str, str]:
    """What the groups are called."""
    if parted == "all":
        return {"": _("everybody")}
    unknown = {"": _("not known")}
    if parted == "shop":
        return unknown | {str(pk): name for pk, name in Shop.objects.values_list("pk", "name")}
    if parted == "category":
        rows = facts.rows("SELECT categories.code, categories.name FROM {categories}", ("code", "name"))
        return unknown | {row["code"]: row["name"] for row in rows}
    return unknown


def _four(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(_FOUR, ROUND_HALF_UP)
