"""Job handlers of duplicates."""

from joren.foundation.jobs.running import RunningJob

from . import actions
from .errors import CheckRunning
from .queries import something_changed

_ROUNDS = 20


def check(job: RunningJob) -> None:
    """Find duplicates among those who changed; again while more came meanwhile, since a running job hides new ones."""
    for _round in range(_ROUNDS):
        try:
            actions.check(progress=job.progress, should_stop=job.should_stop)
        except CheckRunning:  # by hand, at this moment; the next period takes up what it leaves
            return
        if job.should_stop():
            return
        if not something_changed():
            break
    actions.start_merging_sure(by=None)
