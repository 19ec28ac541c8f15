"""Who entered and who left, as rows: of a segment and of a customer."""

from datetime import date

from django.db.models import Q, QuerySet

from joren.foundation.accounts.models import Staff
from joren.record.customers.queries import customers_visible_to

from .models import Following, Membership, Segment

_SHOWN = 10


def entered(segment: Segment, staff: Staff | None, *, since: date | None = None) -> QuerySet[Membership]:
    """Those who came in since following began, not those who were there already; only people `staff` may see."""
    rows = _rows(segment, staff).filter(_came(segment))
    return rows.filter(entered_on__gte=since) if since else rows


def left(segment: Segment, staff: Staff | None, *, since: date | None = None) -> QuerySet[Membership]:
    """Those who left."""
    rows = _rows(segment, staff).filter(left_on__isnull=False)
    return rows.filter(left_on__gte=since) if since else rows


def of_customer(customer_id: int) -> tuple[list[Membership], list[Membership]]:
    """The segments in use the customer is in, and the last ones they left."""
    rows = Membership.objects.filter(customer_id=customer_id, segment__archived_at=None).select_related("segment")
    inside = rows.filter(left_on=None).order_by("segment__name", "pk")
    before = rows.filter(left_on__isnull=False).order_by("-left_on", "-pk")[:_SHOWN]
    return list(inside), list(before)


def _rows(segment: Segment, staff: Staff | None) -> QuerySet[Membership]:
    rows = Membership.objects.filter(segment=segment).select_related("customer")
    return rows.filter(customer__in=customers_visible_to(staff))


def _came(segment: Segment) -> Q:
    """After the day following began; on that day those who were not there from the start."""
    state = Following.objects.filter(segment=segment).first()
    if state is None:
        return Q(pk__isnull=False)
    if segment.days.filter(day=state.began_on, joined__gt=0).exists():
        return Q(entered_on__gte=state.began_on) & ~Q(entered_because__kind="first")
    return Q(entered_on__gt=state.began_on)
