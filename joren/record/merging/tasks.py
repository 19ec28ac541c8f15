"""Background work of merging."""

from joren.foundation.jobs.running import RunningJob

from . import actions
from .models import Batch


def merge_many(job: RunningJob) -> None:
    """Merge the pairs of a batch (the job's subject)."""
    batch = Batch.objects.filter(pk=int(job.subject)).first()
    if batch is not None:
        actions.run_batch(batch, job.progress, job.should_stop)


def undo_batch(job: RunningJob) -> None:
    """Take a batch (the job's subject) back."""
    batch = Batch.objects.filter(pk=int(job.subject)).first()
    if batch is not None:
        actions.undo_batch(batch, job.progress, job.should_stop, job.job.staff)
