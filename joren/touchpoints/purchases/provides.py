"""What purchases offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.accounts.permissions import COUNTER, EVERYBODY, MARKETERS, Permission
from joren.foundation.catalogue import AttributeSource
from joren.foundation.importing import ImportFollowUp, ImportKind
from joren.foundation.merging.brings import Brings
from joren.foundation.registry import (
    ApiRouter,
    CustomerLink,
    EventType,
    JobHandler,
    Metric,
    Panel,
    PeriodicJob,
    Urls,
)
from joren.record.customers.facts import CustomerFacts
from joren.record.timeline.kinds import EventKind

from .attributes import ATTRIBUTES
from .exporting import EXPORTS
from .tables import TABLES

_HERE = "joren.touchpoints.purchases."

EVENT_TYPES = (
    EventType(
        key="purchases.recorded",
        kind=EventKind.PURCHASE,
        label=_("Purchase"),
        icon="shopping-bag",
        sentence=f"{_HERE}events:recorded",
    ),
    EventType(
        key="purchases.returned",
        kind=EventKind.PURCHASE,
        label=_("Return"),
        icon="arrow-back-up",
        sentence=f"{_HERE}events:returned",
    ),
    EventType(
        key="purchases.cancelled",
        kind=EventKind.PURCHASE,
        label=_("Purchase cancelled"),
        icon="circle-x",
        sentence=f"{_HERE}events:cancelled",
    ),
)

METRICS = (
    Metric(
        key="purchases.sales",
        label=_("Sales"),
        unit="money",
        measure=f"{_HERE}metrics:sales",
        series=f"{_HERE}metrics:sales_series",
    ),
    Metric(
        key="purchases.count",
        label=_("Number of purchases"),
        unit="count",
        measure=f"{_HERE}metrics:purchases",
        series=f"{_HERE}metrics:purchases_series",
    ),
    Metric(
        key="purchases.buyers",
        label=_("Customers who bought"),
        unit="count",
        measure=f"{_HERE}metrics:buyers",
        series=f"{_HERE}metrics:buyers_series",
    ),
)

PROVIDES = (
    Permission(key="purchases.view", label=_("See purchases"), roles=EVERYBODY),
    Permission(key="purchases.record", label=_("Record purchases and returns"), roles=COUNTER),
    Permission(key="purchases.change", label=_("Cancel and reassign purchases"), roles=MARKETERS),
    Brings(key="purchases", label=_("Purchases"), tell=f"{_HERE}merging:counts", order=10),
    Brings(key="spent", label=_("Spent"), tell=f"{_HERE}merging:totals", type="money", order=20),
    Brings(key="bought", label=_("Last purchase"), tell=f"{_HERE}merging:newest", type="day", order=30),
    Brings(key="shops", label=_("Bought at"), tell=f"{_HERE}merging:shops", type="text", order=40),
    *TABLES,
    *EXPORTS,
    *ATTRIBUTES,
    AttributeSource(key="purchases", attributes=f"{_HERE}attributes:from_data"),
    *EVENT_TYPES,
    *METRICS,
    CustomerLink(
        model="purchases.Purchase",
        merge="move",
        part=f"{_HERE}merging:part",
        erase="strip",
        personal=("note", "customer_reference"),
        export=("business_date", "shop", "kind", "amount", "discount", "transactions", "note"),
    ),
    CustomerLink(
        model="purchases.PurchaseLine",
        merge="move",
        erase="keep",
        export=("business_date", "description", "quantity", "amount"),
    ),
    ImportKind(
        key="purchases",
        label=_("Purchases"),
        description=_("One row per line of a receipt, per receipt, or per customer and month."),
        icon="receipt",
        fields=f"{_HERE}import_fields:FIELDS",
        importer=f"{_HERE}importing:importer",
        tables=(
            "timeline_event",
            "purchases_stagedline",
            "purchases_ownline",
            "purchases_voidedticket",
            "purchases_purchaseline",
            "purchases_purchase",
            "customers_externalid",
            "customers_customer",
            "products_product",
            "shops_shop",
        ),
        order=20,
        unit="purchases_purchase",
    ),
    JobHandler(
        key="purchases.adopt",
        label=_("Give waiting purchases to their customers"),
        run=f"{_HERE}adopting:adopt_all",
    ),
    PeriodicJob(key="purchases.adopt", every="40 3 * * *"),
    ImportFollowUp(key="purchases.adopt", after="customers", run=f"{_HERE}adopting:follow_up"),
    ImportFollowUp(key="purchases.business_days", after="shops", run=f"{_HERE}business_days:follow_up"),
    Urls(prefix="", module="joren.touchpoints.purchases.urls"),
    Panel(
        key="purchases.of_customer",
        slot="customers.detail",
        title=_("Purchases"),
        template="purchases/_panel.html",
        context=f"{_HERE}views:panel",
        order=100,
        permission="purchases.view",
    ),
    CustomerFacts(key="purchases", label=_("Purchases"), describe=f"{_HERE}queries:describe"),
    ApiRouter(prefix="", router=f"{_HERE}api:router", tag=_("Purchases")),
)
