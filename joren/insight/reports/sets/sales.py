"""Sales over time, by shop, by category and by product."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from joren.insight.reports.reading import Facts, average, money_unit, over_days, share
from joren.record.shops.models import Shop

_MEASURES = """
    coalesce(sum(purchases.amount) FILTER (WHERE purchases.kind = 'sale'), 0),
    -coalesce(sum(purchases.amount) FILTER (WHERE purchases.kind = 'return'), 0),
    coalesce(sum(purchases.amount), 0),
    CAST(coalesce(sum(purchases.transactions) FILTER (WHERE purchases.kind = 'sale'), 0) AS bigint),
    count(DISTINCT purchases.customer_id) FILTER (WHERE purchases.kind = 'sale'),
    coalesce(sum(purchases.amount) FILTER (WHERE purchases.kind = 'sale' AND purchases.customer_id IS NULL), 0)
"""
_NAMES = ("sales", "returns", "net", "purchases", "buyers", "anonymous")
_DAYS_SHOWN = 31


@over_days
def by_time(
    staff: Any, *, start: date | None, end: date | None, by: str, shop: str | None, as_of: date
) -> list[dict[str, Any]]:
    """Sales by month or day."""
    facts = Facts()
    last = min(end or as_of, as_of)
    period = _period(by, start, last, facts)
    unit = "purchases.business_date" if by == "day" else "CAST(date_trunc('month', purchases.business_date) AS date)"
    sql = f"SELECT {unit}, {_MEASURES} FROM {{purchases}} WHERE {_counted(shop)} GROUP BY 1 ORDER BY 1"  # noqa: S608
    values = {"start": period, "end": last, "shop": _shop_id(shop)}
    rows, money = facts.rows(sql, ("period", *_NAMES), values), money_unit()
    length = len("2026-01" if by == "month" else "2026-01-31")
    return [_opened(_measured(row, money) | {"period": row["period"].isoformat()[:length]}, "period") for row in rows]


@over_days
def by_shop(staff: Any, *, start: date | None, end: date | None, as_of: date) -> list[dict[str, Any]]:
    """Sales by shop; purchases without a shop stand in a row of their own."""
    names = dict(Shop.objects.values_list("pk", "name"))
    codes = dict(Shop.objects.values_list("pk", "code"))
    sql = f"SELECT purchases.shop_id, {_MEASURES} FROM {{purchases}} WHERE {_counted(None)} GROUP BY 1"  # noqa: S608
    values = {"start": start or date.min, "end": min(end or as_of, as_of), "shop": None}
    money = money_unit()
    rows = [_measured(row, money) for row in Facts().rows(sql, ("shop_id", *_NAMES), values)]
    total = _total(rows, "net")
    for row in rows:
        pk = row.pop("shop_id")
        row |= {"code": codes.get(pk, ""), "shop": names.get(pk, ""), "share": share(row["net"], total)}
    return [_opened(row, "code") for row in sorted(rows, key=lambda row: (-row["net"], row["code"]))]


@over_days
def by_category(
    staff: Any, *, start: date | None, end: date | None, level: str, shop: str | None, as_of: date
) -> list[dict[str, Any]]:
    """What was bought by category: by the uppermost ones, or each category for itself."""
    code = "split_part(categories.path, '/', 1)" if level == "top" else "categories.code"
    sql = f"""
        SELECT coalesce({code}, ''), {_LINE_MEASURES} FROM {{purchase_lines}}
        LEFT JOIN {{products}} ON products.id = purchase_lines.product_id
        LEFT JOIN {{categories}} ON categories.id = products.category_id
        WHERE {_lines(shop)} GROUP BY 1
    """  # noqa: S608
    facts = Facts()
    rows = facts.rows(sql, ("code", *_LINE_NAMES), _line_values(start, end, shop, as_of))
    known = facts.rows("SELECT categories.code, categories.name FROM {categories}", ("code", "name"))
    names = {row["code"]: row["name"] for row in known}
    return _ranked([{"category": names.get(row["code"], ""), **row} for row in rows])


@over_days
def by_product(
    staff: Any, *, start: date | None, end: date | None, shop: str | None, limit: int, as_of: date
) -> list[dict[str, Any]]:
    """The products that brought most; the share is of everything sold."""
    sql = f"""
        SELECT coalesce(products.code, ''), coalesce(products.name, ''), coalesce(categories.name, ''), {_LINE_MEASURES}
        FROM {{purchase_lines}} LEFT JOIN {{products}} ON products.id = purchase_lines.product_id
        LEFT JOIN {{categories}} ON categories.id = products.category_id
        WHERE {_lines(shop)} GROUP BY 1, 2, 3
    """  # noqa: S608
    columns = ("code", "product", "category", *_LINE_NAMES)
    return _ranked(Facts().rows(sql, columns, _line_values(start, end, shop, as_of)))[:limit]


_LINE_MEASURES = """
    CAST(coalesce(sum(purchase_lines.quantity_thousandths), 0) AS bigint), coalesce(sum(purchase_lines.amount), 0),
    count(DISTINCT purchase_lines.customer_id)
"""
_LINE_NAMES = ("thousandths", "amount", "buyers")


def _period(by: str, start: date | None, last: date, facts: Facts) -> date:
    """The first day: as given; by day, a month of days before the last with a purchase; else everything."""
    if start is not None or by != "day":
        return start or date.min
    sql = "SELECT max(purchases.business_date) FROM {purchases} WHERE purchases.business_date <= CAST([end] AS date)"
    newest = facts.rows(sql, ("day",), {"end": last})[0]["day"]
    return (newest or last) - timedelta(days=_DAYS_SHOWN - 1)


def _counted(shop: str | None) -> str:
    where = (
        "NOT purchases.cancelled AND purchases.business_date >= CAST([start] AS date)"
        " AND purchases.business_date <= CAST([end] AS date)"
    )
    return f"{where} AND purchases.shop_id = [shop]" if shop else where


def _lines(shop: str | None) -> str:
    where = (
        "purchase_lines.counts AND purchase_lines.business_date >= CAST([start] AS date)"
        " AND purchase_lines.business_date <= CAST([end] AS date)"
    )
    return f"{where} AND purchase_lines.shop_id = [shop]" if shop else where


def _line_values(start: date | None, end: date | None, shop: str | None, as_of: date) -> dict[str, Any]:
    return {"start": start or date.min, "end": min(end or as_of, as_of), "shop": _shop_id(shop)}


def _shop_id(code: str | None) -> int | None:
    return Shop.objects.values_list("pk", flat=True).get(code=code) if code else None


def _measured(row: dict[str, Any], money: Decimal) -> dict[str, Any]:
    anonymous = row.pop("anonymous")
    return row | {
        "average": average(row["net"], row["purchases"], money),
        "anonymous_share": share(anonymous, row["sales"]),
    }


def _ranked(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found = list(rows)
    total = _total(found, "amount")
    for row in found:
        row["items"] = Decimal(row.pop("thousandths")) / 1000
        row["share"] = share(row["amount"], total)
        _opened(row, "code")
    return sorted(found, key=lambda row: (-row["amount"], row["code"]))


def _opened(row: dict[str, Any], key: str) -> dict[str, Any]:
    """The row, with what it opens by where known customers stand behind it."""
    if row["buyers"] and row[key]:
        row["_row"] = row[key]
    return row


def _total(rows: Iterable[dict[str, Any]], key: str) -> Decimal:
    return sum((row[key] for row in rows), Decimal(0))
