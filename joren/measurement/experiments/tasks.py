"""The job of experiments."""

from joren.foundation.jobs.running import RunningJob

from . import actions, queries
from .queries import Status


def evaluate_ended(job: RunningJob) -> None:
    """Give the verdict on everything whose window has ended and whose sales are in. Safe to run twice."""
    waiting = queries.open_experiments()
    today = queries.today()
    for done, (subject, window) in enumerate(waiting):
        job.progress(done, len(waiting))
        if job.should_stop():
            return
        last = queries.last_day(subject, window)
        over = last is not None and today > last
        if over and queries.measure(subject, today).status is Status.FINISHED:
            actions.evaluate(subject, by=None)
    job.progress(len(waiting), len(waiting))
