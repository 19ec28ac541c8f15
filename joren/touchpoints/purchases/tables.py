"""The tables of purchases as the columnar mirror keeps them."""

from typing import Final

from joren.foundation.catalogue import Column, FactTable

PURCHASES: Final = FactTable(
    name="purchases",
    source="purchases_purchase",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="shop_id", type="bigint"),
        Column(name="kind", type="text"),
        Column(name="business_date", type="date"),
        Column(name="minute_of_day", type="smallint"),
        Column(name="amount", type="money"),
        Column(name="discount", type="money"),
        Column(name="transactions", type="integer"),
        Column(name="channel", type="text"),
        Column(name="cancelled", type="boolean", expression="t.cancelled_at IS NOT NULL"),
    ),
    date="business_date",
)

PURCHASE_LINES: Final = FactTable(
    name="purchase_lines",
    source="purchases_purchaseline",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="purchase_id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="shop_id", type="bigint"),
        Column(name="product_id", type="bigint"),
        Column(name="business_date", type="date"),
        Column(name="minute_of_day", type="smallint"),
        Column(name="quantity", type="number"),
        # Sums of doubles depend on their order; of whole thousandths they do not.
        Column(name="quantity_thousandths", type="bigint", expression="CAST(t.quantity * 1000 AS bigint)"),
        Column(name="amount", type="money"),
        Column(name="counts", type="boolean"),
    ),
    date="business_date",
)

TABLES: Final = (PURCHASES, PURCHASE_LINES)
