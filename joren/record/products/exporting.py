"""Products with their categories, and the category tree, as rows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.exporting import Export, ExportColumn, Scope

from .models import Category, Product

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_AT_ONCE: Final = 2_000
_LEVELS: Final = ("major", "medium", "small")


def category_columns() -> tuple[ExportColumn, ...]:
    """A category by the path that leads to it, three levels deep."""
    return (
        ExportColumn(key="major_code", label=_("Major category code"), type="code"),
        ExportColumn(key="major_category", label=_("Major category")),
        ExportColumn(key="medium_code", label=_("Medium category code"), type="code"),
        ExportColumn(key="medium_category", label=_("Medium category")),
        ExportColumn(key="small_code", label=_("Small category code"), type="code"),
        ExportColumn(key="small_category", label=_("Small category")),
    )


def columns() -> tuple[ExportColumn, ...]:
    """The columns the import of products knows."""
    return (
        ExportColumn(key="product_code", label=_("Product code"), type="code"),
        ExportColumn(key="product_name", label=_("Product name")),
        ExportColumn(key="unit_price", label=_("Unit price"), type="money"),
        ExportColumn(key="unit_cost", label=_("Unit cost"), type="money"),
        *category_columns(),
    )


def rows(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """All products."""
    paths = _paths()
    products = Product.objects.order_by("pk").values_list("code", "name", "unit_price", "unit_cost", "category_id")
    for code, name, price, cost, category in products.iterator(chunk_size=_AT_ONCE):
        own = {"product_code": code, "product_name": name, "unit_price": price, "unit_cost": cost}
        values = own | paths.get(category, {})
        yield tuple(values.get(key, "") for key in scope.columns)


def categories(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """All categories, those above before those below."""
    for path in _paths().values():
        yield tuple(path.get(key, "") for key in scope.columns)


def count(staff: "Staff | None", scope: Scope) -> int:
    """How many products."""
    return Product.objects.count()


def count_categories(staff: "Staff | None", scope: Scope) -> int:
    """How many categories."""
    return Category.objects.count()


def _paths() -> dict[int, dict[str, str]]:
    """Category to the cells that lead to it. A code that the import makes of the name anew is left out."""
    nodes = {node.pk: node for node in Category.objects.order_by("path")}
    found: dict[int, dict[str, str]] = {}
    for node in nodes.values():
        chain: list[Category] = []
        above: Category | None = node
        while above is not None:
            chain.insert(0, above)
            above = nodes.get(above.parent_id) if above.parent_id else None
        cells: dict[str, str] = {}
        for level, one in zip(_LEVELS, chain, strict=False):
            parent = nodes.get(one.parent_id) if one.parent_id else None
            cells[f"{level}_code"] = "" if one.code == _code_of_name(one.name, parent) else one.code
            cells[f"{level}_category"] = one.name
        found[node.pk] = cells
    return found


def _code_of_name(name: str, parent: Category | None) -> str:
    """The code a category gets that came without one (see `bulk.Categories`)."""
    own = name.replace("/", "／")
    return own[:200] if parent is None else f"{parent.code} > {own}"[:200]


_HERE: Final = "joren.record.products.exporting:"
EXPORTS: Final = (
    Export(
        key="categories",
        label=gettext_lazy("Categories of products"),
        description=gettext_lazy("The tree of categories, one row per category with what stands above it."),
        icon="category",
        columns=f"{_HERE}category_columns",
        rows=f"{_HERE}categories",
        count=f"{_HERE}count_categories",
        permission="products.view",
        personal=False,
        kind="products",
        order=19,
    ),
    Export(
        key="products",
        label=gettext_lazy("Products"),
        description=gettext_lazy("One row per product: code, name, price, cost, categories."),
        icon="package",
        columns=f"{_HERE}columns",
        rows=f"{_HERE}rows",
        count=f"{_HERE}count",
        permission="products.view",
        personal=False,
        kind="products",
        primary_key=("product_code",),
        order=20,
    ),
)
