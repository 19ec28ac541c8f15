"""The list of products."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joren.foundation.ui.tables import Column, Table

from .models import Category
from .queries import narrowed


class ProductFilters(forms.Form):
    """What narrows the list."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Code or name")}),
    )
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), required=False, empty_label="—")


class ProductTable(Table):
    """Everything that is sold."""

    key = "products"
    columns = (
        Column(key="name", label=_("Name"), value=str, sort="name", primary=True),
        Column(key="code", label=_("Code"), sort="code"),
        Column(key="category", label=_("Category"), value="category.name", sort="category__path"),
        Column(
            key="unit_price",
            label=_("Unit price"),
            sort="unit_price",
            type="money",
            template="products/_price_cell.html",
        ),
        Column(
            key="unit_cost",
            label=_("Unit cost"),
            sort="unit_cost",
            type="money",
            template="products/_price_cell.html",
            is_optional=True,
        ),
        Column(key="source", label=_("Where from"), sort="source", is_optional=True),
    )
    default_sort = "code"
    filter_form = ProductFilters
    empty_icon = "package"
    empty_title = _("No products yet")
    empty_text = _("Products come in with a product file or with purchases.")

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Apply search and category."""
        return narrowed(rows, text=values["q"], category=values["category"])

    def cell_context(self) -> dict[str, Any]:
        """Prices are drawn in the currency of the business."""
        from joren.foundation.ui.context import business_of

        return {"request": self.request, "business": business_of(self.request)}
