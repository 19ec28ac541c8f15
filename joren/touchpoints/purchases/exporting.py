"""Purchases as rows, one a line, in the shape the import reads: what concerns the whole purchase stands on each line.

`discount` and `transactions` stand on the first line only, because the import adds them up; `total` on every one,
because the same total everywhere is one total.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.exporting import Export, ExportColumn, ForeignKey, Scope
from joren.record.customers import record_keys

from .models import Purchase, PurchaseLine
from .queries import visible_to

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_AT_ONCE: Final = 2_000
_FIELDS: Final = (
    *("purchase_id", "number", "product__code", "description", "quantity", "amount", "counts"),
    *("purchase__external_id", "purchase__source", "purchase__customer_id", "purchase__customer_reference"),
    *("purchase__customer__member_number", "purchase__kind", "purchase__purchased_at", "purchase__business_date"),
    *("purchase__minute_of_day", "purchase__transactions", "purchase__amount", "purchase__discount"),
    *("purchase__shop__code", "purchase__channel", "purchase__cancelled_at", "purchase__note"),
)


def columns() -> tuple[ExportColumn, ...]:
    """The columns the import of purchases knows."""
    return (
        ExportColumn(key="order_id", label=_("Order number"), type="code"),
        ExportColumn(key="order_source", label=_("Order source"), type="code"),
        ExportColumn(key="record_id", label=_("Joren number"), type="code"),
        ExportColumn(key="customer_reference", label=_("Customer reference"), type="code"),
        ExportColumn(key="member_number", label=_("Member number"), type="code"),
        ExportColumn(key="purchased_at", label=_("Purchased at"), type="moment"),
        ExportColumn(key="joren_business_day", label=_("Joren business day"), type="day"),
        ExportColumn(key="shop_code", label=_("Shop code"), type="code"),
        ExportColumn(key="product_code", label=_("Product code"), type="code"),
        ExportColumn(key="product_name", label=_("Product name")),
        ExportColumn(key="quantity", label=_("Quantity"), type="number"),
        ExportColumn(key="line_amount", label=_("Line amount"), type="money"),
        ExportColumn(key="order_total", label=_("Order total"), type="money"),
        ExportColumn(key="discount", label=_("Discount"), type="money"),
        ExportColumn(key="return_flag", label=_("Return flag"), type="yes_no"),
        ExportColumn(key="cancel_flag", label=_("Cancel flag"), type="yes_no"),
        ExportColumn(key="joren_cancelled_at", label=_("Joren cancelled at"), type="moment"),
        ExportColumn(key="sales_channel", label=_("Sales channel")),
        ExportColumn(key="transaction_count", label=_("Transaction count"), type="integer"),
        ExportColumn(key="note", label=_("Note")),
    )


def rows(staff: "Staff | None", scope: Scope) -> Iterator[tuple[Any, ...]]:
    """The lines of the purchases this person may see, purchase by purchase."""
    record_key = record_keys.keys()
    found = _lines(staff).order_by("purchase_id", "number").values_list(*_FIELDS)
    for values in found.iterator(chunk_size=_AT_ONCE):
        cells = _cells(dict(zip(_FIELDS, values, strict=True)))
        cells["record_id"] = record_key(cells["record_id"])
        yield tuple(cells[key] for key in scope.columns)


def _cells(line: dict[str, Any]) -> dict[str, Any]:
    first = line["number"] == 1
    at, many = line["purchase__purchased_at"], line["purchase__transactions"]
    return {
        "order_id": line["purchase__external_id"],
        "order_source": line["purchase__source"],
        "record_id": line["purchase__customer_id"],
        "customer_reference": line["purchase__customer_reference"],
        "member_number": line["purchase__customer__member_number"],
        "purchased_at": line["purchase__business_date"] if line["purchase__minute_of_day"] is None else at,
        "joren_business_day": line["purchase__business_date"],
        "shop_code": line["purchase__shop__code"],
        "product_code": line["product__code"],
        "product_name": line["description"],
        "quantity": line["quantity"],
        "line_amount": line["amount"],
        "order_total": line["purchase__amount"],
        "discount": (line["purchase__discount"] or None) if first else None,
        "return_flag": line["purchase__kind"] == Purchase.Kind.RETURN,
        "cancel_flag": not line["counts"],
        "joren_cancelled_at": line["purchase__cancelled_at"],
        "sales_channel": line["purchase__channel"],
        "transaction_count": (many if many != 1 else None) if first else None,
        "note": line["purchase__note"],
    }


def count(staff: "Staff | None", scope: Scope) -> int:
    """How many lines."""
    return int(_lines(staff).count())


def _lines(staff: "Staff | None") -> Any:
    everything = PurchaseLine.objects.all()
    return everything if staff is None else everything.filter(purchase__in=visible_to(staff))


_HERE: Final = "joren.touchpoints.purchases.exporting:"
EXPORTS: Final = (
    Export(
        key="purchases",
        label=gettext_lazy("Purchases"),
        description=gettext_lazy("One row per line of a receipt, with the receipt's number, customer, shop and total."),
        icon="receipt",
        columns=f"{_HERE}columns",
        rows=f"{_HERE}rows",
        count=f"{_HERE}count",
        permission="customers.export",
        kind="purchases",
        foreign_keys=(
            ForeignKey(column="record_id", export="customers", other="record_id"),
            ForeignKey(column="shop_code", export="shops", other="shop_code"),
            ForeignKey(column="product_code", export="products", other="product_code"),
        ),
        order=70,
    ),
)
