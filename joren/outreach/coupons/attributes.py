"""What can be known of a customer's coupons."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.outreach.delivery.event_attributes import events_counted, last_event_on

_GROUP: Final = _("Coupons")

ATTRIBUTES: Final = (
    events_counted(
        "coupons.given",
        _("Coupons given"),
        _("How many coupons the customer was given."),
        "coupons.given",
        group=_GROUP,
        unit=_("coupons"),
    ),
    events_counted(
        "coupons.used",
        _("Coupons used"),
        _("How often the customer used a coupon; uses that were given back count as well."),
        "coupons.used",
        group=_GROUP,
        unit=_("coupons"),
    ),
    last_event_on(
        "coupons.last_used_on",
        _("Last coupon used"),
        _("The day the customer last used a coupon."),
        "coupons.used",
        group=_GROUP,
    ),
)
