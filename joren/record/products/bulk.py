"""Products and their category tree out of files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from joren.foundation.database.copying import copy_rows
from joren.foundation.importing import Counts
from joren.foundation.importing.rows import Remember

from .models import Category, Product

_COLUMNS: Final = ("code", "name", "category_id", "unit_price", "unit_cost", "source", "import_id")
_UPDATE: Final = (
    "UPDATE products_product SET name = %s, category_id = %s, unit_price = %s, unit_cost = %s WHERE id = %s"
)
_LONGEST_CODE: Final = 200

Level = tuple[str, str]
"""Code and name of a category; one of them may be empty."""


@dataclass(slots=True)
class ProductRow:
    """What one row says: a product (code "" for a row of a category file), and its categories from the top."""

    row: int
    code: str
    name: str = ""
    unit_price: Decimal | None = None
    unit_cost: Decimal | None = None
    levels: list[Level] = field(default_factory=list)


class Categories:
    """The category tree, read once for an import and grown by what the rows name."""

    def __init__(self, source: str, import_id: int, remember: Remember) -> None:
        self._source, self._import_id, self._remember = source, import_id, remember
        self._by_code = {node.code: node for node in Category.objects.all()}
        self.counts = Counts()

    def place(self, levels: Sequence[Level]) -> int | None:
        """The id of the lowest of these levels, each made or renamed as needed; None for no level."""
        parent: Category | None = None
        for code, name in levels:
            if not code and not name:
                break
            parent = self._node(code, name, parent)
        return parent.pk if parent else None

    def _node(self, code: str, name: str, parent: Category | None) -> Category:
        key = self._key(code, name, parent)
        node = self._by_code.get(key)
        if node is None:
            path = f"{parent.path if parent else ''}{key}/"
            node = Category.objects.create(
                code=key,
                name=(name or code)[:200],
                parent=parent,
                path=path[:1000],
                source=self._source,
                import_id=self._import_id,
            )
            self._by_code[key] = node
            self.counts["categories_new"] += 1
        elif name and node.name != name[:200]:
            self._remember("products_category", [node.pk])
            node.name = name[:200]
            node.save(update_fields=["name"])
            self.counts["categories_changed"] += 1
        return node

    def _key(self, code: str, name: str, parent: Category | None) -> str:
        """A code that is unique in the whole tree. A slash parts codes in paths, so that none may hold one."""
        own = (code or name).replace("/", "／")
        if parent is None:
            return own[:_LONGEST_CODE]
        if not code:
            return f"{parent.code} > {own}"[:_LONGEST_CODE]
        taken = self._by_code.get(own)
        if taken is None or taken.parent_id == parent.pk:
            return own[:_LONGEST_CODE]
        return f"{parent.code}-{own}"[:_LONGEST_CODE]


def upsert_products(
    rows: Sequence[ProductRow], *, categories: Categories, source: str, import_id: int, remember: Remember
) -> Counts:
    """Make or change products by code, in the caller's transaction. What a row leaves empty stays as it is."""
    counts = Counts()
    latest: dict[str, tuple[ProductRow, int | None]] = {}
    for row in rows:
        before = categories.counts.copy()
        placed = categories.place(row.levels)
        if not row.code:  # a row of a category file
            counts[_became(before, categories.counts)] += 1
            continue
        counts["repeated"] += row.code in latest
        latest[row.code] = (row, placed)
    known = {product.code: product for product in Product.objects.filter(code__in=latest)}
    fresh = [(row, placed) for code, (row, placed) in latest.items() if code not in known]
    copy_rows(
        "products_product",
        _COLUMNS,
        ((row.code, row.name, placed, row.unit_price, row.unit_cost, source, import_id) for row, placed in fresh),
    )
    counts["new"] += len(fresh)
    changes = [values for code, product in known.items() if (values := _changed(product, *latest[code])) is not None]
    if changes:
        remember("products_product", [values[-1] for values in changes])
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, changes)
    counts["changed"] += len(changes)
    counts["unchanged"] += len(known) - len(changes)
    return counts


def _became(before: Counts, after: Counts) -> str:
    if after["categories_new"] > before["categories_new"]:
        return "new"
    return "changed" if after["categories_changed"] > before["categories_changed"] else "unchanged"


def _changed(product: Product, row: ProductRow, placed: int | None) -> tuple[Any, ...] | None:
    """The values to write, None when nothing differs."""
    was = (product.name, product.category_id, product.unit_price, product.unit_cost)
    given = (row.name, placed, row.unit_price, row.unit_cost)
    wanted = tuple(new if new not in (None, "") else old for new, old in zip(given, was, strict=True))
    return None if wanted == was else (*wanted, product.pk)


def create_unknown(names: dict[str, str], *, source: str, import_id: int) -> int:
    """Make products a purchase file names by code and description, where the code is unknown; returns how many."""
    known = set(Product.objects.filter(code__in=names).values_list("code", flat=True))
    fresh = [
        Product(code=code, name=name[:300], source=source, import_id=import_id)
        for code, name in sorted(names.items())
        if code not in known
    ]
    Product.objects.bulk_create(fresh, batch_size=2_000, ignore_conflicts=True)
    return len(fresh)
