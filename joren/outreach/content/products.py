"""The block of products: the same for everybody, or chosen for each person from what was bought.

Every choice is made for all people at once. "Also bought" is item-to-item filtering: items are near when the same
people bought both, by the cosine of their buyers, ``both / sqrt(one × other)`` (Sarwar, Karypis, Konstan and Riedl
2001; Linden, Smith and York 2003); a person gets the items nearest to what they have, without those.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from math import sqrt
from typing import Any, Final

from django.core.cache import cache

from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money
from joren.foundation.time import clock
from joren.insight.reports.reading import Facts
from joren.record.products.models import Category, Product

from .rules.blocks import Block

MOST: Final = 6
_DAYS: Final = 90
_LOOKED_AT: Final = 730
"""What a person has bought in so many days counts as theirs."""
_ITEMS: Final = 300
"""Among so many of the best sellers neighbours are looked for."""
_NEIGHBOURS: Final = 20
_LEAST: Final = 2
"""Two products are near only when so many people bought both."""
_KEPT: Final = 600  # seconds
_IN_A_ROW: Final = 3

_WHERE: Final = (
    "purchase_lines.counts AND purchase_lines.quantity_thousandths > 0 AND purchase_lines.product_id IS NOT NULL"
    " AND purchase_lines.business_date > CAST([since] AS date)"
)
_BEST: Final = (
    "SELECT purchase_lines.product_id AS item, count(DISTINCT purchase_lines.purchase_id) AS number"  # noqa: S608
    f" FROM {{purchase_lines}} WHERE {_WHERE} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT [most]"
)
_OWN: Final = (
    "SELECT purchase_lines.customer_id AS person, purchase_lines.product_id AS item,"  # noqa: S608
    " count(DISTINCT purchase_lines.purchase_id) AS number, max(purchase_lines.business_date) AS last"
    f" FROM {{purchase_lines}} WHERE {_WHERE} AND purchase_lines.customer_id IN (%s) GROUP BY 1, 2"
)
_NEAR: Final = (
    "WITH had AS (SELECT DISTINCT purchase_lines.customer_id AS person, purchase_lines.product_id AS item"  # noqa: S608
    f" FROM {{purchase_lines}} WHERE {_WHERE} AND purchase_lines.customer_id IS NOT NULL"
    " AND purchase_lines.product_id IN (%s)),"
    " buyers AS (SELECT item, count(*) AS number FROM had GROUP BY item)"
    " SELECT one.item AS one, other.item AS other, count(*) AS both,"
    " min(a.number) AS first, min(b.number) AS second"
    " FROM had AS one JOIN had AS other ON one.person = other.person AND one.item < other.item"
    " JOIN buyers AS a ON a.item = one.item JOIN buyers AS b ON b.item = other.item"
    " GROUP BY 1, 2 HAVING count(*) >= [least]"
)


def expand(block: Block, place: str) -> list[Block]:
    """A heading and rows of up to three products, each there only when this person has one in its place."""
    made: list[Block] = []
    if str(block.get("title") or "").strip():
        made.append({"type": "heading", "level": 2, "text": block["title"], "when": f"{place}.item1"})
    number = _number(block)
    for start in range(1, number + 1, _IN_A_ROW):
        row = range(start, min(start + _IN_A_ROW, number + 1))
        columns = [_card(block, f"{place}.item{at}") for at in row]
        made.append({"type": "columns", "columns": columns, "when": f"{place}.item{start}"})
    return made


def _card(block: Block, item: str) -> list[Block]:
    price = f"{{% if {item}.price %}}\n{{{{ {item}.price }}}}{{% endif %}}" if block.get("prices", False) else ""
    name, url = f"{{{{ {item}.name }}}}", str(block.get("url") or "").strip()
    if not url:
        return [{"type": "text", "align": "center", "text": f"**{name}**{price}", "when": item}]
    address = url.replace("[code]", f"{{{{ {item}.code | url_encode }}}}")
    return [
        {"type": "text", "align": "center", "text": f"[**{name}**]({address.replace(' ', '')}){price}", "when": item}
    ]


def values(block: Block, customer_ids: Sequence[int], origin: str) -> dict[int, dict[str, Any]]:
    """The products of each person: ``{"item1": {"code", "name", "price"}, …}``, at most as many as asked for."""
    pool = _products(block)
    number = _number(block)
    usual = _usual(block, pool, number)
    chosen = _chosen(block, customer_ids, pool)
    told = {pk: _told(product) for pk, product in pool.items()}
    everybody = _places(usual[:number], told)
    found: dict[int, dict[str, Any]] = {}
    for customer_id in customer_ids:
        own = chosen.get(customer_id)
        if not own:
            found[customer_id] = everybody
        else:
            found[customer_id] = _places([*own, *(pk for pk in usual if pk not in own)][:number], told)
    return found


def _places(ids: Iterable[int], told: Mapping[int, dict[str, str]]) -> dict[str, Any]:
    return {f"item{number}": told[pk] for number, pk in enumerate(ids, 1)}


def _told(product: Product) -> dict[str, str]:
    price = product.unit_price
    shown = format_money(Decimal(price), the_business().currency) if price is not None else ""
    return {"code": product.code, "name": product.name, "price": shown}


def _number(block: Block) -> int:
    given = str(block.get("number") or "3")
    return min(MOST, max(1, int(given))) if given.isdigit() else 3


def _products(block: Block) -> dict[int, Product]:
    """What may be picked: products with a name, of the category when one is named."""
    rows = Product.objects.exclude(name="")
    code = str(block.get("category") or "").strip()
    if code:
        category = Category.objects.filter(code=code).first()
        rows = rows.filter(category__path__startswith=category.path) if category else rows.none()
    named = {product.pk: product for product in rows}
    by_hand = Product.objects.exclude(name="").filter(code__in=_codes(block))
    return named | {product.pk: product for product in by_hand}


def _codes(block: Block) -> list[str]:
    return [
        code for code in str(block.get("codes") or "").replace("、", ",").replace("\n", ",").split(",") if code.strip()
    ]


def _usual(block: Block, pool: Mapping[int, Product], number: int) -> list[int]:
    """What everybody gets, or whoever has nothing of their own: those named by hand, then the best sellers."""
    ids = {product.code: pk for pk, product in pool.items()}
    named = [ids[code.strip()] for code in _codes(block) if code.strip() in ids]
    if block.get("pick") == "manual" or len(named) >= number:
        return named
    return [*named, *(pk for pk in _best(_days(block)) if pk in pool and pk not in named)][: number + MOST]


def _days(block: Block) -> int:
    given = str(block.get("days") or _DAYS)
    return min(3650, max(1, int(given))) if given.isdigit() else _DAYS


def _best(days: int, most: int = 2_000) -> list[int]:
    """Products in the order of how many purchases they were in, the most first."""
    key = f"content.best.{days}.{most}"
    found: list[int] | None = cache.get(key)
    if found is None:
        asked = {"since": _since(days), "most": most}
        found = [row["item"] for row in Facts().rows(_BEST, ("item", "number"), asked)]
        cache.set(key, found, _KEPT)
    return found


def _since(days: int) -> Any:
    return clock.today() - timedelta(days=days)


def _chosen(block: Block, customer_ids: Sequence[int], pool: Mapping[int, Product]) -> dict[int, list[int]]:
    """Each person's own products, the best first; nobody has a row who bought nothing."""
    pick = block.get("pick")
    if pick not in ("again", "also") or not customer_ids:
        return {}
    own = _own(customer_ids)
    if pick == "again":
        return {person: [pk for pk in items if pk in pool][:MOST] for person, items in own.items()}
    near = _neighbours()
    return {person: _nearest(items, near, pool) for person, items in own.items()}


