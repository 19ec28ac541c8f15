"""The sentences of purchases on the timeline."""

from django.utils.translation import gettext as _

from joren.foundation.business.queries import the_business
from joren.foundation.money import format_money, to_amount
from joren.record.timeline.models import Event


def recorded(event: Event) -> str:
    """Bought for <amount> (<n> items); a summary row says how many purchases it stands for."""
    count = int(event.data.get("transactions", 1))
    if count != 1:
        return _("%(count)s purchases for %(amount)s in all") % {"count": count, "amount": _amount(event)}
    return _("Bought for %(amount)s") % {"amount": _amount(event)}


def returned(event: Event) -> str:
    """Returned goods for <amount>."""
    return _("Returned goods for %(amount)s") % {"amount": _amount(event).removeprefix("-")}


def cancelled(event: Event) -> str:
    """A purchase of <amount> was cancelled."""
    return _("A purchase of %(amount)s was cancelled") % {"amount": _amount(event)}


def _amount(event: Event) -> str:
    return format_money(to_amount(str(event.data.get("amount", "0"))), the_business().currency)
