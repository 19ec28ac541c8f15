"""Every write of the monthly report."""

from datetime import date

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record
from joren.foundation.time import clock
from joren.insight.reports.models import MonthlyReport

from .keeping import to_json
from .reading import figures_of


def make(*, month: date, by: Staff | None) -> MonthlyReport:
    """Make the report of a month and keep its numbers as they are now; made again, it takes the place of the old."""
    first = month.replace(day=1)
    fields = {"figures": to_json(figures_of(first)), "made_at": clock.now()}
    return MonthlyReport.objects.update_or_create(month=first, defaults=fields)[0]


@transaction.atomic
def record_taken(month: date, kind: str, *, by: Staff | None) -> None:
    """Say in the audit trail who took the report of which month away."""
    label, detail = f"{month:%Y-%m}", {"format": kind}
    record("exported", by=by, subject_type="report", subject_id="monthly", label=label, detail=detail)


def forget() -> None:
    """Throw away what was kept of all months; who opens one has it made again from the facts there are."""
    MonthlyReport.objects.all().delete()
