"""When was bought: first and last day, how many days and months."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import AttributeType, days_between

from .making import AS_OF, FIRST_DAY, LAST_DAY, of_purchases

_MONTH: Final = "extract(YEAR FROM f.business_date) * 12 + extract(MONTH FROM f.business_date)"

DATES: Final = (
    of_purchases(
        "first_on",
        _("First purchase"),
        _("Business day of the first purchase."),
        AttributeType.DATE,
        FIRST_DAY,
        ready=True,
    ),
    of_purchases(
        "last_on",
        _("Last purchase"),
        _("Business day of the last purchase."),
        AttributeType.DATE,
        LAST_DAY,
        ready=True,
    ),
    of_purchases(
        "days_since_first",
        _("Days since the first purchase"),
        _("Days from the first purchase to the day asked about."),
        AttributeType.DAYS,
        days_between(FIRST_DAY, AS_OF),
        unit=_("days"),
        ready=True,
    ),
    of_purchases(
        "days_since_last",
        _("Days since the last purchase"),
        _("Days from the last purchase to the day asked about."),
        AttributeType.DAYS,
        days_between(LAST_DAY, AS_OF),
        unit=_("days"),
        ready=True,
    ),
    of_purchases(
        "days_bought",
        _("Days with a purchase"),
        _("On how many different business days something was bought."),
        AttributeType.NUMBER,
        "count(DISTINCT f.business_date) FILTER (WHERE {where})",
        empty=0,
        unit=_("days"),
    ),
    of_purchases(
        "months_bought",
        _("Months with a purchase"),
        _("In how many different calendar months something was bought."),
        AttributeType.NUMBER,
        f"count(DISTINCT {_MONTH}) FILTER (WHERE {{where}})",
        empty=0,
        unit=_("months"),
    ),
)
