"""The worker's part of the imports. Both may run twice and beside themselves: see `actions.running`."""

import logging

from joren.foundation.errors import JorenError
from joren.foundation.jobs.running import RunningJob

from . import actions, queries
from .models import Import

log = logging.getLogger(__name__)


def run_import(job: RunningJob) -> None:
    """Take a file in. A refusal is kept with the import, where the user reads it: trying again would not help."""
    record = queries.get(job.subject)
    if record.state not in (Import.State.QUEUED, Import.State.RUNNING, Import.State.FAILED):
        return
    try:
        actions.run(record=record, by=job.job.staff, progress=job.progress, should_stop=job.should_stop)
    except JorenError as problem:
        log.info("import %s stopped: %s", record.pk, problem.code)


def undo_import(job: RunningJob) -> None:
    """Take an import back."""
    record = queries.get(job.subject)
    if record.state != Import.State.UNDOING:
        return
    try:
        actions.undo(record=record, by=job.job.staff)
    except JorenError as problem:
        actions.keep_undo_refusal(record=record, problem=problem)
