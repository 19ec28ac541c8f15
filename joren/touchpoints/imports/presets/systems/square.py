"""Square: exports of items and of transactions (UTF-8, English). Dates are month first, amounts carry a yen sign.

An item's price is Net Sales and its Tax (0 where the price holds it). A transaction paid by several means has one row
for each: they add up.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = (
    "a public test suite with the headers and rows of both exports (testItemHeaders, testTransactionHeaders)"
)
_EVENTS: Final = {"Payment": "sale", "Refund": "return"}
_COMMON: Final = {
    "Transaction ID": "order",
    "Date": "date",
    "Time": "time",
    "Customer ID": "customer",
    "Location": "shop",
    "Event Type": "kind",
}
_KNOWN: Final = (
    *("Time Zone", "Gross Sales", "Payment ID", "Device Name", "Details", "Dining Option", "Customer Name"),
    *("Customer Reference ID", "Device Nickname", "Unit", "Count", "GTIN", "Itemization Type"),
)

ITEMS: Final = Preset(
    key="square_items",
    label=_("Square: items sold"),
    kind="purchases",
    source="square",
    required=("Date", "Transaction ID", "Item", "Qty", "Net Sales"),
    signs=("Price Point Name", "Modifiers Applied", "Payment ID", "Event Type", "Dining Option", "Gross Sales"),
    at_least=3,
    columns={
        **_COMMON,
        "SKU": "product",
        "Item": "description",
        "Price Point Name": "option",
        "Qty": "quantity",
        "Net Sales": "amount",
        "Tax": "line_tax",
        "Discounts": "discount",
        "Notes": "note",
    },
    ignored=(*_KNOWN, "Category", "Modifiers Applied", "Commission", "Employee"),
    values={"kind": _EVENTS},
    options={"date_style": "mdy", "net": True},
    confirmed_by=_CONFIRMED,
)

TRANSACTIONS: Final = Preset(
    key="square_transactions",
    label=_("Square: transactions"),
    kind="purchases",
    source="square",
    required=("Date", "Transaction ID", "Total Collected", "Net Total"),
    signs=("Card Entry Methods", "Square Gift Card", "Other Tender", "Partial Refunds", "PAN Suffix", "Event Type"),
    at_least=3,
    columns={
        **_COMMON,
        "Total Collected": "paid",
        "Description": "description",
        "Discounts": "discount",
    },
    ignored=(
        *_KNOWN,
        *("Net Sales", "Gift Card Sales", "Tax", "Tip", "Source", "Card", "Cash", "Other Tender Type", "Fees"),
        *("Other Tender Note", "Card Brand", "Staff Name", "Staff ID", "Fee Percentage Rate", "Fee Fixed Rate"),
    ),
    values={"kind": _EVENTS},
    options={"date_style": "mdy"},
    confirmed_by=_CONFIRMED,
    note=_("Holds what was paid, not what was bought: bring the file of items instead where you can, never both."),
)

PRESETS: Final = (ITEMS, TRANSACTIONS)
