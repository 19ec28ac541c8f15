"""The pieces that attributes of purchases are made of."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import (
    Aggregate,
    Attribute,
    AttributeType,
    Derived,
    Option,
    Parameter,
    ParameterType,
)
from joren.foundation.registry.entries import Text

GROUP: Final = _("Purchases")
FIRST_GROUP: Final = _("First purchase")
ITEM_GROUP: Final = _("Products bought")

_PERIOD = Parameter(key="period", type=ParameterType.PERIOD, column="business_date", label=_("period"))
_SHOP = Parameter(key="shop", type=ParameterType.SHOP, column="shop_id", label=_("shop"))
_WEEKDAY = Parameter(key="weekday", type=ParameterType.WEEKDAY, column="business_date", label=_("weekday"))
_HOLIDAY = Parameter(key="holiday", type=ParameterType.HOLIDAY, column="business_date", label=_("holiday"))
_TIME_BAND = Parameter(key="time_band", type=ParameterType.TIME_BAND, column="minute_of_day", label=_("time of day"))
CATEGORY = Parameter(key="category", type=ParameterType.CATEGORY, column="product_id", label=_("product category"))
PRODUCT = Parameter(key="product", type=ParameterType.PRODUCT, column="product_id", label=_("product"))
_WHERE_AND_WHEN: Final = (_PERIOD, _SHOP, _WEEKDAY, _HOLIDAY, _TIME_BAND)
OF_PURCHASES: Final = (
    *_WHERE_AND_WHEN,
    Parameter(key="channel", type=ParameterType.SALES_CHANNEL, column="channel", label=_("sales channel")),
)
OF_LINES: Final = (
    *_WHERE_AND_WHEN,
    Parameter(key="channel", type=ParameterType.SALES_CHANNEL, column="q.channel", label=_("sales channel")),
    CATEGORY,
    PRODUCT,
)

NOT_CANCELLED: Final = ("NOT f.cancelled",)
SALES: Final = ("NOT f.cancelled", "f.kind = 'sale'")
RETURNS: Final = ("NOT f.cancelled", "f.kind = 'return'")
COUNTED_LINES: Final = "f.counts"
BOUGHT_LINES: Final = ("f.counts", "f.quantity_thousandths > 0")
IS_SALE: Final = "{where} AND f.kind = 'sale'"

COUNT: Final = "coalesce(sum(f.transactions) FILTER (WHERE {where}), 0)"
SUM: Final = "coalesce(sum(f.amount) FILTER (WHERE {where}), 0)"
FIRST_DAY: Final = "min(f.business_date) FILTER (WHERE {where})"
LAST_DAY: Final = "max(f.business_date) FILTER (WHERE {where})"
AS_OF: Final = "CAST({as_of} AS date)"


def counted(condition: str) -> str:
    """How many purchases of the filter meet a condition."""
    return f"coalesce(sum(f.transactions) FILTER (WHERE {{where}} AND {condition}), 0)"


def of_purchases(
    key: str,
    label: Text,
    description: Text,
    kind: AttributeType,
    expression: str,
    *,
    where: str | tuple[str, ...] = SALES,
    empty: Any = None,
    unit: Text = "",
    early: bool = False,
    ready: bool = False,
    derived: tuple[Derived, ...] = (),
    parameters: tuple[Parameter, ...] = OF_PURCHASES,
    options: tuple[Option, ...] = (),
    group: Text = GROUP,
    table: str = "purchases",
) -> Attribute:
    """An attribute over purchases; over their lines with ``table="purchase_lines"``."""
    source = Aggregate(
        table=table, expression=expression, where=where, empty=empty, derived=derived, ready=ready and not derived
    )
    return Attribute(
        key=f"purchases.{key}",
        label=label,
        description=description,
        type=kind,
        source=source,
        group=group,
        unit=unit,
        parameters=parameters,
        options=options,
        early=early,
    )


def of_lines(key: str, label: Text, description: Text, kind: AttributeType, expression: str, **more: Any) -> Attribute:
    """An attribute over the lines of purchases, which may be narrowed by product and category."""
    lines = {"where": BOUGHT_LINES, "parameters": OF_LINES, "group": ITEM_GROUP, "table": "purchase_lines"}
    return of_purchases(key, label, description, kind, expression, **(lines | more))
