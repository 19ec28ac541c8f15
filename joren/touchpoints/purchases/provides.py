"""What purchases offer to the house."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ImportKind
from joren.foundation.registry import EventType
from joren.record.timeline.kinds import EventKind

PROVIDES = (
    EventType(
        key="purchases.recorded",
        kind=EventKind.PURCHASE,
        label=_("Purchase"),
        icon="shopping-bag",
        sentence="joren.touchpoints.purchases.events:recorded",
    ),
    EventType(
        key="purchases.returned",
        kind=EventKind.PURCHASE,
        label=_("Return"),
        icon="arrow-back-up",
        sentence="joren.touchpoints.purchases.events:returned",
    ),
    EventType(
        key="purchases.cancelled",
        kind=EventKind.PURCHASE,
        label=_("Purchase cancelled"),
        icon="circle-x",
        sentence="joren.touchpoints.purchases.events:cancelled",
    ),
    ImportKind(
        key="purchases",
        label=_("Purchases"),
        description=_("One row per line of a receipt, per receipt, or per customer and month."),
        icon="receipt",
        fields="joren.touchpoints.purchases.import_fields:FIELDS",
        importer="joren.touchpoints.purchases.importing:PurchaseImporter",
        tables=(
            "timeline_event",
            "purchases_stagedline",
            "purchases_purchaseline",
            "purchases_purchase",
            "customers_externalid",
            "customers_customer",
            "products_product",
            "shops_shop",
        ),
        order=20,
    ),
)