def _own(customer_ids: Sequence[int]) -> dict[int, list[int]]:
    """What each person bought, the most often bought first, then the latest."""
    ids = ",".join(str(int(customer_id)) for customer_id in customer_ids)
    rows = Facts().rows(_OWN % ids, ("person", "item", "number", "last"), {"since": _since(_LOOKED_AT)})
    rows.sort(key=lambda row: (row["number"], row["last"], -row["item"]), reverse=True)
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["person"], []).append(row["item"])
    return found


def _nearest(items: list[int], near: Mapping[int, list[tuple[int, float]]], pool: Mapping[int, Product]) -> list[int]:
    scores: dict[int, float] = {}
    had = set(items)
    for item in items:
        for other, nearness in near.get(item, ()):
            if other not in had and other in pool:
                scores[other] = scores.get(other, 0.0) + nearness
    return sorted(scores, key=lambda item: (-scores[item], item))[:MOST]


def _neighbours() -> dict[int, list[tuple[int, float]]]:
    """For each of the best sellers the products nearest to it, the nearest first."""
    found: dict[int, list[tuple[int, float]]] | None = cache.get("content.neighbours")
    if found is None:
        found = _near()
        cache.set("content.neighbours", found, _KEPT)
    return found


def _near() -> dict[int, list[tuple[int, float]]]:
    items = _best(_LOOKED_AT)[:_ITEMS]
    if len(items) < 2:  # noqa: PLR2004
        return {}
    sql = _NEAR % ",".join(map(str, items))
    asked = {"since": _since(_LOOKED_AT), "least": _LEAST}
    near: dict[int, list[tuple[int, float]]] = {}
    for row in Facts().rows(sql, ("one", "other", "both", "first", "second"), asked):
        nearness = row["both"] / sqrt(row["first"] * row["second"])
        near.setdefault(row["one"], []).append((row["other"], nearness))
        near.setdefault(row["other"], []).append((row["one"], nearness))
    return {item: sorted(others, key=lambda one: (-one[1], one[0]))[:_NEIGHBOURS] for item, others in near.items()}
