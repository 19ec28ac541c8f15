"""Writes of due work. An action calls `schedule` in its own transaction: no broker, nothing lost between the two."""

from datetime import datetime

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.time import clock

from .errors import JobNotRetriable
from .models import Job

UNFINISHED = (Job.State.DUE, Job.State.RUNNING)


def schedule(kind: str, *, subject: str = "", due_at: datetime | None = None, by: Staff | None = None) -> Job:
    """Leave work of that kind about that subject to be done from `due_at` on (default: now).

    Idempotent while unfinished: the job that is there already is returned, brought forward if the new time is
    earlier. A running one is left alone; whoever needs another round must schedule again when it is done.
    """
    due = due_at or clock.now()
    # ignore_conflicts makes the race of two schedulers harmless without a savepoint.
    Job.objects.bulk_create([Job(kind=kind, subject=subject, due_at=due, staff=by)], ignore_conflicts=True)
    Job.objects.filter(kind=kind, subject=subject, state=Job.State.DUE, due_at__gt=due).update(due_at=due)
    return Job.objects.filter(kind=kind, subject=subject, state__in=UNFINISHED).latest("pk")


def request_stop(job: Job, *, by: Staff | None) -> None:
    """Ask a running job to stop at its next safe place; a waiting one is cancelled at once."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.DUE)
    if not waiting.update(state=Job.State.CANCELLED, finished_at=clock.now()):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(stop_requested=True)


@transaction.atomic
def retry(job: Job, *, by: Staff | None) -> Job:
    """Make a failed or stopped job due again. Raises `JobNotRetriable` for any other."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise JobNotRetriable(state=job.get_state_display())
    return schedule(job.kind, subject=job.subject, by=by)
