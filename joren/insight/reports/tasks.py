"""Due work of reports: a slow answer, warming and clearing up at night, the report of the month."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import override

from joren.foundation.jobs.running import RunningJob
from joren.foundation.time import clock
from joren.foundation.time.periods import months_before
from joren.segments.mirror.limits import patiently

from . import keeping, queries
from .models import KeptAnswer
from .monthly.actions import make

KEPT_DAYS: Final = 30
MOST_KEPT: Final = 256 * 1024 * 1024
"""Bytes of all answers together; those unused for longest go first."""


def answer(job: RunningJob) -> None:
    """Make one answer that is slow; safe to run twice. A question that was cleared away meanwhile is left."""
    kept = KeptAnswer.objects.filter(slot=job.subject).select_related("staff").first()
    if kept is None:
        return
    job.progress(0, message="")
    with override(kept.language), patiently():
        keeping.make(kept, staff=kept.staff)


def warm(job: RunningJob) -> None:
    """Run every report with its default settings, so that the first person of the day does not wait."""
    found = [report for report in queries.reports() if report.kept and not report.by_staff]
    with override(settings.LANGUAGE_CODE), patiently():
        for number, report in enumerate(found):
            if job.should_stop():
                return
            job.progress(number, len(found), str(report.label))
            keeping.answer(report.key, {}, staff=None)


def clear(job: RunningJob) -> None:
    """Forget answers nobody asked for lately, and the oldest ones beyond the bound."""
    forget_old()


def forget_old(most: int = MOST_KEPT) -> int:
    """See `clear`; how many were forgotten."""
    gone = KeptAnswer.objects.filter(used_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()[0]
    total = KeptAnswer.objects.aggregate(total=Sum("size"))["total"] or 0
    for pk, size in KeptAnswer.objects.order_by("used_at").values_list("pk", "size"):
        if total <= most:
            break
        gone += KeptAnswer.objects.filter(pk=pk).delete()[0]
        total -= size
    return gone


def month(job: RunningJob) -> None:
    """Make the report of the month that ended."""
    with override(settings.LANGUAGE_CODE), patiently():
        make(month=months_before(clock.today().replace(day=1), 1), by=None)
