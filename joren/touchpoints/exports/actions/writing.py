"""Writing the file that was asked for."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import translation

from joren.foundation.errors import JorenError
from joren.foundation.exporting import FORMATS, Losses, Scope, open_writer
from joren.foundation.registry import resolve
from joren.foundation.time.clock import now, today
from joren.touchpoints.exports import files, package
from joren.touchpoints.exports.kinds import EVERYTHING, chosen_columns, export_named
from joren.touchpoints.exports.models import ExportRun

from .tidying import KEPT

Progress = Callable[[int, int | None, str], object]
Stop = Callable[[], bool]
_ASK_EVERY: Final = 10_000


class _Stopped(Exception):
    """Somebody asked the job to stop."""


def _silent(done: int, total: int | None, message: str) -> None:
    """Say nothing."""


def _never() -> bool:
    return False


def write(*, run: ExportRun, progress: Progress = _silent, should_stop: Stop = _never) -> ExportRun:
    """Write the file, anew if it was. Raises NoPlace and what the export refuses; the run tells it too."""
    stored = files.new_folder()
    losses = Losses(files.folder_of(stored) / files.LOSSES)
    old = run.stored
    ExportRun.objects.filter(pk=run.pk).update(state=ExportRun.State.RUNNING, error={})
    try:
        with files.refusing_full_disk(), translation.override(_language(run)):
            path = files.folder_of(stored) / files.DATA
            rows = _fill(path, run, losses, progress, should_stop)
            losses.close()
    except _Stopped:
        files.discard(stored)
        ExportRun.objects.filter(pk=run.pk).update(state=ExportRun.State.FAILED, finished_at=now())
    except BaseException as problem:
        files.discard(stored)
        told = problem.as_dict() if isinstance(problem, JorenError) else {}
        ExportRun.objects.filter(pk=run.pk).update(state=ExportRun.State.FAILED, error=told, finished_at=now())
        raise
    else:
        _keep(run, stored, path, rows, losses)
        files.discard(old)
    run.refresh_from_db()
    return run


def _fill(path: Path, run: ExportRun, losses: Losses, progress: Progress, should_stop: Stop) -> int:
    """Write all rows; returns how many."""

    def tell(done: int) -> None:
        progress(done, run.rows_total, "")
        if done % _ASK_EVERY == 0 and should_stop():
            raise _Stopped

    if run.what == EVERYTHING:
        return package.write(path, staff=run.staff, losses=losses, tell=tell)
    export, columns = export_named(run.what), chosen_columns(run.what, run.columns)
    scope = Scope(columns=tuple(column.key for column in columns), filters=run.filters)
    rows = resolve(export.rows)(run.staff, scope)
    options = {"format": run.format, "encoding": run.encoding, "sheet": str(export.label)}
    with open_writer(path, columns, losses=losses, **options) as writer:
        for done in writer.write(rows):
            tell(done)
        return writer.rows_written


@transaction.atomic
def _keep(run: ExportRun, stored: str, path: Path, rows: int, losses: Losses) -> None:
    suffix = ".zip" if run.what == EVERYTHING else FORMATS[run.format].suffix
    at = now()
    ExportRun.objects.filter(pk=run.pk).update(
        state=ExportRun.State.DONE,
        rows=rows,
        stored=stored,
        file_name=f"{run.what}-{today():%Y%m%d}{suffix}",
        size=path.stat().st_size,
        digest=files.digest_of(path),
        losses=losses.told() if losses.count else {},
        finished_at=at,
        kept_until=at + KEPT,
    )


def _language(run: ExportRun) -> str:
    return run.staff.language if run.staff else translation.get_language() or "ja"
