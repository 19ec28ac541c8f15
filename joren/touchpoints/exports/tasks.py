"""The worker's part of the exports."""

import logging

from joren.foundation.errors import JorenError
from joren.foundation.jobs.running import RunningJob

from . import actions, queries
from .models import ExportRun

log = logging.getLogger(__name__)


def write(job: RunningJob) -> None:
    """Write a file. Twice is harmless: the second one replaces the first."""
    run = queries.get(job.subject)
    if run.state == ExportRun.State.DONE:
        return
    try:
        actions.write(run=run, progress=job.progress, should_stop=job.should_stop)
    except JorenError as problem:
        log.info("export %s stopped: %s", run.pk, problem.code)


def tidy(job: RunningJob) -> None:
    """Delete files that lay here their week."""
    actions.remove_old_files()
