"""What can be known of a customer's coupons."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType, Parameter, ParameterType
from joren.foundation.registry.entries import Text

_PARAMETERS: Final = (
    Parameter(key="period", type=ParameterType.PERIOD, column="occurred_on", label=_("period")),
    Parameter(key="campaign", type=ParameterType.CAMPAIGN, column="origin", label=_("campaign")),
)


def _of_coupons(key: str, label: Text, description: Text, event: str, **more: Any) -> Attribute:
    is_date = more.get("is_date", False)
    source = Aggregate(
        table="events",
        expression="max(f.occurred_on) FILTER (WHERE {where})" if is_date else "count(*) FILTER (WHERE {where})",
        where=f"f.key = '{event}'",
        empty=None if is_date else 0,
    )
    return Attribute(
        key=f"coupons.{key}",
        label=label,
        description=description,
        type=AttributeType.DATE if is_date else AttributeType.NUMBER,
        source=source,
        group=_("Coupons"),
        unit="" if is_date else _("coupons"),
        parameters=_PARAMETERS,
    )


ATTRIBUTES: Final = (
    _of_coupons("given", _("Coupons given"), _("How many coupons the customer was given."), "coupons.given"),
    _of_coupons(
        "used",
        _("Coupons used"),
        _("How often the customer used a coupon; uses that were given back count as well."),
        "coupons.used",
    ),
    _of_coupons(
        "last_used_on",
        _("Last coupon used"),
        _("The day the customer last used a coupon."),
        "coupons.used",
        is_date=True,
    ),
)
