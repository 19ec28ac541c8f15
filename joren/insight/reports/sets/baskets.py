"""What is bought together: pairs of items in one purchase, and rules from one to the other.

Support and confidence as in Agrawal, Imieliński and Swami (1993), lift as in Brin, Motwani, Ullman and Tsur (1997,
"interest"). Memory is bounded by the Apriori property (Agrawal and Srikant 1994): no pair is more frequent than either
of its items, so items below the smallest number fall out before pairs are made; and pairs are made in slices by
their first item.
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from joren.insight.reports.reading import Facts, over_days, share
from joren.record.shops.models import Shop

from .counted import given_values, values

MOST_PAIRS: Final = 50_000
"""So many of the most frequent pairs are weighed; more are never fetched."""
SLICE: Final = 10_000_000
"""Pairs made in one question at most, about: repeated ones counted."""
LEAST: Final = 5
ONE_IN: Final = 2_000
"""The smallest number when none is asked for: 5 purchases, or one in 2,000."""
_HUNDREDTH: Final = Decimal("0.01")

ITEMS: Final = {
    "product": "purchase_lines.product_id",
    "own": "products.category_id",
    "top": "tops.id",
}
"""What an item is at each level, over `FROM_LINES`."""
_PRODUCTS: Final = "JOIN {products} ON products.id = purchase_lines.product_id"
_TOPS: Final = (
    "SELECT below.id AS category, above.id AS id FROM (SELECT * FROM {categories}) AS below"
    " JOIN (SELECT * FROM {categories}) AS above ON above.code = split_part(below.path, '/', 1)"
)
FROM_LINES: Final = {
    "product": "{purchase_lines}",
    "own": f"{{purchase_lines}} {_PRODUCTS}",
    "top": f"{{purchase_lines}} {_PRODUCTS} JOIN ({_TOPS}) AS tops ON tops.category = products.category_id",
}


@over_days
def pairs(
    staff: Any,
    *,
    start: date | None,
    end: date | None,
    level: str,
    shop: str | None,
    minimum: int | None,
    confidence: int,
    limit: int,
    as_of: date,
) -> dict[str, Any]:
    """The pairs bought together most, and the rules of at least that `confidence` (per cent) by lift.

    `minimum`: purchases a pair must be in; None: one in 2,000, at least 5.
    """
    facts, asked = Facts(), values(start, end, as_of) | {"shop": shop_id(shop)}
    baskets = _baskets(level, shop)
    whole, made, counts = _counts(facts, baskets, asked | {"least": minimum or LEAST})
    least = minimum or max(LEAST, -(-whole // ONE_IN))
    counts = {item: number for item, number in counts.items() if number >= least}
    found = _pairs(facts, baskets, asked | {"least": least}, made) if len(counts) > 1 else []
    names = names_of(facts, level)
    shown = [_pair(one, other, number, counts, whole, names) for one, other, number in found[:limit]]
    _add_buyers(facts, level, shop, asked, shown)
    rules = _rules(found, counts, whole, names, confidence)[:limit]
    return {"main": shown, "rules": rules, "base": [{"purchases": whole, "minimum": least, "items": len(counts)}]}


def _pair(one: int, other: int, number: int, counts: dict[int, int], whole: int, names: dict[int, str]) -> Any:
    first, second = sorted((one, other), key=lambda item: (-counts[item], item))
    return {
        "_row": f"{first}+{second}",
        "first": names.get(first, ""),
        "second": names.get(second, ""),
        "purchases": number,
        "support": share(number, whole),
        "first_purchases": counts[first],
        "second_purchases": counts[second],
        "lift": _lift(number, counts[first], counts[second], whole),
    }


def _rules(
    found: Iterable[tuple[int, int, int]], counts: dict[int, int], whole: int, names: dict[int, str], confidence: int
) -> list[dict[str, Any]]:
    rows = [
        {
            "_row": f"{given}+{then}",
            "given": names.get(given, ""),
            "then": names.get(then, ""),
            "purchases": number,
            "given_purchases": counts[given],
            "support": share(number, whole),
            "confidence": share(number, counts[given]),
            "usual": share(counts[then], whole),
            "lift": _lift(number, counts[given], counts[then], whole),
        }
        for one, other, number in found
        for given, then in ((one, other), (other, one))
        if number * 100 >= confidence * counts[given]
    ]
    return sorted(rows, key=lambda row: (-row["lift"], -row["confidence"], -row["purchases"], row["_row"]))


def _lift(number: int, one: int, other: int, whole: int) -> Decimal:
    return (Decimal(number * whole) / (one * other)).quantize(_HUNDREDTH, ROUND_HALF_UP)


def of_pair(staff: Any, row: str, **given: Any) -> list[int]:
    """The known customers who bought both in one purchase. Raises LookupError."""
    one, plus, other = row.partition("+")
    if not (plus and one.isdecimal() and other.isdecimal()):
        raise LookupError(row)
    sql = f"""
        WITH basket AS ({_baskets(given["level"], given["shop"], only=[int(one), int(other)])})
        SELECT DISTINCT customer_id FROM (
            SELECT basket, max(customer_id) AS customer_id FROM basket GROUP BY basket HAVING count(*) = 2
        ) AS both_items WHERE customer_id IS NOT NULL ORDER BY customer_id
    """  # noqa: S608
    rows = Facts().rows(sql, ("person",), given_values(given) | {"shop": shop_id(given["shop"])})
    return [found["person"] for found in rows]


NO_BASKET: Final = "SELECT purchases.id FROM {purchases} WHERE purchases.kind <> 'sale' OR purchases.transactions <> 1"
"""Returns, and rows that stand for several purchases: what they are of was not in one basket."""


def _baskets(level: str, shop: str | None, only: Iterable[int] = ()) -> str:
    """A query: one row for each purchase and item in it, returned pieces taken off.

    With `only` these items it tells the customers too.
    """
    item, narrow = ITEMS[level], " AND purchase_lines.shop_id = [shop]" if shop else ""
    if only:
        narrow += f" AND {item} IN ({', '.join(str(int(each)) for each in only)})"
    people = ", max(purchase_lines.customer_id) AS customer_id" if only else ""
    return f"""
        SELECT purchase_lines.purchase_id AS basket, {item} AS item{people}
        FROM {FROM_LINES[level]}
        WHERE purchase_lines.counts AND {item} IS NOT NULL
            AND purchase_lines.business_date >= CAST([start] AS date)
            AND purchase_lines.business_date <= CAST([end] AS date){narrow}
            AND purchase_lines.purchase_id NOT IN ({NO_BASKET})
        GROUP BY 1, 2 HAVING sum(purchase_lines.quantity_thousandths) > 0
    """  # noqa: S608


def _counts(facts: Facts, baskets: str, asked: dict[str, Any]) -> tuple[int, int, dict[int, int]]:
    """How many baskets, how many pairs lie in them (repeated ones counted), and the purchases of each frequent item."""
    sql = f"""
        WITH basket AS MATERIALIZED ({baskets})
        SELECT item, count(*), 0 FROM basket GROUP BY item HAVING count(*) >= [least]
        UNION ALL
        SELECT NULL, count(*), CAST(coalesce(sum(items * (items - 1) / 2), 0) AS bigint)
        FROM (SELECT basket, count(*) AS items FROM basket GROUP BY basket) AS sized
    """  # noqa: S608
    rows = facts.rows(sql, ("item", "number", "pairs"), asked)
    counts = {row["item"]: row["number"] for row in rows if row["item"] is not None}
    (whole,) = (row for row in rows if row["item"] is None)
    return whole["number"], whole["pairs"], counts


def _pairs(facts: Facts, baskets: str, asked: dict[str, Any], made: int) -> list[tuple[int, int, int]]:
    """The frequent pairs, the most frequent first."""
    slices = made // SLICE + 1
    found: list[tuple[int, int, int]] = []
    for part in range(slices):
        sql = f"""
            WITH basket AS MATERIALIZED ({baskets}), frequent AS (
                SELECT item FROM basket GROUP BY item HAVING count(*) >= [least]
            ), kept AS MATERIALIZED (
                SELECT basket.basket, basket.item FROM basket JOIN frequent ON frequent.item = basket.item
            )
            SELECT one.item, other.item, count(*) AS number
            FROM kept AS one JOIN kept AS other ON other.basket = one.basket AND other.item > one.item
            WHERE one.item % {slices} = {part}
            GROUP BY 1, 2 HAVING count(*) >= [least] ORDER BY number DESC, 1, 2 LIMIT {MOST_PAIRS}
        """  # noqa: S608
        found += [
            (row["one"], row["other"], row["number"]) for row in facts.rows(sql, ("one", "other", "number"), asked)
        ]
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))[:MOST_PAIRS]


def _add_buyers(facts: Facts, level: str, shop: str | None, asked: dict[str, Any], shown: list[dict[str, Any]]) -> None:
    """Set beside each pair shown how many known customers ever put both into one purchase."""
    if not shown:
        return
    wanted = [tuple(sorted(int(item) for item in row["_row"].split("+"))) for row in shown]
    listed = ", ".join(f"({one}, {other})" for one, other in wanted)
    sql = f"""
        WITH basket AS ({_baskets(level, shop, only={item for pair in wanted for item in pair})})
        SELECT one.item, other.item, count(DISTINCT one.customer_id)
        FROM basket AS one JOIN basket AS other ON other.basket = one.basket AND other.item > one.item
        WHERE (one.item, other.item) IN ({listed}) GROUP BY 1, 2
    """  # noqa: S608
    rows = facts.rows(sql, ("one", "other", "buyers"), asked)
    buyers = {(row["one"], row["other"]): row["buyers"] for row in rows}
    for row, pair in zip(shown, wanted, strict=True):
        row["customers"] = buyers.get((pair[0], pair[1]), 0)


def names_of(facts: Facts, level: str) -> dict[int, str]:
    """What items are called: their name, or their code."""
    table = "products" if level == "product" else "categories"
    sql = f"SELECT {table}.id, {table}.name, {table}.code FROM {{{table}}}"  # noqa: S608
    return {row["id"]: row["name"] or row["code"] for row in facts.rows(sql, ("id", "name", "code"))}


def shop_id(code: str | None) -> int | None:
    """The shop of that code."""
    return Shop.objects.values_list("pk", flat=True).get(code=code) if code else None
