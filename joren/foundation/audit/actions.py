"""Writes of the audit trail."""

from collections.abc import Iterable
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


def record_many(
    action: str,
    *,
    by: "Staff | None",
    subject_type: str,
    about: Iterable[tuple[int, dict[str, Any]]],
) -> None:
    """Append one entry for each (customer id, detail), who are its subjects too."""
    AuditEntry.objects.bulk_create(
        (
            AuditEntry(
                staff=by,
                action=action,
                subject_type=subject_type,
                subject_id=str(customer_id),
                customer_ref=customer_id,
                detail=detail,
            )
            for customer_id, detail in about
        ),
        batch_size=1_000,
    )
