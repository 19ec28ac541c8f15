"""The sentences of coupons on the timeline."""

from decimal import Decimal

from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money
from joren.record.timeline.models import Event


def given(event: Event) -> str:
    """A coupon was given."""
    return _("Was given the coupon “%(coupon)s”") % {"coupon": event.data.get("coupon", "")}


def used(event: Event) -> str:
    """A coupon was used."""
    name = event.data.get("coupon", "")
    off = Decimal(event.data.get("discount") or 0)
    if not off:
        return _("Used the coupon “%(coupon)s”") % {"coupon": name}
    amount = format_money(off, the_business().currency)
    return _("Used the coupon “%(coupon)s”: %(off)s off") % {"coupon": name, "off": amount}


def given_back(event: Event) -> str:
    """A use was taken back."""
    return _("The coupon “%(coupon)s” was given back") % {"coupon": event.data.get("coupon", "")}
