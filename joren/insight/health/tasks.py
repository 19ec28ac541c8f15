"""Due work of data health."""

from joren.foundation.jobs.running import RunningJob

from . import actions


def measure(job: RunningJob) -> None:
    """Measure everybody; a killed measurement leaves what it measured and is run again from the start."""
    actions.measure(progress=job.progress, should_stop=job.should_stop)


def pick(job: RunningJob) -> None:
    """Pick the queue of the week."""
    actions.pick()
