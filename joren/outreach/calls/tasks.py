"""The job that keeps the list of calls true."""

from joren.foundation.jobs.running import RunningJob
from joren.foundation.time import clock

from . import actions


def sweep(_job: RunningJob) -> None:
    """Take off the list what may not be called any more, and what nobody called in time."""
    actions.sweep(clock.now())
