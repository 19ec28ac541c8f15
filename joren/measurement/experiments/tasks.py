"""The job of experiments."""

from joren.foundation.jobs.running import RunningJob

from . import actions, queries
from .queries import Status


def evaluate_ended(job: RunningJob) -> None:
    """Give the verdict on every campaign whose window has ended and whose sales are in. Safe to run twice."""
    waiting = queries.open_experiments()
    today = queries.today()
    for done, (campaign, window) in enumerate(waiting):
        job.progress(done, len(waiting))
        if job.should_stop():
            return
        if window.is_over(today) and queries.measure(campaign, today).status is Status.FINISHED:
            actions.evaluate(campaign, by=None)
    job.progress(len(waiting), len(waiting))
