"""What the timeline offers to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.catalogue import Column, FactTable
from joren.foundation.registry import ApiRouter, CustomerLink, Panel, Urls
from joren.record.customers.facts import CustomerFacts

from .exporting import EXPORTS

EVENTS = FactTable(
    name="events",
    source="timeline_event",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="key", type="text"),
        Column(name="kind", type="text"),
        Column(name="occurred_on", type="date"),
        Column(name="channel", type="text"),
        Column(name="origin", type="text"),
        Column(name="shop_id", type="bigint"),
    ),
    date="occurred_on",
)

PROVIDES = (
    *EXPORTS,
    EVENTS,
    CustomerLink(
        model="timeline.Event",
        merge="move",
        erase="strip",
        personal=("data",),
        export=("occurred_at", "key", "channel"),
    ),
    CustomerFacts(key="timeline", label=_("Timeline"), describe="joren.record.timeline.queries:describe"),
    Urls(prefix="customers/", module="joren.record.timeline.urls"),
    Panel(
        key="timeline.of_customer",
        slot="customers.detail",
        title=_("Timeline"),
        template="timeline/_panel.html",
        context="joren.record.timeline.views:panel",
        order=900,
    ),
    ApiRouter(prefix="customers", router="joren.record.timeline.api:router", tag=_("Timeline")),
)
