"""What post offers to the house."""

from datetime import time
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, MARKETERS, Permission
from joren.foundation.registry import (
    ApiRouter,
    Commands,
    CustomerLink,
    EventType,
    HandOver,
    NavigationItem,
    Panel,
    Urls,
)
from joren.outreach.content.media import Medium
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.rules.quiet import Quiet
from joren.record.timeline.kinds import EventKind

_HERE: Final = "joren.outreach.post."


def _event(key: str, kind: EventKind, label: object, icon: str) -> EventType:
    sentence = f"{_HERE}events:{key.partition('.')[2]}"
    return EventType(key=key, kind=kind, label=label, icon=icon, sentence=sentence)  # type: ignore[arg-type]


PROVIDES = (
    Channel(
        key="post",
        label=_("Post"),
        address_kind="postal",
        sender=f"{_HERE}sending:sender_for",
        icon="mailbox",
        default_cost=Decimal(85),
        points=2,
        quiet=Quiet(start=time(0), end=time(0)),
        hears_back=False,
        marks_address=False,
    ),
    Medium(
        channel="post",
        label=_("Post"),
        icon="mailbox",
        compile=f"{_HERE}medium:compile_letter",
        checks=f"{_HERE}medium:remarks",
        order=40,
    ),
    Permission(key="post.view", label=_("See print runs"), roles=EVERYBODY),
    Permission(key="post.write", label=_("Print letters and mark them as posted"), roles=MARKETERS),
    Permission(key="post.return", label=_("Keep letters that came back"), roles=COUNTER),
    _event("post.sent", EventKind.SENT, _("Letter posted"), "mailbox"),
    _event("post.bounced", EventKind.SENT, _("Letter came back"), "mailbox-off"),
    _event("post.return_undone", EventKind.NOTE, _("Letter counts as arrived again"), "arrow-back-up"),
    _event("post.clicked", EventKind.RESPONSE, _("QR code of a letter read"), "qrcode"),
    CustomerLink(
        model="post.Piece",
        merge=f"{_HERE}merging:merge",
        part=f"{_HERE}merging:part",
        erase="delete",
        export=("run", "number", "postal_code", "address"),
    ),
    NavigationItem(
        key="post",
        label=_("Letters and labels"),
        url_name="post:list",
        icon="mailbox",
        section="reach",
        order=57,
        permission="post.view",
    ),
    NavigationItem(
        key="post_returns",
        label=_("Letters that came back"),
        url_name="post:returns",
        icon="arrow-back-up",
        section="reach",
        order=58,
        permission="post.return",
        is_seldom=True,
    ),
    Panel(
        key="post.to_segment",
        slot="segments.detail",
        title=_("Address labels"),
        template="post/_segment_panel.html",
        context=f"{_HERE}panels:to_segment",
        permission="post.write",
        order=120,
    ),
    HandOver(
        key="post",
        label=_("Address labels"),
        icon="mailbox",
        address=f"{_HERE}panels:address",
        permission="post.write",
        order=120,
    ),
    Urls(prefix="post/", module=f"{_HERE}urls"),
    ApiRouter(prefix="post", router=f"{_HERE}api:router", tag=_("Letters and labels")),
    Commands(commands=f"{_HERE}commands:COMMANDS"),
)
