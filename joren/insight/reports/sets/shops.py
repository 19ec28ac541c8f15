"""Shops beside each other: what each sold, to whom, how many come again, are new, are regulars, shop elsewhere too.

Formulas with worked numbers: docs/rules/reports.md.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from joren.insight.loyalty.errors import NoDefinition
from joren.insight.loyalty.queries import official
from joren.insight.reports.reading import Facts, average, money_unit, over_days, share
from joren.record.shops.models import Shop
from joren.segments.engine import run

from .buyers import COUNTED, SALES, People, bought, opened, period, span

_NAMES = ("shop", "sales", "returns", "net", "purchases")
_OF_PEOPLE = ("shop", "buyers", "again", "new", "elsewhere", "regulars")
_INDEXED = ("net", "average", "repeat_share", "new_share", "regular_share", "elsewhere_share")
_TENTH = Decimal("0.1")
_EVERYWHERE = -1


@over_days
def comparison(staff: Any, *, start: date | None, end: date | None, as_of: date) -> list[dict[str, Any]]:
    """A row a shop, the one with the highest net sales first, and last all together."""
    facts, values = Facts(), span(start, end, as_of)
    regulars = _regulars(values["end"])
    sold = {row["shop"]: row for row in facts.rows(_SOLD, _NAMES, values)}
    people = {row["shop"]: row for row in facts.rows(_PEOPLE, _OF_PEOPLE, {**values, "regulars": regulars or []})}
    shops = {shop.pk: shop for shop in Shop.objects.all()}
    rows = [_measured(row, people.get(pk), regulars) for pk, row in sold.items() if pk != _EVERYWHERE]
    if not rows:
        return []
    whole = _measured(sold[_EVERYWHERE], people.get(_EVERYWHERE), regulars)
    known = [row for row in rows if row["pk"] is not None]
    mean = {**whole, "net": sum((row["net"] for row in known), Decimal(0)) / len(known) if known else None}
    for row in (*rows, whole):
        shop = shops.get(row["pk"])
        row["shop"], row["code"] = (shop.name, shop.code) if shop else (_("no shop"), "")
        for key in _INDEXED:
            row[f"{key}_index"] = _index(row[key], mean[key])
    whole |= {"shop": pgettext("row of a report", "All"), "net_index": None}
    ordered = sorted(rows, key=lambda row: (-row["net"], row["code"]))
    return [{key: value for key, value in row.items() if key != "pk"} for row in (*ordered, whole)]


def of_shop(staff: Any, row: str, **given: Any) -> People:
    """The buyers of a shop: by its id, "none" for purchases without a shop, "all" for everybody."""
    values, facts = span(given["from"], given["to"], given["as_of"]), Facts()
    during = period(values)
    if row == "all":
        rule, where = bought(during), "1 = 1"
    elif row == "none":
        rule, where = None, "purchases.shop_id IS NULL"
    else:
        if not (row.isascii() and row.isdecimal()) or not Shop.objects.filter(pk=int(row)).exists():
            raise LookupError(row)
        rule, where = bought({**during, "shop": int(row)}), f"purchases.shop_id = {int(row)}"
    ids = f"""
        SELECT purchases.customer_id AS person FROM {{purchases}}
        WHERE {SALES} AND purchases.customer_id IS NOT NULL AND {where} GROUP BY 1
    """  # noqa: S608
    return opened(facts, rule, ids, values)


_SOLD = f"""
    SELECT {{shop}},
        coalesce(sum(purchases.amount) FILTER (WHERE purchases.kind = 'sale'), 0),
        -coalesce(sum(purchases.amount) FILTER (WHERE purchases.kind = 'return'), 0),
        coalesce(sum(purchases.amount), 0),
        CAST(coalesce(sum(purchases.transactions) FILTER (WHERE purchases.kind = 'sale'), 0) AS bigint)
    FROM {{purchases}} WHERE {COUNTED}
"""  # noqa: S608
_SOLD = (
    f"{_SOLD.format(shop='purchases.shop_id', purchases='{purchases}')} GROUP BY 1 UNION ALL "
    f"{_SOLD.format(shop=_EVERYWHERE, purchases='{purchases}')}"
)
_PEOPLE = f"""
    WITH here AS (
        SELECT purchases.customer_id AS person, purchases.shop_id AS shop, min(purchases.business_date) AS first_ever,
            sum(purchases.transactions) FILTER (WHERE purchases.business_date >= CAST([start] AS date)) AS times,
            min(purchases.business_date) FILTER (WHERE purchases.business_date >= CAST([start] AS date)) AS first_here
        FROM {{purchases}}
        WHERE NOT purchases.cancelled AND purchases.kind = 'sale' AND purchases.customer_id IS NOT NULL
            AND purchases.business_date <= CAST([end] AS date)
        GROUP BY 1, 2
    ), known AS (
        SELECT here.*, min(first_ever) OVER (PARTITION BY person) AS first_on FROM here
    ), inside AS (
        SELECT known.*, count(shop) OVER (PARTITION BY person) AS shops FROM known WHERE first_here IS NOT NULL
    ), seen AS (
        SELECT person, shop, times, first_here, first_on, shops - CASE WHEN shop IS NULL THEN 0 ELSE 1 END AS others
        FROM inside
        UNION ALL
        SELECT person, CAST({_EVERYWHERE} AS bigint), sum(times), min(first_here), min(first_on), min(shops) - 1
        FROM inside GROUP BY person
    )
    SELECT shop, count(*), count(*) FILTER (WHERE times >= 2), count(*) FILTER (WHERE first_here = first_on),
        count(*) FILTER (WHERE others >= 1),
        count(*) FILTER (WHERE person IN (SELECT unnest(CAST([regulars] AS bigint[]))))
    FROM seen GROUP BY 1
"""  # noqa: S608


def _regulars(day: date) -> list[int] | None:
    """Who is a regular by the official definition on the day; None while nobody has said what a regular is."""
    try:
        return run.members(official().rule, as_of=day)
    except NoDefinition:
        return None


def stamp() -> str:
    """What the report depends on besides the facts: the official definition of a regular."""
    try:
        return str(official().rule)
    except NoDefinition:
        return ""


def _measured(sold: dict[str, Any], people: dict[str, Any] | None, regulars: list[int] | None) -> dict[str, Any]:
    people = people or dict.fromkeys(_OF_PEOPLE, 0)
    buyers, pk = people["buyers"], sold["shop"]
    row = "all" if pk == _EVERYWHERE else "none" if pk is None else str(pk)
    return {
        **({"_row": row} if buyers else {}),
        **{key: sold[key] for key in ("sales", "returns", "net", "purchases")},
        "pk": pk,
        "average": average(sold["net"], sold["purchases"], money_unit()),
        "buyers": buyers,
        "new": people["new"],
        "new_share": share(people["new"], buyers),
        "again": people["again"],
        "repeat_share": share(people["again"], buyers),
        "regulars": None if regulars is None else people["regulars"],
        "regular_share": None if regulars is None else share(people["regulars"], buyers),
        "elsewhere": people["elsewhere"],
        "elsewhere_share": share(people["elsewhere"], buyers),
    }


def _index(value: Any, mean: Any) -> Decimal | None:
    """100 is as all shops together; None where there is nothing to compare with."""
    if value is None or mean is None or mean <= 0:
        return None
    return (Decimal(value) / Decimal(mean) * 100).quantize(_TENTH, ROUND_HALF_UP)
