"""What was bought: items, products, categories, what lay in the basket, what came back."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType, days_between, ratio

from .making import AS_OF, COUNTED_LINES, FIRST_DAY, LAST_DAY, SUM, of_lines

_ITEMS: Final = "coalesce(sum(f.quantity_thousandths) FILTER (WHERE {where}), 0)"
_BASKETS: Final = "count(DISTINCT f.purchase_id) FILTER (WHERE {where})"
_RETURNED: Final = ("f.counts", "f.quantity_thousandths < 0")

ITEMS: Final = (
    of_lines(
        "bought",
        _("Has bought"),
        _("Whether something was bought, of the product or category where one is said."),
        AttributeType.BOOLEAN,
        "count(*) FILTER (WHERE {where}) > 0",
        empty=False,
    ),
    of_lines(
        "items",
        _("Number of items"),
        _("How many items were bought, returned ones taken off."),
        AttributeType.NUMBER,
        f"CAST({_ITEMS} AS DOUBLE PRECISION) / 1000",
        where=COUNTED_LINES,
        empty=0,
        early=True,
        ready=True,
    ),
    of_lines(
        "item_amount",
        _("Amount of items"),
        _("What was paid for items, returned ones taken off; by product or category."),
        AttributeType.MONEY,
        SUM,
        where=COUNTED_LINES,
        empty=0,
        early=True,
        ready=True,
    ),
    of_lines(
        "baskets",
        _("Purchases with the item"),
        _("In how many purchases the product or category was bought."),
        AttributeType.NUMBER,
        _BASKETS,
        empty=0,
        unit=_("times"),
    ),
    of_lines(
        "items_per_purchase",
        _("Items per purchase"),
        _("How many items were bought at once, on average."),
        AttributeType.NUMBER,
        # Whole numbers on both sides: thousandths of items over tens of baskets are hundredths.
        f"CAST(FLOOR(CAST({_ITEMS} AS DOUBLE PRECISION) / NULLIF(10 * {_BASKETS}, 0) + 0.5) / 100 AS DECIMAL(14,2))",
    ),
    of_lines(
        "lines_per_purchase",
        _("Lines per purchase"),
        _("How many lines the receipts had, on average."),
        AttributeType.NUMBER,
        ratio("count(*) FILTER (WHERE {where})", _BASKETS),
    ),
    of_lines(
        "products",
        _("Different products"),
        _("How many different products were bought."),
        AttributeType.NUMBER,
        "count(DISTINCT f.product_id) FILTER (WHERE {where})",
        empty=0,
        early=True,
    ),
    of_lines(
        "categories",
        _("Different categories"),
        _("Of how many different categories products were bought."),
        AttributeType.NUMBER,
        "count(DISTINCT d.category_id) FILTER (WHERE {where})",
        empty=0,
        early=True,
    ),
    of_lines(
        "item_first_on",
        _("Item first bought"),
        _("Business day on which the product or category was bought first."),
        AttributeType.DATE,
        FIRST_DAY,
    ),
    of_lines(
        "item_last_on",
        _("Item last bought"),
        _("Business day on which the product or category was bought last."),
        AttributeType.DATE,
        LAST_DAY,
    ),
    of_lines(
        "days_since_item",
        _("Days since the item was bought"),
        _("Days from the last time the product or category was bought to the day asked about."),
        AttributeType.DAYS,
        days_between(LAST_DAY, AS_OF),
        unit=_("days"),
    ),
    of_lines(
        "returned_items",
        _("Items returned"),
        _("How many items were brought back."),
        AttributeType.NUMBER,
        "CAST(coalesce(sum(-f.quantity_thousandths) FILTER (WHERE {where}), 0) AS DOUBLE PRECISION) / 1000",
        where=_RETURNED,
        empty=0,
    ),
)
