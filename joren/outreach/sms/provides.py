"""What short messages offer to the house."""

from datetime import time
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, MANAGERS, Permission
from joren.foundation.registry import CustomerLink, EventType, NavigationItem, Urls
from joren.outreach.content.media import Medium
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.rules.quiet import Quiet
from joren.record.timeline.kinds import EventKind

_HERE: Final = "joren.outreach.sms."


def _event(key: str, kind: EventKind, label: object, icon: str) -> EventType:
    sentence = f"{_HERE}events:{key.partition('.')[2]}"
    return EventType(key=key, kind=kind, label=label, icon=icon, sentence=sentence)  # type: ignore[arg-type]


PROVIDES = (
    Channel(
        key="sms",
        label=_("SMS"),
        address_kind="phone",
        address_pattern=r"^\+81[6789]0\d{8}$",
        sender=f"{_HERE}sending:sender_for",
        icon="device-mobile-message",
        default_cost=Decimal(10),
        points=3,
        quiet=Quiet(start=time(20), end=time(9)),
        marks_address=False,
        forecast=f"{_HERE}pricing:forecast",
    ),
    Medium(
        channel="sms",
        label=_("SMS"),
        icon="device-mobile-message",
        compile=f"{_HERE}medium:compile_sms",
        checks=f"{_HERE}medium:remarks",
        max_text=670,
        order=30,
    ),
    Permission(key="sms.account", label=_("Set up short messages"), roles=MANAGERS),
    Permission(key="sms.answers", label=_("Read answers to short messages"), roles=COUNTER),
    _event("sms.sent", EventKind.SENT, _("Short message sent"), "device-mobile-message"),
    _event("sms.bounced", EventKind.SENT, _("Short message did not arrive"), "device-mobile-off"),
    _event("sms.clicked", EventKind.RESPONSE, _("Link followed"), "click"),
    _event("sms.replied", EventKind.RESPONSE, _("Answered a short message"), "message"),
    _event("sms.unsubscribed", EventKind.CONSENT, _("Short messages stopped"), "message-off"),
    CustomerLink(model="sms.ReceivedSms", merge="move", erase="delete", export=("kind", "phone", "text", "at")),
    NavigationItem(
        key="sms_answers",
        label=_("SMS answers"),
        url_name="sms:answers",
        icon="message",
        section="reach",
        order=56,
        permission="sms.answers",
        is_seldom=True,
    ),
    NavigationItem(
        key="sms_account",
        label=_("SMS account"),
        url_name="sms:account",
        icon="device-mobile-message",
        section="settings",
        order=44,
        permission="sms.account",
    ),
    Urls(prefix="sms/", module=f"{_HERE}urls"),
    Urls(prefix="s/", module=f"{_HERE}urls_public", public=True),
)
