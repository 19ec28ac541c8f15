"""What can be known of calls with a customer."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.outreach.delivery.event_attributes import events_counted, last_event_on

_GROUP: Final = _("Calls")
_TIMES: Final = _("times")

ATTRIBUTES: Final = (
    events_counted(
        "calls.reached",
        _("Reached on the phone"),
        _("How often the customer was reached."),
        "phone.reached",
        group=_GROUP,
        unit=_TIMES,
    ),
    events_counted(
        "calls.refused",
        _("Declined when called"),
        _("How often the customer declined."),
        "phone.refused",
        group=_GROUP,
        unit=_TIMES,
    ),
    last_event_on(
        "calls.last_call_on",
        _("Last call"),
        _("The day of the last call, whether somebody answered or not."),
        "phone.reached",
        "phone.refused",
        "phone.call_again",
        "phone.not_reached",
        group=_GROUP,
    ),
    events_counted(
        "calls.told",
        _("Told at the counter"),
        _("How often the customer was told something."),
        "counter.told",
        group=_GROUP,
        unit=_TIMES,
    ),
)
