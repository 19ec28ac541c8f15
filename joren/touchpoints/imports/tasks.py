"""The worker's part of the imports. All may run twice and beside themselves: see `actions.running`."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import translation

from joren.foundation.errors import JorenError
from joren.foundation.jobs import actions as jobs
from joren.foundation.jobs.running import RunningJob
from joren.foundation.time.clock import now

from . import actions, pickup, queries
from .aside import telling
from .errors import ImportNotFound
from .inbox import inbox
from .models import Import

log = logging.getLogger(__name__)
_LATER = timedelta(seconds=20)


def run_import(job: RunningJob) -> None:
    """Take a file in. A refusal is kept with the import, where the user reads it: trying again would not help."""
    record = queries.get(job.subject)
    if record.state not in (Import.State.QUEUED, Import.State.RUNNING, Import.State.FAILED):
        return
    try:
        actions.run(record=record, by=job.job.staff, progress=job.progress, should_stop=job.should_stop)
    except JorenError as problem:
        log.info("import %s stopped: %s", record.pk, problem.code)


def read_import(job: RunningJob) -> None:
    """Understand a large workbook and try it."""
    record = actions.read(record=queries.get(job.subject))
    if record.state == Import.State.UPLOADED:
        actions.look(record=record, by=job.job.staff)


def preview_import(job: RunningJob) -> None:
    """Try a whole file. The subject is ``<import>:<settings>``; a try of other settings is nobody's any more."""
    number, name = job.subject.split(":")[:2]
    try:
        record = queries.get(number)
    except ImportNotFound:
        return
    if record.state != Import.State.UPLOADED or actions.settings_name(record) != name:
        return
    with telling(job) as tell:
        finished = actions.look_at_all(record=record, progress=tell, should_stop=job.should_stop)
    if not finished:  # this job still runs, so the next round needs another name
        again = job.subject[:-1] if job.subject.endswith(":") else f"{job.subject}:"
        jobs.schedule(job.job.kind, subject=again, due_at=now() + _LATER, by=job.job.staff)


def undo_import(job: RunningJob) -> None:
    """Take an import back."""
    record = queries.get(job.subject)
    if record.state != Import.State.UNDOING:
        return
    leave = record.undo_plan.get("leave", "")
    try:
        with telling(job) as tell:
            actions.undo(record=record, by=job.job.staff, leave=leave, progress=tell)
    except JorenError as problem:
        actions.keep_undo_refusal(record=record, problem=problem)


def discard_old_files(job: RunningJob) -> None:
    """Discard files that were kept long enough."""
    actions.discard_old_files()


def pick_up(job: RunningJob) -> None:
    """Look at the watched folder; what is sure is imported by jobs of its own."""
    with translation.override(settings.LANGUAGE_CODE):
        pickup.look(inbox(), take=lambda record: actions.start(record=record, by=None))
