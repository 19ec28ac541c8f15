"""Writes of products and categories."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit

from .errors import CodeTaken, CodeUnfit
from .models import Category, Product

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def create_category(*, code: str, name: str, by: "Staff | None", parent: Category | None = None) -> Category:
    """Add a category below its parent. Raises CodeTaken, CodeUnfit."""
    if not code.strip() or "/" in code:
        raise CodeUnfit(value=code, field="code")
    if Category.objects.filter(code=code.strip()).exists():
        raise CodeTaken(value=code, field="code")
    path = f"{parent.path if parent else ''}{code.strip()}/"
    category = Category.objects.create(code=code.strip(), name=name.strip(), parent=parent, path=path)
    audit.record("created", by=by, subject_type="category", subject_id=category.code, label=category.name)
    return category


@transaction.atomic
def create(
    *,
    code: str,
    name: str,
    by: "Staff | None",
    category: Category | None = None,
    unit_price: Decimal | None = None,
    unit_cost: Decimal | None = None,
) -> Product:
    """Add a product; an unknown price is None. Raises CodeTaken, CodeUnfit."""
    if not code.strip():
        raise CodeUnfit(value=code, field="code")
    if Product.objects.filter(code=code.strip()).exists():
        raise CodeTaken(value=code, field="code")
    product = Product.objects.create(
        code=code.strip(), name=name.strip(), category=category, unit_price=unit_price, unit_cost=unit_cost
    )
    audit.record("created", by=by, subject_type="product", subject_id=product.code, label=product.name)
    return product
