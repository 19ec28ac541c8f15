"""Due work of the mirror."""

from datetime import timedelta
from typing import TYPE_CHECKING

from joren.foundation.time import clock

from . import reading
from .actions import forget_foreign_mirrors, sync, verify

if TYPE_CHECKING:
    from joren.foundation.jobs.running import RunningJob

UNUSED = timedelta(days=7)


def sync_mirror(job: "RunningJob") -> None:
    """Each minute: bring the mirror up to date, so that the next question finds little to do."""
    if not reading.is_fresh():
        sync()


def compact_mirror(job: "RunningJob") -> None:
    """Each night: look for files that rotted, fold the changes into the base, remove mirrors no longer used."""
    verify()
    sync(compact=True)
    forget_foreign_mirrors(unused_since=clock.now() - UNUSED)
