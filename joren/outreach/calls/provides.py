"""What calls offer to the house."""

from datetime import time
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, MANAGERS, Permission
from joren.foundation.registry import CustomerLink, EventType, JobHandler, NavigationItem, Panel, PeriodicJob, Urls
from joren.outreach.content.blocks import BlockType
from joren.outreach.content.media import Medium
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.rules.quiet import Quiet
from joren.record.timeline.kinds import EventKind

from .attributes import ATTRIBUTES

_HERE: Final = "joren.outreach.calls."


def _event(key: str, kind: EventKind, label: object, icon: str, sentence: str = "") -> EventType:
    told = f"{_HERE}events:{sentence or key.partition('.')[2]}"
    return EventType(key=key, kind=kind, label=label, icon=icon, sentence=told)  # type: ignore[arg-type]


def _block(key: str, label: object, icon: str, form: str, order: int) -> BlockType:
    return BlockType(
        key=key,
        label=label,  # type: ignore[arg-type]
        icon=icon,
        form=f"{_HERE}blocks:{form}",
        expand=f"{_HERE}blocks:expand",
        order=order,
        channels=("phone",),
    )


PROVIDES = (
    Channel(
        key="phone",
        label=_("Phone calls"),
        address_kind="phone",
        sender=f"{_HERE}sending:sender_for",
        icon="phone",
        default_cost=Decimal(75),
        points=3,  # a week's whole budget: more would never be reached within the usual one
        quiet=Quiet(start=time(20), end=time(10)),
        hears_back=False,
    ),
    Medium(
        channel="phone",
        label=_("Talk card (phone, counter)"),
        icon="phone",
        compile=f"{_HERE}medium:compile_card",
        checks=f"{_HERE}medium:remarks",
        order=50,
    ),
    _block("talk_opening", _("Opening"), "message-2", "SpokenForm", 5),
    _block("talk_question", _("Question"), "help-circle", "QuestionForm", 6),
    _block("talk_closing", _("Closing"), "message-check", "SpokenForm", 7),
    *ATTRIBUTES,
    Permission(key="calls.make", label=_("Call customers and tell them at the counter"), roles=COUNTER),
    Permission(key="calls.progress", label=_("See how calls go"), roles=MANAGERS),
    Permission(key="calls.settings", label=_("Decide how customers are called"), roles=MANAGERS),
    _event("phone.sent", EventKind.SENT, _("Called"), "phone-outgoing"),
    _event("phone.reached", EventKind.RESPONSE, _("Reached on the phone"), "phone-check"),
    _event("phone.refused", EventKind.RESPONSE, _("Declined on the phone"), "phone-x"),
    _event("phone.call_again", EventKind.RESPONSE, _("To be called back"), "phone-incoming"),
    _event("phone.not_reached", EventKind.SENT, _("Nobody answered"), "phone-pause"),
    _event("phone.bounced", EventKind.SENT, _("Wrong number"), "phone-off"),
    _event("counter.told", EventKind.RESPONSE, _("Told at the counter"), "message-check"),
    _event("counter.refused", EventKind.RESPONSE, _("Declined at the counter"), "message-x", "counter_refused"),
    CustomerLink(
        model="calls.Call",
        merge=f"{_HERE}merging:merge",
        part=f"{_HERE}merging:part",
        erase="delete",
        export=("place", "title", "phone", "state", "handed_at", "ended_at"),
    ),
    CustomerLink(model="calls.CounterStop", merge="move", erase="delete", export=("at", "how")),
    JobHandler(key="calls.sweep", label=_("Look after the list of calls"), run=f"{_HERE}tasks:sweep"),
    PeriodicJob(key="calls.sweep", every="*/15 * * * *"),
    NavigationItem(
        key="calls",
        label=_("Call list"),
        url_name="calls:list",
        icon="phone",
        section="reach",
        order=71,
        permission="calls.make",
    ),
    NavigationItem(
        key="calls_counter",
        label=_("At the counter"),
        url_name="calls:counter",
        icon="message-2",
        section="reach",
        order=72,
        permission="calls.make",
        is_seldom=True,
    ),
    NavigationItem(
        key="calls_settings",
        label=_("Calls"),
        url_name="calls:conditions",
        icon="phone",
        section="settings",
        order=46,
        permission="calls.settings",
    ),
    Panel(
        key="calls.of_customer",
        slot="customers.detail",
        title=_("To tell now"),
        template="calls/_counter_panel.html",
        context=f"{_HERE}panels:of_customer",
        order=5,
        permission="calls.make",
        width="main",
    ),
    Panel(
        key="calls.at_till",
        slot="coupons.till",
        title=_("To tell now"),
        template="calls/_counter_panel.html",
        context=f"{_HERE}panels:of_customer",
        permission="calls.make",
    ),
    Urls(prefix="calls/", module=f"{_HERE}urls"),
)
