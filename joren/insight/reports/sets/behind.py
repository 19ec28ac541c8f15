"""The people behind the rows of the reports of sales, shops, products and customers."""

from calendar import monthrange
from datetime import date
from typing import Any

from joren.insight.reports.reading import Facts, over_days
from joren.record.shops.models import Shop
from joren.segments.engine import run

from .buyers import SALES, People, Rule, bought, leaf, opened, period, span

_BUYERS = f"SELECT DISTINCT purchases.customer_id AS person FROM {{purchases}} WHERE {SALES}"  # noqa: S608
_KNOWN = " AND purchases.customer_id IS NOT NULL"
_LONG = len("2026-01-31")


@over_days
def of_time(
    staff: Any, row: str, *, start: date | None, end: date | None, by: str, shop: str | None, as_of: date
) -> People:
    """Who bought in a month ("2026-02") or on a day."""
    first, last = days_of(row)
    return _bought(max(first, start or first), min(last, end or last, as_of), shop)


@over_days
def of_shop(staff: Any, row: str, *, start: date | None, end: date | None, as_of: date) -> People:
    """Who bought in the shop of that code."""
    if not Shop.objects.filter(code=row).exists():
        raise LookupError(row)
    return _bought(start, min(end or as_of, as_of), row)


@over_days
def of_month(staff: Any, row: str, *, start: date | None, end: date | None, as_of: date) -> People:
    """Who bought in a month."""
    first, last = days_of(row)
    return _bought(first, min(last, end or last, as_of), None)


@over_days
def of_category(
    staff: Any, row: str, *, start: date | None, end: date | None, level: str, shop: str | None, as_of: date
) -> People:
    """Who bought something of the category: with all below it, or by itself."""
    code = "split_part(categories.path, '/', 1)" if level == "top" else "categories.code"
    return _lines(f"coalesce({code}, '')", {"category": row}, start, end or as_of, shop, as_of)


@over_days
def of_product(
    staff: Any, row: str, *, start: date | None, end: date | None, shop: str | None, limit: int, as_of: date
) -> People:
    """Who bought the product of that code."""
    return _lines("coalesce(products.code, '')", {"product": row}, start, end or as_of, shop, as_of)


def days_of(row: str) -> tuple[date, date]:
    """First and last day of a month or a day as text. Raises ValueError."""
    if len(row) == _LONG:
        day = date.fromisoformat(row)
        return day, day
    first = date.fromisoformat(f"{row}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _bought(start: date | None, end: date, shop: str | None) -> People:
    values: dict[str, Any] = span(start, end, end)
    rule: Rule = bought({**period(values), **({"shop": shop} if shop else {})})
    where = " AND purchases.shop_id = [shop]" if shop else ""
    values["shop"] = _shop_id(shop)
    return opened(Facts(), rule, f"{_BUYERS}{_KNOWN}{where}", values)


def _lines(text: str, of: dict[str, str], start: date | None, end: date, shop: str | None, as_of: date) -> People:
    """Who has a line of it; as a rule where a rule finds the very same people."""
    where = " AND purchase_lines.shop_id = [shop]" if shop else ""
    sql = f"""
        SELECT DISTINCT purchase_lines.customer_id FROM {{purchase_lines}}
        LEFT JOIN {{products}} ON products.id = purchase_lines.product_id
        LEFT JOIN {{categories}} ON categories.id = products.category_id
        WHERE purchase_lines.counts AND purchase_lines.business_date >= CAST([start] AS date)
            AND purchase_lines.business_date <= CAST([end] AS date) AND purchase_lines.customer_id IS NOT NULL
            AND {text} = [row]{where}
    """  # noqa: S608
    days = span(start, end, as_of)
    values = {**days, "row": next(iter(of.values())), "shop": _shop_id(shop)}
    ids = [found["person"] for found in Facts().rows(sql, ("person",), values)]
    rule = leaf("purchases.bought", "is", True, {**period(days), **of, **({"shop": shop} if shop else {})})
    return rule if set(run.members(rule, as_of=as_of)) == set(ids) else ids


def _shop_id(code: str | None) -> int | None:
    return Shop.objects.values_list("pk", flat=True).get(code=code) if code else None
