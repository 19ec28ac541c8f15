"""Due work of predictions."""

from joren.foundation.jobs.running import RunningJob
from joren.segments.mirror.limits import patiently

from . import actions


def refresh(job: RunningJob) -> None:
    """Each night, and when somebody asks: everybody's, with a new fit once a week or when asked for by a person."""
    with patiently():
        actions.refresh(refit=job.job.staff_id is not None, progress=job.progress, should_stop=job.should_stop)


def follow(job: RunningJob) -> None:
    """Each hour: those who bought since."""
    with patiently():
        actions.follow()
