"""The people behind each number of a result."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import DecimalField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from joren.outreach.campaigns.models import AudienceMember
from joren.record.customers.queries import customers_visible_to
from joren.touchpoints.purchases.models import Purchase

from .measuring import HELD_BACK, SEND
from .windows import Window

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=16, decimal_places=2)


def people_of(campaign_id: int, window: Window, until: dt.date, staff: "Staff | None") -> QuerySet[AudienceMember]:
    """Everybody assigned whom this person may see, with `spent`, `spent_before` and `bought`, as `groups_of` counts."""
    purchases = Purchase.objects.filter(customer=OuterRef("customer"), cancelled_at=None)
    inside = purchases.filter(business_date__gte=window.start, business_date__lt=min(until, window.end))
    before = purchases.filter(business_date__gte=window.before, business_date__lt=window.start)
    members = AudienceMember.objects.filter(campaign_id=campaign_id, decision__in=(SEND, HELD_BACK))
    return (
        members.filter(customer__in=customers_visible_to(staff))
        .select_related("customer")
        .annotate(
            spent=_sum(inside),
            spent_before=_sum(before),
            bought=Exists(inside.filter(kind=Purchase.Kind.SALE)),
            kana=F("customer__family_kana"),
        )
    )


def _sum(purchases: QuerySet[Purchase]) -> Coalesce:
    total = purchases.order_by().values("customer").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total, output_field=_AMOUNT), Value(Decimal(0)), output_field=_AMOUNT)
