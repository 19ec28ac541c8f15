"""ABC: the customers, or the products, that bring the first 70 % of the amount, the next up to 90 %, and the rest.

Formulas with worked numbers: docs/rules/reports.md.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.insight.reports.errors import BadParameter, NothingToShare
from joren.insight.reports.reading import Facts, average, money_unit, share
from joren.record.products.models import Product
from joren.record.shops.models import Shop

from .buyers import COUNTED, People, buyers, leaf, opened, period, span
from .decile import grouped, of_group, paid, running

CLASSES: Final = ("A", "B", "C")
STEPS: Final = 20
"""The curve of customers is drawn in twentieths."""
_NAMES = ("class", "number", "amount", "least", "most")


def customers(staff: Any, **given: Any) -> dict[str, list[dict[str, Any]]]:
    """The three classes of customers, and the curve in steps of 5 %. Raises `BadParameter`, `NothingToShare`."""
    facts, values = Facts(), span(given["from"], given["to"], given["as_of"])
    found = facts.rows(_summed(_people(given)), _NAMES, values)
    rows = _told(found, "customers")
    steps = running(grouped(facts, STEPS, values))
    for place, step in enumerate(steps, start=1):
        reached = share(sum(row["customers"] for row in steps[:place]), sum(row["customers"] for row in steps))
        step |= {"_row": f"step{step['decile']}", "step": _("top %(part)s") % {"part": f"{reached:.0%}"}}
    return {"main": rows, "steps": steps}


def of_customers(staff: Any, row: str, **given: Any) -> People:
    """Who is in a class or in a step of the curve."""
    values = span(given["from"], given["to"], given["as_of"])
    if row.startswith("step"):
        return of_group(STEPS, row.removeprefix("step"), values)
    facts, classed = Facts(), _people(given)
    found = {each["class"]: each for each in facts.rows(_summed(classed), _NAMES, values)}
    known = [name for name in CLASSES if name in found]
    place = known.index(row) if row in known else -1
    if place < 0:
        raise LookupError(row)
    least = found[row]["least"] if place + 1 < len(known) else None
    rule = paid(values, least, found[row]["most"] if place else None)
    ids = f"SELECT person FROM ({classed}) AS classed WHERE class = '{row}'"  # noqa: S608
    return opened(facts, rule, ids, values)


def products(staff: Any, **given: Any) -> dict[str, list[dict[str, Any]]]:
    """The three classes of products and each product with its class; those past the limit in one last row."""
    facts, values = Facts(), _of_shop(given)
    rows = _told(facts.rows(_summed(_items(given)), _NAMES, values), "products")
    keepers = dict(_keepers(facts, given, values))
    rows = [{**row, "buyers": keepers.get(row["class"], 0)} for row in rows]
    sql = f"""
        SELECT coalesce(products.code, ''), coalesce(products.name, ''), coalesce(categories.name, ''),
            classed.class, classed.amount, classed.pieces, classed.person
        FROM ({_items(given)}) AS classed LEFT JOIN {{products}} ON products.id = classed.person
        LEFT JOIN {{categories}} ON categories.id = products.category_id
        ORDER BY classed.amount DESC, 1, classed.person
    """  # noqa: S608
    names = ("code", "product", "category", "class", "amount", "thousandths", "id")
    found = [{**row, "buyers": keepers.get(row["id"], 0)} for row in facts.rows(sql, names, values)]
    return {"main": rows, "items": _listed(found, given["limit"])}


def of_products(staff: Any, row: str, **given: Any) -> People:
    """Who kept at least one piece of a product, or of the products of a class: bought more than they brought back."""
    facts, values = Facts(), _of_shop(given)
    if row in CLASSES:
        return opened(facts, None, _buyers_of(_in_class(row, given), given), values)
    if not (row.isascii() and row.isdecimal() and Product.objects.filter(pk=int(row)).exists()):
        raise LookupError(row)
    during: dict[str, Any] = {**period(values), "product": int(row)}
    if given.get("shop"):
        during["shop"] = given["shop"]
    rule = leaf("purchases.items", "more_than", 0, during)
    return opened(facts, rule, _buyers_of(f"= {int(row)}", given), values)


def _keepers(facts: Facts, given: dict[str, Any], values: dict[str, Any]) -> Iterator[tuple[Any, int]]:
    """How many known customers kept something, by class and by product."""
    for name in CLASSES:
        sql = f"SELECT count(*) FROM ({_buyers_of(_in_class(name, given), given)}) AS kept"  # noqa: S608
        yield name, facts.rows(sql, ("number",), values)[0]["number"]
    sql = f"""
        SELECT product, count(*) FROM (
            SELECT purchase_lines.product_id AS product, purchase_lines.customer_id FROM {{purchase_lines}}
            WHERE {_lines(given)} AND purchase_lines.customer_id IS NOT NULL
            GROUP BY 1, 2 HAVING sum(purchase_lines.quantity_thousandths) > 0
        ) AS kept GROUP BY 1
    """  # noqa: S608
    for row in facts.rows(sql, ("product", "number"), values):
        yield row["product"], row["number"]


def _in_class(name: str, given: dict[str, Any]) -> str:
    return f"IN (SELECT person FROM ({_items(given)}) AS classed WHERE class = '{name}')"  # noqa: S608


def _people(given: dict[str, Any]) -> str:
    return classed(buyers(), *_cuts(given))


def _items(given: dict[str, Any]) -> str:
    base = f"""
        SELECT purchase_lines.product_id AS person, CAST(sum(purchase_lines.amount) AS decimal(18, 2)) AS amount,
            CAST(sum(purchase_lines.quantity_thousandths) AS bigint) AS pieces
        FROM {{purchase_lines}} WHERE {_lines(given)} GROUP BY 1
    """  # noqa: S608
    return classed(base, *_cuts(given))


def _lines(given: dict[str, Any]) -> str:
    where = COUNTED.replace("NOT purchases.cancelled", "purchase_lines.counts").replace("purchases.", "purchase_lines.")
    return f"{where} AND purchase_lines.shop_id = [shop]" if given.get("shop") else where


def _of_shop(given: dict[str, Any]) -> dict[str, Any]:
    code = given.get("shop")
    shop = Shop.objects.values_list("pk", flat=True).get(code=code) if code else None
    return {**span(given["from"], given["to"], given["as_of"]), "shop": shop}


def _buyers_of(chosen: str, given: dict[str, Any]) -> str:
    return f"""
        SELECT purchase_lines.customer_id AS person FROM {{purchase_lines}}
        WHERE {_lines(given)} AND purchase_lines.customer_id IS NOT NULL AND purchase_lines.product_id {chosen}
        GROUP BY 1 HAVING sum(purchase_lines.quantity_thousandths) > 0
    """  # noqa: S608


def classed(base: str, first: int, second: int) -> str:
    """Each with its class: A while those with more bring less than `first` per cent of all, B less than `second`.

    Whoever crosses the bound is still inside; equal amounts are in one class, so no file's order decides.
    """
    return f"""
        SELECT ranked.*, CASE WHEN above * 100 < {first} * total THEN 'A'
            WHEN above * 100 < {second} * total THEN 'B' ELSE 'C' END AS class
        FROM (
            SELECT base.*, sum(amount) OVER (ORDER BY amount DESC) - sum(amount) OVER (PARTITION BY amount) AS above,
                sum(amount) OVER () AS total
            FROM ({base}) AS base
        ) AS ranked
    """  # noqa: S608


def _summed(classed: str) -> str:
    columns = "class, count(*), sum(amount), min(amount), max(amount)"
    return f"SELECT {columns} FROM ({classed}) AS classed GROUP BY class ORDER BY class"  # noqa: S608


def _cuts(given: dict[str, Any]) -> tuple[int, int]:
    first, second = given["first_cut"], given["second_cut"]
    if first >= second:
        expected = _("a per cent above the end of A, %(first)s") % {"first": first}
        raise BadParameter(value=second, parameter=_("end of B (%)"), expected=expected)
    return first, second


def _told(found: Sequence[dict[str, Any]], of: str) -> list[dict[str, Any]]:
    total, number, above = sum((row["amount"] for row in found), Decimal(0)), sum(row["number"] for row in found), 0
    if found and total <= 0:
        raise NothingToShare(total=total)
    unit, rows, paid_above = money_unit(), [], Decimal(above)
    for row in found:
        paid_above += row["amount"]
        rows.append(
            {
                "_row": row["class"],
                "class": row["class"],
                of: row["number"],
                "number_share": share(row["number"], number),
                "amount": row["amount"],
                "share": share(row["amount"], total),
                "cumulative_share": share(paid_above, total),
                "average": average(row["amount"], row["number"], unit),
                "least": row["least"],
                "most": row["most"],
            }
        )
    return rows


def _listed(found: list[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    total, above, rows = sum((row["amount"] for row in found), Decimal(0)), Decimal(0), []
    for rank, row in enumerate(found[:limit], start=1):
        above += row["amount"]
        pk = row.pop("id")
        opening = {} if pk is None else {"_row": str(pk)}
        name = row["product"] or row["code"] or _("not in the list of products")
        shown = {"rank": rank, "product": name, "items": Decimal(row.pop("thousandths")) / 1000}
        rows.append(
            {**row, **opening, **shown, "share": share(row["amount"], total), "cumulative_share": share(above, total)}
        )
    if rest := found[limit:]:
        amount = sum((row["amount"] for row in rest), Decimal(0))
        name = _("%(number)s more") % {"number": f"{len(rest):,}"}
        items = Decimal(sum(row["thousandths"] for row in rest)) / 1000
        shares = {"share": share(amount, total), "cumulative_share": share(total, total)}
        rows.append(
            {
                "rank": None,
                "code": "",
                "product": name,
                "category": "",
                "class": "",
                "amount": amount,
                "items": items,
                **shares,
            }
        )
    return rows
