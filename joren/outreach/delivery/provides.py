"""What delivery offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import MANAGERS, MARKETERS, READERS, Permission
from joren.foundation.merging.brings import Brings
from joren.foundation.registry import CustomerLink, JobHandler, NavigationItem, Panel, PeriodicJob, Urls

from .attributes import ATTRIBUTES

PROVIDES = (
    *ATTRIBUTES,
    Permission(key="delivery.view", label=_("See messages and blocked addresses"), roles=READERS),
    Permission(key="delivery.suppress", label=_("Block addresses"), roles=MARKETERS),
    Permission(key="delivery.decide", label=_("Decide about uncertain messages, unblock addresses"), roles=MANAGERS),
    Permission(key="delivery.policy", label=_("Decide how much and when people are written to"), roles=MANAGERS),
    JobHandler(
        key="delivery.send",
        label=_("Send messages"),
        run="joren.outreach.delivery.tasks:send",
        max_attempts=1000,
    ),
    JobHandler(key="delivery.sweep", label=_("Look after messages"), run="joren.outreach.delivery.tasks:sweep"),
    PeriodicJob(key="delivery.sweep", every="* * * * *"),
    Brings(key="sent", label=_("Messages sent"), tell="joren.outreach.delivery.merging:sent", order=50),
    CustomerLink(
        model="delivery.Delivery",
        merge="joren.outreach.delivery.merging:merge",
        part="joren.outreach.delivery.merging:part",
        erase="strip",
        personal=("address", "content", "error_text"),
        export=("channel", "purpose", "address", "state", "sent_at", "first_opened_at", "first_clicked_at"),
    ),
    CustomerLink(
        model="delivery.Wish",
        merge="joren.outreach.delivery.merging:merge_wishes",
        erase="delete",
        export=(
            "channel",
            "learned_channel",
            "pace",
            "paused_until",
            "declined_topics",
            "hour",
            "learned_hour",
            "asked_at",
            "asked_how",
        ),
    ),
    NavigationItem(
        key="delivery",
        label=_("Blocked addresses"),
        url_name="delivery:suppressions",
        icon="mail-off",
        section="reach",
        order=80,
        permission="delivery.view",
        is_seldom=True,
    ),
    NavigationItem(
        key="delivery_policy",
        label=_("Rules of sending"),
        url_name="delivery:policy",
        icon="moon",
        section="settings",
        order=35,
        permission="delivery.policy",
    ),
    Urls(prefix="delivery/", module="joren.outreach.delivery.urls"),
    Panel(
        key="delivery.of_customer",
        slot="customers.detail",
        title=_("Messages"),
        template="delivery/_customer_panel.html",
        context="joren.outreach.delivery.views:customer_panel",
        order=300,
        permission="delivery.view",
        width="side",
    ),
)
