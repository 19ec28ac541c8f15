"""How long the files of imports are kept, and handing them out again."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from joren.foundation.audit import actions as audit
from joren.foundation.business.queries import the_business
from joren.foundation.time.clock import now
from joren.touchpoints.imports import files
from joren.touchpoints.imports.errors import StoredFileGone
from joren.touchpoints.imports.models import Import

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_OPEN = (Import.State.UPLOADED, Import.State.READING)


def hand_out(*, record: Import, by: "Staff | None") -> Path:
    """The original file, for somebody who takes it away; noted in the audit trail. Raises StoredFileGone."""
    path = files.folder_of(record.stored) / files.ORIGINAL
    if not record.stored or not path.exists():
        raise StoredFileGone(file=record.file_name)
    audit.record(
        "exported",
        by=by,
        subject_type="import",
        subject_id=record.pk,
        label=record.file_name,
        detail={"file": "original"},
    )
    return path


def discard_old_files() -> int:
    """Discard the files of imports older than the business keeps them, rejected rows too; returns how many.

    What was imported, its report and its undo stay. A file nobody ever took in is forgotten whole.
    """
    before = now() - timedelta(days=the_business().keeps_import_files_days)
    old = Import.objects.exclude(stored="").filter(
        Q(finished_at__lt=before) | Q(finished_at=None, created_at__lt=before)
    )
    old = old.exclude(state__in=[Import.State.QUEUED, Import.State.RUNNING, Import.State.UNDOING])
    count = 0
    for record in old.iterator():
        with transaction.atomic():
            stored = record.stored
            if record.state in _OPEN:
                record.delete()
            else:
                Import.objects.filter(pk=record.pk).update(stored="", rejects_bytes=0, discarded_at=now())
            transaction.on_commit(partial(files.discard, stored))
        count += 1
    return count
