"""What consents offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, OFFICERS, Permission
from joren.foundation.catalogue import Column, FactTable
from joren.foundation.merging.brings import Brings
from joren.foundation.registry import ApiRouter, CustomerLink, EventType, Panel, Urls
from joren.record.customers.facts import CustomerFacts
from joren.record.timeline.kinds import EventKind

from .attributes import ATTRIBUTES
from .exporting import EXPORTS

_TOKYO_DATE = "(t.{0} AT TIME ZONE 'Asia/Tokyo')::date"

CONSENTS = FactTable(
    name="consents",
    source="consents_consent",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="channel", type="text"),
        Column(name="purpose", type="text"),
        Column(name="granted_on", type="date", expression=_TOKYO_DATE.format("granted_at")),
        Column(name="withdrawn_on", type="date", expression=_TOKYO_DATE.format("withdrawn_at")),
        # A refusal that followed no consent has no day on which it was granted.
        Column(
            name="said_on",
            type="date",
            expression="(coalesce(t.granted_at, t.withdrawn_at) AT TIME ZONE 'Asia/Tokyo')::date",
        ),
    ),
    date="said_on",
)

PROVIDES = (
    *EXPORTS,
    Permission(key="consents.view", label=_("See what may be sent"), roles=EVERYBODY),
    Permission(key="consents.change", label=_("Record consents and withdrawals"), roles=COUNTER | OFFICERS),
    CONSENTS,
    *ATTRIBUTES,
    Brings(
        key="consents", label=_("What may be sent"), tell="joren.record.consents.merging:told", type="text", order=60
    ),
    CustomerLink(
        model="consents.Consent",
        merge="joren.record.consents.merging:merge",
        part="joren.record.consents.merging:part",
        own_undo=True,
        erase="strip",
        personal=("granted_how", "withdrawn_how"),
        export=(
            "channel",
            "purpose",
            "granted_at",
            "granted_how",
            "granted_text",
            "withdrawn_at",
            "withdrawn_how",
        ),
    ),
    EventType(
        key="consents.granted",
        kind=EventKind.CONSENT,
        label=_("Consent given"),
        icon="mail-check",
        sentence="joren.record.consents.events:granted",
    ),
    EventType(
        key="consents.withdrawn",
        kind=EventKind.CONSENT,
        label=_("Consent withdrawn"),
        icon="mail-off",
        sentence="joren.record.consents.events:withdrawn",
    ),
    CustomerFacts(key="consents", label=_("What may be sent"), describe="joren.record.consents.queries:describe"),
    Urls(prefix="customers/", module="joren.record.consents.urls"),
    Panel(
        key="consents.of_customer",
        slot="customers.detail",
        title=_("What may be sent"),
        template="consents/_panel.html",
        context="joren.record.consents.views:panel",
        order=200,
        permission="consents.view",
        width="side",
    ),
    ApiRouter(prefix="customers", router="joren.record.consents.api:router", tag=_("Consents")),
)
