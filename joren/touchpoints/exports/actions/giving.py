"""Handing a written file over; every time is kept."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from joren.foundation.accounts.errors import NotAllowed
from joren.foundation.audit import actions as audit
from joren.foundation.time.clock import now
from joren.touchpoints.exports import files
from joren.touchpoints.exports.errors import FileGone, FolderMissing
from joren.touchpoints.exports.kinds import may_take, permission_for
from joren.touchpoints.exports.models import ExportRun

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def download(*, run: ExportRun, by: "Staff | None") -> Path:
    """The file, after the audit trail says who takes it. Raises NotAllowed, FileGone."""
    if not may_take(by, run.what):
        raise NotAllowed(permission=permission_for(run.what))
    path = files.folder_of(run.stored) / files.DATA
    if not run.has_file or not path.exists() or (run.kept_until and run.kept_until < now()):
        raise FileGone
    ExportRun.objects.filter(pk=run.pk).update(downloads=F("downloads") + 1)
    detail = {"what": run.what, "downloaded": run.file_name, "rows": run.rows, "sha256": run.digest}
    audit.record("exported", by=by, subject_type="export", subject_id=run.pk, label=run.file_name, detail=detail)
    return path


def hand_over(*, run: ExportRun, target: Path, by: "Staff | None") -> tuple[Path, Path | None]:
    """Move the file (and the report of what could not be written) to where the command line wants it.

    Returns where they lie. Raises FolderMissing, FileGone.
    """
    source = download(run=run, by=by)
    report = files.folder_of(run.stored) / files.LOSSES
    beside = target.with_name(f"{target.name}.not-written.csv") if report.exists() else None
    try:
        shutil.move(source, target)
        target.chmod(0o600)
        if beside is not None:
            shutil.move(report, beside)
            beside.chmod(0o600)
    except OSError as problem:
        raise FolderMissing(path=str(target)) from problem
    files.discard(run.stored)
    ExportRun.objects.filter(pk=run.pk).update(stored="", kept_until=None)
    return target, beside
