"""Writes of the audit trail."""

from typing import TYPE_CHECKING, Any

from .models import AuditEntry

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


def record(
    action: str,
    *,
    by: "Staff | None",
    subject_type: str,
    subject_id: object = "",
    label: str = "",
    customer_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry, in the caller's transaction. `detail` holds no secret and no more personal data than needed."""
    return AuditEntry.objects.create(
        staff=by,
        action=action,
        subject_type=subject_type,
        subject_id=str(subject_id),
        subject_label=label[:200],
        customer_ref=customer_id,
        detail=detail or {},
    )
