"""Job handlers of delivery."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from joren.foundation.errors import JorenError
from joren.foundation.jobs.actions import schedule
from joren.foundation.jobs.running import RunningJob
from joren.foundation.time import clock

from . import policy, queries
from .actions import finish_if_done, pause_for_problem
from .channels import Sender, sender_for
from .engine import Run
from .errors import ServerGone
from .models import Dispatch
from .recovery import take_over


def send(job: RunningJob) -> None:
    """Send what is due of one origin (the job's subject), over each of its open channels.

    Raises `ServerGone` when the other side stopped answering, so that the job shows it and comes back soon.
    """
    take_over()
    for dispatch in Dispatch.objects.filter(origin=job.subject, state=Dispatch.State.OPEN):
        try:
            sender = sender_for(dispatch)
        except JorenError as problem:
            pause_for_problem(dispatch, f"{problem} {problem.remedy_sentence}".strip())
            continue
        with _only_one(sender) as free:
            if free:
                run = Run(dispatch, sender, job)
                run.go()
                if run.problem and run.problem.halts == "for_now":
                    raise ServerGone(reason=f"{run.problem.code} {run.problem.text}".strip())


def sweep(job: RunningJob) -> None:
    """Each minute: take over from workers that are gone, and see that everything due is being sent or finished."""
    take_over()
    now = clock.now()
    for dispatch in queries.dispatches_with_due_work(now):
        if policy.is_quiet(dispatch.channel, now, dispatch.purpose):
            continue  # its people are left in peace until the quiet hours end
        schedule("delivery.send", subject=dispatch.origin)
    for dispatch in Dispatch.objects.filter(state=Dispatch.State.OPEN):
        finish_if_done(dispatch)


@contextmanager
def _only_one(sender: Sender) -> Iterator[bool]:
    """With a limit a minute, one run at a time for the account, over all workers; another waits for the next sweep."""
    if not sender.per_minute:
        yield True
        return
    key = f"delivery.pace.{sender.account}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
