"""Shops as rows."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.exporting import Export, ExportColumn, Scope, rows_of

from .models import Shop

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_PATHS: Final = {
    "shop_code": "code",
    "shop_name": "name",
    "shop_type": "kind",
    "day_ends_at": "day_ends_at",
    "postal_code": "postal_code",
    "shop_address": "address",
    "phone": "phone",
}


def columns() -> tuple[ExportColumn, ...]:
    """The columns the import of shops knows."""
    return (
        ExportColumn(key="shop_code", label=_("Shop code"), type="code"),
        ExportColumn(key="shop_name", label=_("Shop name")),
        ExportColumn(key="shop_type", label=_("Shop type")),
        ExportColumn(key="day_ends_at", label=_("Day ends at"), type="time"),
        ExportColumn(key="postal_code", label=_("Postal code"), type="code"),
        ExportColumn(key="shop_address", label=_("Shop address")),
        ExportColumn(key="phone", label=_("Phone"), type="code"),
    )


def rows(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """All shops: whoever may take files away knows where the business sells."""
    return rows_of(Shop.objects.order_by("pk"), scope, _PATHS)


def count(staff: "Staff | None", scope: Scope) -> int:
    """How many shops."""
    return Shop.objects.count()


EXPORTS: Final = (
    Export(
        key="shops",
        label=gettext_lazy("Shops"),
        description=gettext_lazy("One row per shop: code, name, type, the end of its business day."),
        icon="building-store",
        columns="joren.record.shops.exporting:columns",
        rows="joren.record.shops.exporting:rows",
        count="joren.record.shops.exporting:count",
        permission="shops.view",
        personal=False,
        kind="shops",
        primary_key=("shop_code",),
        order=10,
    ),
)
