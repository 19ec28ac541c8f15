"""The customer's tables as the columnar mirror keeps them."""

from typing import Final

from joren.foundation.catalogue import Column, FactTable

CUSTOMERS: Final = FactTable(
    name="customers",
    source="customers_customer",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="shop_id", type="bigint"),
        Column(name="gender", type="text"),
        Column(name="birth_year", type="smallint"),
        Column(name="birth_month", type="smallint"),
        Column(name="birth_day", type="smallint"),
        Column(name="registered_on", type="date"),
        Column(name="source", type="text"),
        Column(name="has_member_number", type="boolean", expression="t.member_number IS NOT NULL"),
    ),
    customer="id",
    date="registered_on",
)

CONTACT_POINTS: Final = FactTable(
    name="contact_points",
    source="customers_contactpoint",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="kind", type="text"),
        Column(
            name="undeliverable_on",
            type="date",
            expression="(t.undeliverable_at AT TIME ZONE 'Asia/Tokyo')::date",
        ),
    ),
)

ADDRESSES: Final = FactTable(
    name="addresses",
    source="customers_postaladdress",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="postal_code", type="text"),
        Column(name="prefecture", type="text"),
        Column(name="city", type="text"),
        Column(name="is_primary", type="boolean"),
    ),
)

CUSTOMER_TAGS: Final = FactTable(
    name="customer_tags",
    source="customers_customertag",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="tag_id", type="bigint"),
        Column(name="added_on", type="date", expression="(t.added_at AT TIME ZONE 'Asia/Tokyo')::date"),
    ),
)

CUSTOM_VALUES: Final = FactTable(
    name="custom_values",
    source="customers_customvalue",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="field_id", type="bigint"),
        Column(name="text_value", type="text", expression='t."text"'),
        Column(name="number_value", type="number", expression='t."number"'),
        Column(name="date_value", type="date", expression='t."date"'),
        Column(name="boolean_value", type="boolean", expression='t."boolean"'),
    ),
)

TABLES: Final = (CUSTOMERS, CONTACT_POINTS, ADDRESSES, CUSTOMER_TAGS, CUSTOM_VALUES)
