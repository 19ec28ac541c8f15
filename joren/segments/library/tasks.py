"""Due work of the library."""

from typing import TYPE_CHECKING

from joren.segments.mirror.limits import patiently

from .following.actions import follow_all, renew_past

if TYPE_CHECKING:
    from joren.foundation.jobs.running import RunningJob


def follow(job: "RunningJob") -> None:
    """Every five minutes, the first time right after midnight, and after each save: who entered, who left, how many."""
    with patiently():
        follow_all(progress=job.progress, should_stop=job.should_stop)
        renew_past(should_stop=job.should_stop)
