"""Reads of due work."""

from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from joren.foundation.time import clock

from .models import Job


def latest(kind: str, subject: str = "") -> Job | None:
    """The newest job of that kind about that subject, whatever its state."""
    return Job.objects.filter(kind=kind, subject=subject).order_by("-pk").first()


def jobs_in_state(state: str) -> QuerySet[Job]:
    """Jobs for the job page, newest first; the empty state means all."""
    jobs = Job.objects.select_related("staff").order_by("-pk")
    return jobs.filter(state=state) if state else jobs


def counts_by_state() -> dict[str, int]:
    """How many jobs wait, run, failed, … (all kept jobs)."""
    found = dict(Job.objects.values_list("state").annotate(number=Count("pk")))
    return {str(state): found.get(state, 0) for state in Job.State.values}


def unfinished() -> QuerySet[Job]:
    """Jobs that run or are due now."""
    return Job.objects.filter(Q(state=Job.State.RUNNING) | Q(state=Job.State.DUE, due_at__lte=clock.now())).order_by(
        "pk"
    )


def last_worker_sign() -> datetime | None:
    """When a worker last tidied up, which each does at its start and then every minute; None when none ever did.

    Other jobs tell nothing: a command may run its own.
    """
    seen: datetime | None = Job.objects.filter(kind="jobs.tidy").aggregate(at=Max("started_at"))["at"]
    return seen


def worker_seems_alive(within: timedelta = timedelta(minutes=3)) -> bool:
    """Whether a worker showed itself lately."""
    seen = last_worker_sign()
    return seen is not None and clock.now() - seen < within
