"""Jobs that become due by the clock."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from croniter import croniter
from django.conf import settings

from joren.foundation.registry import PeriodicJob, entries
from joren.foundation.time import clock

from .actions import schedule
from .models import Job

KEPT = timedelta(days=14)
"""How long finished jobs stay on the job page."""


def schedule_periodic() -> int:
    """See that each periodic job has one unfinished row, due at its next time. Returns how many rows were new.

    Called by every worker each few seconds: the unique row makes it harmless. A period missed while nothing ran is
    made up once, not many times.
    """
    unfinished = set(
        Job.objects.filter(subject="", state__in=[Job.State.DUE, Job.State.RUNNING]).values_list("kind", flat=True)
    )
    local = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    missing = [job for job in entries(PeriodicJob) if job.key not in unfinished]
    for job in missing:
        schedule(job.key, due_at=croniter(job.every, local).get_next(type(local)))  # type: ignore[no-untyped-call]
    return len(missing)


def forget_old_jobs() -> int:
    """Delete finished jobs older than `KEPT`; failed ones stay until somebody looked."""
    old = Job.objects.filter(state__in=[Job.State.DONE, Job.State.CANCELLED], finished_at__lt=clock.now() - KEPT)
    return old.delete()[0]
