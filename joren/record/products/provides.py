"""What products offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import EVERYBODY, Permission
from joren.foundation.catalogue import Column, FactTable
from joren.foundation.registry import NavigationItem, Urls

from .exporting import EXPORTS

CATEGORIES = FactTable(
    name="categories",
    source="products_category",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="code", type="text"),
        Column(name="name", type="text"),
        Column(name="parent_id", type="bigint"),
        Column(name="path", type="text"),
    ),
    customer="",
)

PRODUCTS = FactTable(
    name="products",
    source="products_product",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="code", type="text"),
        Column(name="name", type="text"),
        Column(name="category_id", type="bigint"),
        Column(name="unit_price", type="money"),
        Column(name="unit_cost", type="money"),
    ),
    customer="",
)

PROVIDES = (
    *EXPORTS,
    Permission(key="products.view", label=_("See products"), roles=EVERYBODY),
    CATEGORIES,
    PRODUCTS,
    Urls(prefix="products/", module="joren.record.products.urls"),
    NavigationItem(
        key="products",
        label=_("Products"),
        url_name="products:list",
        icon="package",
        section="record",
        order=30,
        permission="products.view",
    ),
)
