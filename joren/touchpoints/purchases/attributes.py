"""What can be known of a customer from their purchases, in the words of the catalogue.

Cancelled purchases count for nothing. Returns lower amounts and items, and are no purchases. A row of a summary file
counts as the number of purchases it stands for.
"""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import (
    Aggregate,
    Attribute,
    AttributeType,
    Parameter,
    ParameterType,
    days_between,
    ratio,
)
from joren.foundation.registry.entries import Text

_GROUP: Final = _("Purchases")
_PERIOD = Parameter(key="period", type=ParameterType.PERIOD, column="business_date", label=_("period"))
_SHOP = Parameter(key="shop", type=ParameterType.SHOP, column="shop_id", label=_("shop"))
_WEEKDAY = Parameter(key="weekday", type=ParameterType.WEEKDAY, column="business_date", label=_("weekday"))
_TIME_BAND = Parameter(key="time_band", type=ParameterType.TIME_BAND, column="minute_of_day", label=_("time of day"))
_CATEGORY = Parameter(key="category", type=ParameterType.CATEGORY, column="product_id", label=_("product category"))
_PRODUCT = Parameter(key="product", type=ParameterType.PRODUCT, column="product_id", label=_("product"))
_OF_PURCHASES: Final = (_PERIOD, _SHOP, _WEEKDAY, _TIME_BAND)
_OF_LINES: Final = (*_OF_PURCHASES, _CATEGORY, _PRODUCT)

_SALES: Final = ("NOT f.cancelled", "f.kind = 'sale'")
_NET: Final = ("NOT f.cancelled",)
_IS_SALE: Final = "{where} AND f.kind = 'sale'"

_COUNT: Final = "coalesce(sum(f.transactions) FILTER (WHERE {where}), 0)"
_COUNT_OF_NET: Final = f"coalesce(sum(f.transactions) FILTER (WHERE {_IS_SALE}), 0)"
_SUM: Final = "coalesce(sum(f.amount) FILTER (WHERE {where}), 0)"
_FIRST: Final = "min(f.business_date) FILTER (WHERE {where})"
_LAST: Final = "max(f.business_date) FILTER (WHERE {where})"
_NTH: Final = "(array_agg(f.business_date ORDER BY f.business_date) FILTER (WHERE {{where}}))[{nth}]"


def _attribute(
    key: str,
    label: Text,
    description: Text,
    kind: AttributeType,
    expression: str,
    *,
    where: str | tuple[str, ...] = _SALES,
    empty: Any = None,
    unit: Text = "",
    early: bool = False,
    lines: bool = False,
    ready: bool = False,
) -> Attribute:
    return Attribute(
        key=f"purchases.{key}",
        label=label,
        description=description,
        type=kind,
        source=Aggregate(
            table="purchase_lines" if lines else "purchases",
            expression=expression,
            where=where,
            empty=empty,
            ready=ready,
        ),
        group=_GROUP,
        unit=unit,
        parameters=_OF_LINES if lines else _OF_PURCHASES,
        early=early,
    )


ATTRIBUTES: Final = (
    _attribute(
        "count",
        _("Number of purchases"),
        _("How many purchases, without returns and cancellations."),
        AttributeType.NUMBER,
        f"CAST({_COUNT} AS bigint)",
        empty=0,
        unit=_("times"),
        early=True,
        ready=True,
    ),
    _attribute(
        "amount",
        _("Amount bought"),
        _("What was paid in all, returns taken off, cancellations left out."),
        AttributeType.MONEY,
        _SUM,
        where=_NET,
        empty=0,
        early=True,
        ready=True,
    ),
    _attribute(
        "average",
        _("Average purchase"),
        _("Amount bought divided by the number of purchases."),
        AttributeType.MONEY,
        ratio(_SUM, _COUNT_OF_NET),
        where=_NET,
        early=True,
        ready=True,
    ),
    _attribute(
        "first_on",
        _("First purchase"),
        _("Business day of the first purchase."),
        AttributeType.DATE,
        _FIRST,
        ready=True,
    ),
    _attribute(
        "last_on",
        _("Last purchase"),
        _("Business day of the last purchase."),
        AttributeType.DATE,
        _LAST,
        ready=True,
    ),
    _attribute(
        "days_since_last",
        _("Days since the last purchase"),
        _("Days from the last purchase to the day asked about."),
        AttributeType.DAYS,
        days_between(_LAST, "CAST({as_of} AS date)"),
        unit=_("days"),
        ready=True,
    ),
    _attribute(
        "interval_days",
        _("Average interval between purchases"),
        _("Days from the first to the last purchase, divided by the number of purchases less one."),
        AttributeType.NUMBER,
        ratio(days_between(_FIRST, _LAST), f"({_COUNT} - 1)"),
        unit=_("days"),
        ready=True,
    ),
    _attribute(
        "span_days",
        _("Days from the first to the last purchase"),
        _("How long the customer has been buying: 0 with purchases of one day only."),
        AttributeType.DAYS,
        days_between(_FIRST, _LAST),
        unit=_("days"),
    ),
    _attribute(
        "days_to_second",
        _("Days from the first to the second purchase"),
        _("How soon the customer came back after the first purchase."),
        AttributeType.DAYS,
        days_between(_NTH.format(nth=1), _NTH.format(nth=2)),
        unit=_("days"),
        early=True,
        ready=True,
    ),
    _attribute(
        "items",
        _("Number of items"),
        _("How many items were bought, returned ones taken off."),
        AttributeType.NUMBER,
        "CAST(coalesce(sum(f.quantity_thousandths) FILTER (WHERE {where}), 0) AS DOUBLE PRECISION) / 1000",
        where="f.counts",
        empty=0,
        early=True,
        lines=True,
        ready=True,
    ),
    _attribute(
        "item_amount",
        _("Amount of items"),
        _("What was paid for items, returned ones taken off; by product or category."),
        AttributeType.MONEY,
        _SUM,
        where="f.counts",
        empty=0,
        early=True,
        lines=True,
        ready=True,
    ),
)
