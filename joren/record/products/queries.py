"""Reads of products."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from .models import Category, Product


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A category in the tree: `depth` 0 at the root, `products` counts those right in it."""

    category: Category
    depth: int
    products: int


def category_tree() -> list[Branch]:
    """All categories in the order of the tree, parents before children, in one query."""
    found = Category.objects.annotate(product_count=Count("products")).order_by("path")
    return [Branch(category=row, depth=row.path.count("/") - 1, products=row.product_count) for row in found]


def category_by_code(code: str) -> Category | None:
    """The category of that code."""
    return Category.objects.filter(code=code).first()


def all_products() -> QuerySet[Product]:
    """Every product with its category at hand."""
    return Product.objects.select_related("category")


def narrowed(products: QuerySet[Product], *, text: str = "", category: Category | None = None) -> QuerySet[Product]:
    """Those of the products whose code or name holds the text, in the category or anywhere below it."""
    if text.strip():
        products = products.filter(Q(code__icontains=text.strip()) | Q(name__icontains=text.strip()))
    if category is not None:
        products = products.filter(category__path__startswith=category.path)
    return products
