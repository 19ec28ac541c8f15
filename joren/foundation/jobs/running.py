"""Claiming jobs and running them under a lease."""

import logging
import os
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import connection, transaction
from django.db.models import F, Q

from joren.foundation.registry import JobHandler, entry, resolve
from joren.foundation.time import clock

from .errors import LeaseLost
from .models import Job

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
_RENEW_EVERY = 15.0
_BACKOFF = (5, 30, 120, 600, 3600)
"""Seconds until the next try after the first, second, … failure."""


def worker_name() -> str:
    """Host and process, so that leases of dead processes on this host can be told."""
    return f"{socket.gethostname()}:{os.getpid()}"


class RunningJob:
    """What a handler sees of its job: what it is about, a place to say how far it is, whether to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.subject = job.subject
        self._lost = Event()

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say how far the work is and renew the lease. Raises `LeaseLost` when another worker has taken over."""
        fields = {"done_units": done, "message": message[:300], "leased_until": clock.now() + LEASE}
        if total is not None:
            fields["total_units"] = total
        self._update(**fields)

    def renew(self) -> None:
        """Renew the lease without a word. Raises `LeaseLost`."""
        self._update(leased_until=clock.now() + LEASE)

    def should_stop(self) -> bool:
        """Whether somebody asked this job to stop. Ask at safe places, at least every few seconds."""
        return Job.objects.filter(pk=self.job.pk, stop_requested=True).exists()

    def _update(self, **fields: object) -> None:
        mine = Job.objects.filter(
            pk=self.job.pk, state=Job.State.RUNNING, leased_by=self.job.leased_by, attempts=self.job.attempts
        )
        if self._lost.is_set() or not mine.update(**fields):
            self._lost.set()
            raise LeaseLost(str(self.job))


@transaction.atomic
def claim(limit: int, *, worker: str, kinds: Iterable[str] = ()) -> list[Job]:
    """Take up to `limit` due jobs, oldest first, skipping those other workers are taking at this moment.

    A running job whose lease ran out is due again: its worker died. `kinds` narrows to those handlers.
    """
    now = clock.now()
    due = Job.objects.filter(Q(state=Job.State.DUE, due_at__lte=now) | Q(state=Job.State.RUNNING, leased_until__lt=now))
    if kinds:
        due = due.filter(kind__in=list(kinds))
    jobs = list(due.order_by("due_at").select_for_update(skip_locked=True)[:limit])
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
        state=Job.State.RUNNING,
        leased_by=worker,
        leased_until=now + LEASE,
        attempts=F("attempts") + 1,
        started_at=now,
    )
    return list(Job.objects.filter(pk__in=[job.pk for job in jobs]).order_by("due_at"))


def run(job: Job) -> None:
    """Run a claimed job to its end: done, stopped, due again with a delay, or failed for good."""
    running = RunningJob(job)
    try:
        handler = entry(JobHandler, job.kind)
    except KeyError:
        _finish(running, Job.State.FAILED, error=f"no handler for {job.kind}")
        return
    if job.attempts > handler.max_attempts:
        _finish(running, Job.State.FAILED, error=f"its worker died {job.attempts - 1} times")
        return
    try:
        with _Renewing(running):
            resolve(handler.run)(running)
        _finish(running, Job.State.CANCELLED if running.should_stop() else Job.State.DONE)
    except LeaseLost:
        logger.warning("lease lost: %s", job)
    except Exception as problem:
        logger.exception("job failed: %s", job)
        _failed(running, handler, problem)


def release_leases_of_the_dead() -> int:
    """Make the jobs of workers on this host that no longer run due at once, instead of when their lease ends."""
    host = socket.gethostname()
    freed = 0
    for job in Job.objects.filter(state=Job.State.RUNNING, leased_by__startswith=f"{host}:"):
        process = int(job.leased_by.rpartition(":")[2])
        if not _lives(process):
            freed += Job.objects.filter(
                pk=job.pk, state=Job.State.RUNNING, leased_by=job.leased_by, attempts=job.attempts
            ).update(state=Job.State.DUE, due_at=clock.now())
    return freed


def run_due(*, kinds: Iterable[str] = (), until_none_left: bool = True) -> int:
    """Run what is due in this process, now; for the command line and for tests. Returns how many jobs ran."""
    ran = 0
    while jobs := claim(1, worker=worker_name(), kinds=kinds):
        for job in jobs:
            run(job)
            ran += 1
        if not until_none_left:
            break
    return ran


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _finish(running: RunningJob, state: Job.State, *, error: str = "") -> None:
    running._update(state=state, finished_at=clock.now(), leased_until=None, error=error)


def _failed(running: RunningJob, handler: JobHandler, problem: Exception) -> None:
    error = f"{type(problem).__name__}: {problem}"[:2000]
    attempts = running.job.attempts
    try:
        if attempts >= handler.max_attempts or running.should_stop():
            _finish(running, Job.State.FAILED, error=error)
        else:
            again: datetime = clock.now() + timedelta(seconds=_BACKOFF[min(attempts, len(_BACKOFF)) - 1])
            running._update(state=Job.State.DUE, due_at=again, leased_until=None, error=error)
    except LeaseLost:
        logger.warning("lease lost while failing: %s", running.job)


class _Renewing:
    """Renews the lease from a thread while a handler works without saying how far it is."""

    def __init__(self, running: RunningJob) -> None:
        self._running = running
        self._ended = Event()
        self._thread = Thread(target=self._renew, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._thread.join()

    def _renew(self) -> None:
        while not self._ended.wait(_RENEW_EVERY):
            try:
                self._running.renew()
            except LeaseLost:
                return
            except Exception:
                logger.exception("lease not renewed: %s", self._running.job)
            finally:
                connection.close()
