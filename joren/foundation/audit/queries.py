"""Reads of the audit trail."""

from django.db.models import QuerySet

from .models import AuditEntry


def entries(
    *,
    staff_id: int | None = None,
    action: str = "",
    customer_id: int | None = None,
    before: int | None = None,
) -> QuerySet[AuditEntry]:
    """Entries newest first, narrowed by who, what and about whom; `before` is the id of the last one seen."""
    found = AuditEntry.objects.select_related("staff").order_by("-pk")
    if staff_id:
        found = found.filter(staff_id=staff_id)
    if action:
        found = found.filter(action=action)
    if customer_id:
        found = found.filter(customer_ref=customer_id)
    return found.filter(pk__lt=before) if before else found
