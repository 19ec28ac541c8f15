"""What mail offers to the house."""

from datetime import time
from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, MARKETERS, Permission
from joren.foundation.catalogue import Attribute
from joren.foundation.registry import (
    Commands,
    CustomerLink,
    EventType,
    JobHandler,
    NavigationItem,
    PeriodicJob,
    Urls,
)
from joren.foundation.registry.entries import Text
from joren.outreach.content.media import Medium
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.event_attributes import events_counted
from joren.outreach.delivery.rules.quiet import Quiet
from joren.record.timeline.kinds import EventKind

_EVENTS: Final = "joren.outreach.mail.events:"


def _count(key: str, event: str, label: Text, description: Text) -> Attribute:
    return events_counted(key, label, description, event, group=_("Mail"), unit=_("mails"))


ATTRIBUTES: Final = (
    _count(
        "mail.received",
        "mail.sent",
        _("Mails received"),
        _("How many mails were sent to the customer and accepted."),
    ),
    _count(
        "mail.opened",
        "mail.opened",
        _("Mails opened"),
        _("How many mails were opened, as far as the customer's program loads pictures."),
    ),
    _count(
        "mail.clicked",
        "mail.clicked",
        _("Links followed"),
        _("How many different links in mails were followed."),
    ),
)

EVENT_TYPES: Final = (
    EventType(key="mail.sent", kind=EventKind.SENT, label=_("Mail sent"), icon="mail", sentence=f"{_EVENTS}sent"),
    EventType(
        key="mail.opened",
        kind=EventKind.RESPONSE,
        label=_("Mail opened"),
        icon="mail-opened",
        sentence=f"{_EVENTS}opened",
    ),
    EventType(
        key="mail.clicked",
        kind=EventKind.RESPONSE,
        label=_("Link followed"),
        icon="click",
        sentence=f"{_EVENTS}clicked",
    ),
    EventType(
        key="mail.bounced",
        kind=EventKind.SENT,
        label=_("Mail came back"),
        icon="mail-x",
        sentence=f"{_EVENTS}bounced",
    ),
    EventType(
        key="mail.unsubscribed",
        kind=EventKind.CONSENT,
        label=_("Mails stopped"),
        icon="mail-off",
        sentence=f"{_EVENTS}unsubscribed",
    ),
    EventType(
        key="mail.complained",
        kind=EventKind.RESPONSE,
        label=_("Reported as unwanted"),
        icon="alert-triangle",
        sentence=f"{_EVENTS}complained",
    ),
)

PROVIDES = (
    Channel(
        key="mail",
        label=_("e-mail"),
        address_kind="email",
        sender="joren.outreach.mail.sending:sender_for",
        icon="mail",
        quiet=Quiet(start=time(21), end=time(8)),
    ),
    Medium(
        channel="mail",
        label=_("e-mail"),
        icon="mail",
        compile="joren.outreach.mail.saying:compile_mail",
        checks="joren.outreach.mail.saying:remarks",
        test="joren.outreach.mail.saying:send_test",
        has_subject=True,
        has_preheader=True,
        order=10,
    ),
    Permission(key="mail.account", label=_("Set up the mail account"), roles=MANAGERS),
    Permission(key="mail.mailbox", label=_("Read the mailbox of mails that were not really sent"), roles=MARKETERS),
    Permission(key="mail.returns", label=_("See mails that came back"), roles=MARKETERS),
    JobHandler(key="mail.poll", label=_("Look for mails that came back"), run="joren.outreach.mail.polling:poll"),
    PeriodicJob(key="mail.poll", every="*/5 * * * *"),
    Commands(commands="joren.outreach.mail.commands:COMMANDS"),
    *ATTRIBUTES,
    *EVENT_TYPES,
    NavigationItem(
        key="mail_returns",
        label=_("Mails that came back"),
        url_name="mail:returns",
        icon="mail-x",
        section="reach",
        order=70,
        permission="mail.returns",
        is_seldom=True,
    ),
    NavigationItem(
        key="mailbox",
        label=_("Mailbox"),
        url_name="mail:mailbox",
        icon="inbox",
        section="reach",
        order=60,
        permission="mail.mailbox",
        is_seldom=True,
    ),
    NavigationItem(
        key="mail_account",
        label=_("Mail accounts"),
        url_name="mail:account",
        icon="at",
        section="settings",
        order=40,
        permission="mail.account",
    ),
    Urls(prefix="mail/", module="joren.outreach.mail.urls"),
    Urls(prefix="hooks/mail/", module="joren.outreach.mail.webhooks.urls", public=True),
    CustomerLink(
        model="mail.ReturnedMail",
        merge="move",
        part="joren.outreach.mail.merging:part_returns",
        erase="delete",
        export=("kind", "reason", "address", "words", "at"),
    ),
    CustomerLink(
        model="mail.CapturedMail",
        merge="move",
        part="joren.outreach.mail.merging:part",
        erase="delete",
        export=("recipient", "subject", "text", "at"),
    ),
)
