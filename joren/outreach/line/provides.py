"""What LINE offers to the house."""

from datetime import time
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, MANAGERS, MARKETERS, Permission
from joren.foundation.registry import (
    CustomerLink,
    EventType,
    JobHandler,
    NavigationItem,
    Panel,
    PeriodicJob,
    Urls,
)
from joren.outreach.content.blocks import BlockType
from joren.outreach.content.media import Medium
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.event_attributes import PERIOD, events_counted
from joren.outreach.delivery.rules.quiet import Quiet
from joren.record.timeline.kinds import EventKind

_EVENTS: Final = "joren.outreach.line.events:"

ATTRIBUTES: Final = (
    events_counted(
        "line.received",
        _("LINE messages received"),
        _("How many LINE messages were sent to the customer and accepted."),
        "line.sent",
        group=_("LINE"),
        unit=_("messages"),
    ),
    events_counted(
        "line.replied",
        _("LINE messages written"),
        _("How many messages the customer wrote to the LINE account."),
        "line.replied",
        group=_("LINE"),
        unit=_("messages"),
        parameters=(PERIOD,),
    ),
)


def _event(key: str, kind: EventKind, label: object, icon: str) -> EventType:
    name = key.partition(".")[2]
    return EventType(key=key, kind=kind, label=label, icon=icon, sentence=f"{_EVENTS}{name}")  # type: ignore[arg-type]


EVENT_TYPES: Final = (
    _event("line.sent", EventKind.SENT, _("LINE message sent"), "brand-line"),
    _event("line.bounced", EventKind.SENT, _("LINE message refused"), "message-off"),
    _event("line.replied", EventKind.RESPONSE, _("Wrote on LINE"), "message"),
    _event("line.answered", EventKind.CONTACT, _("Answered on LINE"), "message-reply"),
    _event("line.tapped", EventKind.RESPONSE, _("Tapped on LINE"), "hand-finger"),
    _event("line.followed", EventKind.CONSENT, _("Became a LINE friend"), "user-plus"),
    _event("line.blocked", EventKind.CONSENT, _("Blocked on LINE"), "user-off"),
    _event("line.linked", EventKind.PROFILE, _("LINE linked"), "link"),
    _event("line.unlinked", EventKind.PROFILE, _("LINE unlinked"), "unlink"),
)

PROVIDES = (
    Channel(
        key="line",
        label=_("LINE"),
        address_kind="line",
        sender="joren.outreach.line.sending:sender_for",
        icon="brand-line",
        default_cost=Decimal(3),
        quiet=Quiet(start=time(21), end=time(9)),
        forecast="joren.outreach.line.queries:forecast_of_sending",
    ),
    Medium(
        channel="line",
        label=_("LINE"),
        icon="brand-line",
        compile="joren.outreach.line.medium:compile_line",
        checks="joren.outreach.line.remarks:remarks",
        max_text=5000,
        order=20,
    ),
    BlockType(
        key="line_coupon",
        label=_("LINE coupon"),
        icon="ticket",
        form="joren.outreach.line.blocks:CouponForm",
        help=_("A coupon made in LINE Official Account Manager. Only LINE shows it."),
        order=910,
        channels=("line",),
    ),
    BlockType(
        key="line_link",
        label=_("Button to link LINE"),
        icon="brand-line",
        form="joren.outreach.line.blocks:LinkForm",
        expand="joren.outreach.line.blocks:expand_link",
        values="joren.outreach.line.blocks:link_values",
        help=_("For mails and letters: each person gets a link of their own that joins their LINE to their record."),
        order=920,
        channels=("mail", "sms", "post"),
    ),
    Permission(key="line.account", label=_("Set up LINE"), roles=MANAGERS),
    Permission(key="line.inbox", label=_("Read and answer LINE messages"), roles=COUNTER),
    Permission(key="line.link", label=_("Link LINE friends with customers"), roles=COUNTER),
    Permission(key="line.menus", label=_("Put up LINE rich menus"), roles=MARKETERS),
    *ATTRIBUTES,
    *EVENT_TYPES,
    JobHandler(key="line.events", label=_("Handle what came from LINE"), run="joren.outreach.line.tasks:events"),
    JobHandler(
        key="line.answers",
        label=_("Send LINE answers"),
        run="joren.outreach.line.tasks:send_answers",
        max_attempts=50,
    ),
    JobHandler(key="line.fetch", label=_("Get names and pictures from LINE"), run="joren.outreach.line.tasks:fetch"),
    JobHandler(key="line.sweep", label=_("Look after LINE"), run="joren.outreach.line.tasks:sweep"),
    JobHandler(
        key="line.menus", label=_("Show LINE menus to their segments"), run="joren.outreach.line.tasks:link_menus"
    ),
    PeriodicJob(key="line.sweep", every="* * * * *"),
    PeriodicJob(key="line.menus", every="40 4 * * *"),
    CustomerLink(
        model="line.Friend", merge="move", erase="delete", export=("display_name", "followed_at", "linked_at")
    ),
    CustomerLink(
        model="line.ChatMessage",
        merge="move",
        part="joren.outreach.line.merging:part",
        erase="delete",
        export=("is_ours", "kind", "text", "at"),
    ),
    CustomerLink(model="line.LinkTicket", merge="move", erase="delete", export=("created_at", "used_at")),
    NavigationItem(
        key="line_inbox",
        label=_("LINE messages"),
        url_name="line:inbox",
        icon="message-circle",
        section="reach",
        order=50,
        permission="line.inbox",
    ),
    NavigationItem(
        key="line_friends",
        label=_("LINE friends"),
        url_name="line:friends",
        icon="users",
        section="reach",
        order=52,
        permission="line.link",
        is_seldom=True,
    ),
    NavigationItem(
        key="line_menus",
        label=_("Rich menus"),
        url_name="line:menus",
        icon="layout-grid",
        section="reach",
        order=54,
        permission="line.menus",
        is_seldom=True,
    ),
    NavigationItem(
        key="line_account",
        label=_("LINE account"),
        url_name="line:account",
        icon="brand-line",
        section="settings",
        order=42,
        permission="line.account",
    ),
    Urls(prefix="line/", module="joren.outreach.line.urls"),
    Urls(prefix="l/", module="joren.outreach.line.urls_public", public=True),
    Panel(
        key="line.of_customer",
        slot="customers.detail",
        title=_("LINE"),
        template="line/_customer_panel.html",
        context="joren.outreach.line.views.friends:customer_panel",
        order=290,
        permission="line.link",
        width="side",
    ),
)
