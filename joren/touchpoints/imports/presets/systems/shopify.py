"""Shopify: exports of customers and orders (UTF-8). Column names are English in every language of the shop.

Order values (totals, states, cancellation, refunds) stand on the first row of an order; further rows are further
articles. Numbers carry an apostrophe before them so that spreadsheets keep them. A refund is told as one amount: it
becomes a return of its own beside the order. Names: First Name is the given name, also in Japanese shops.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_ADDRESS: Final = ("Name", "Street", "Address1", "Address2", "Company", "City", "Zip", "Province", "Country", "Phone")

CUSTOMERS: Final = Preset(
    key="shopify_customers",
    label=_("Shopify: customers"),
    kind="customers",
    source="shopify",
    required=("First Name", "Last Name", "Email"),
    signs=(
        *("Customer ID", "Accepts Email Marketing", "Accepts SMS Marketing", "Accepts Marketing", "Total Spent"),
        *("Total Orders", "Tax Exempt", "Default Address Address1", "Default Address Zip", "Default Address City"),
        *("Default Address Province Code", "Default Address Phone"),
    ),
    at_least=4,
    columns={
        "Customer ID": "external_id",
        "First Name": "given_name",
        "Last Name": "family_name",
        "Email": "email",
        "Accepts Email Marketing": "consent_mail",
        "Accepts Marketing": "consent_mail",
        "Accepts SMS Marketing": "consent_sms",
        "Default Address Company": "company",
        "Company": "company",
        "Default Address Zip": "postal_code",
        "Zip": "postal_code",
        "Province": "prefecture",
        "Default Address Province Code": "prefecture",
        "Default Address City": "city",
        "City": "city",
        "Default Address Address1": "address",
        "Address1": "address",
        "Default Address Address2": "building",
        "Address2": "building",
        "Phone": "phone",
        "Default Address Phone": "mobile",
        "Note": "note",
        "Tags": "tags",
    },
    ignored=(
        *("Default Address Country Code", "Country", "Country Code", "Province Code"),
        "Accepts WhatsApp Marketing",
    ),
    values={"prefecture": {f"JP-{number:02}": str(number) for number in range(1, 48)}},
    options={"text_marks": True},
    confirmed_by="public programs that read it (header with Default Address …)",
)

ORDERS: Final = Preset(
    key="shopify_orders",
    label=_("Shopify: orders"),
    kind="purchases",
    source="shopify",
    required=("Name", "Created at|Paid at", "Lineitem quantity", "Lineitem price"),
    signs=("Lineitem name", "Lineitem sku", "Financial Status", "Fulfillment Status", "Refunded Amount"),
    at_least=3,
    columns={
        "Name": "order",
        "Email": "email",
        "Created at": "date",
        "Paid at": "date",
        "Currency": "currency",
        "Total": "total",
        "Discount Amount": "order_discount",
        "Refunded Amount": "refunded",
        "Cancelled at": "cancelled",
        "Financial Status": "kind",
        "Lineitem sku": "product",
        "Lineitem name": "description",
        "Lineitem quantity": "quantity",
        "Lineitem price": "unit_price",
        "Lineitem discount": "line_discount",
        "Source": "channel",
        "Notes": "note",
        "Location": "shop",
    },
    ignored=(
        *("Fulfilled at", "Accepts Marketing", "Subtotal", "Shipping", "Taxes", "Discount Code", "Shipping Method"),
        *("Lineitem compare at price", "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status"),
        *(f"{side} {part}" for side in ("Billing", "Shipping") for part in (*_ADDRESS, "Province Name")),
        *("Note Attributes", "Payment Method", "Payment Reference", "Payment References", "Vendor", "Id", "Tags"),
        *("Outstanding Balance", "Employee", "Device ID", "Risk Level", "Phone", "Receipt Number", "Duties"),
        *(f"Tax {number} {part}" for number in range(1, 6) for part in ("Name", "Value")),
        *("Payment ID", "Payment Terms Name", "Next Payment Due At"),
    ),
    values={
        "kind": {
            "voided": "cancelled",
            "expired": "cancelled",
            "refunded": "sale",
            "partially_refunded": "sale",
        }
    },
    options={"first_row": True, "text_marks": True},
    confirmed_by="Shopify Help Center: Order CSV; public programs that read it (whole header of 79 columns)",
    note=_("Customers are found by their e-mail address. Orders in another currency than yen are rejected."),
)

PRESETS: Final = (CUSTOMERS, ORDERS)
