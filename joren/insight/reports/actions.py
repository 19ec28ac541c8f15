"""Every write of reports."""

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.cli import plain

from .queries import Result


@transaction.atomic
def record_export(result: Result, *, by: Staff | None) -> None:
    """Say in the audit trail who took which report away."""
    detail = {"parameters": plain(result.parameters), "rows": len(result.rows)}
    record(
        "exported",
        by=by,
        subject_type="report",
        subject_id=result.report.key,
        label=str(result.report.label),
        detail=detail,
    )
