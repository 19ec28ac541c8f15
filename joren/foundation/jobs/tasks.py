"""Job handlers of the jobs themselves."""

from .periodic import forget_old_jobs
from .running import RunningJob


def tidy(job: RunningJob) -> None:
    """Delete the finished jobs nobody needs to see any more; its regular run is also the worker's sign of life."""
    forget_old_jobs()
