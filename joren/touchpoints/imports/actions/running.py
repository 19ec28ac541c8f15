"""Running an import: batch by batch, each committed with the place where the next one begins.

A run that is killed leaves the last committed batch; the next run goes on behind it. A run claims the import with a
word of its own (`runner`); every batch locks the import's row and refuses when another run has claimed it since, so
that two workers never write the same rows.
"""

import errno
import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import DatabaseError, transaction
from django.utils import translation

from joren.foundation.audit import actions as audit
from joren.foundation.csv_safety import restore_neutralised
from joren.foundation.errors import JorenError
from joren.foundation.importing import Importer, Plan, RowRejected
from joren.foundation.jobs import actions as jobs
from joren.foundation.jobs import queries as queries_of_jobs
from joren.foundation.registry import resolve
from joren.foundation.time.clock import now
from joren.touchpoints.imports import files, presets
from joren.touchpoints.imports.errors import DiskFull, TakenOver, WrongState, broken_row_words
from joren.touchpoints.imports.kinds_known import kind_named
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.notes import Notes
from joren.touchpoints.imports.reading.problems import BrokenRow
from joren.touchpoints.imports.reading.table import Row, Table
from joren.touchpoints.imports.rejects import RejectsFile
from joren.touchpoints.imports.rolled_back import rolled_back

from .drops import go_on_with_drop, is_waiting_for_another, release_waiting
from .following import Followed
from .preparing import WRITTEN_AT, open_stored, sample_of
from .remembering import current_xid, noting_byproducts, remember_for

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

BATCH: Final = 5_000
TRY_ROWS: Final = 2_000
JOB: Final = "imports.run"
_PG_DISK_FULL: Final = "53100"
_STARTABLE: Final = (Import.State.UPLOADED, Import.State.QUEUED, Import.State.PAUSED, Import.State.FAILED)
_RUNNABLE: Final = (*_STARTABLE, Import.State.RUNNING)

Progress = Callable[[int, int | None, str], None]
Stop = Callable[[], bool]


def _silent(done: int, total: int | None, message: str) -> None:
    return None


def _never() -> bool:
    return False


@transaction.atomic
def start(*, record: Import, by: "Staff | None") -> Import:
    """Leave the import to the worker. Raises FieldsMissing for columns that cannot make rows, WrongState."""
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state not in _STARTABLE:
        raise WrongState(state=record.get_state_display())
    table = open_stored(record)
    importer_of(record, table, Notes({}, {}))
    record.state = Import.State.QUEUED
    record.error = {}
    record.save(update_fields=["state", "error"])
    if not is_waiting_for_another(record):
        jobs.schedule(JOB, subject=str(record.pk), by=by)
    return record


@transaction.atomic
def pause(*, record: Import, by: "Staff | None") -> Import:
    """Ask a run to stop behind its batch; `start` goes on from there. One that waits goes back at once."""
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state not in (Import.State.QUEUED, Import.State.RUNNING):
        raise WrongState(state=record.get_state_display())
    job = queries_of_jobs.latest(JOB, str(record.pk))
    if job is not None:
        jobs.request_stop(job, by=by)
    if record.state == Import.State.QUEUED:
        record.state = Import.State.PAUSED if record.rows_done else Import.State.UPLOADED
        record.save(update_fields=["state"])
    return record


def run(
    *,
    record: Import,
    by: "Staff | None",
    progress: Progress = _silent,
    should_stop: Stop = _never,
    batch: int = BATCH,
) -> Import:
    """Take the file in, from where an earlier run stopped. Raises TakenOver, DiskFull and what the kind refuses.

    A refusal leaves the import stopped with its sentence; what was committed stays and `run` goes on from there.
    """
    record = _claim(record, by)
    with translation.override(record.staff.language if record.staff else translation.get_language()):
        try:
            with _sentences_for_full_disks():
                _Run(record, batch).all(progress, should_stop)
        except TakenOver:
            raise
        except JorenError as problem:
            _stop(record, problem)
            raise
    record.refresh_from_db()
    return record


def try_out(
    *, record: Import, rows: int | None = TRY_ROWS, progress: Progress = _silent, should_stop: Stop = _never
) -> dict[str, Any]:
    """What a run would do with the first `rows` rows (None: all), without a trace: everything is rolled back.

    Returns counts, warnings, rejected rows and the first changes, `rows` looked at and whether that was all of the
    file. Whoever wants to stop it is asked after each batch; then `whole` is false.
    """
    with rolled_back():
        run_ = _Run(record, BATCH, trial=True)
        whole = run_.trial(rows, progress, should_stop)
    notes = run_.notes
    return {"rows": run_.seen, "whole": whole, "counts": dict(+notes.counts), **notes.report()}


@transaction.atomic
def _claim(record: Import, by: "Staff | None") -> Import:
    record = Import.objects.select_for_update(of=("self",)).select_related("staff").get(pk=record.pk)
    if record.state not in _RUNNABLE:
        raise WrongState(state=record.get_state_display())
    record.state = Import.State.RUNNING
    record.runner = uuid.uuid4().hex
    record.started_at = record.started_at or now()
    record.resumed_at, record.resumed_row = now(), record.rows_done
    record.staff = record.staff or by
    record.error = {}
    record.save(update_fields=["state", "runner", "started_at", "resumed_at", "resumed_row", "staff", "error"])
    return record


@transaction.atomic
def _paused(record: Import) -> None:
    Import.objects.filter(pk=record.pk, runner=record.runner, state=Import.State.RUNNING).update(
        state=Import.State.PAUSED
    )
    release_waiting(record)


@transaction.atomic
def _stop(record: Import, problem: JorenError) -> None:
    """Keep why it stopped, if the import is still this run's."""
    Import.objects.filter(pk=record.pk, runner=record.runner, state=Import.State.RUNNING).update(
        state=Import.State.FAILED, error=problem.as_dict(), finished_at=now()
    )
    release_waiting(record)


@contextmanager
def _sentences_for_full_disks() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from problem
        raise
    except DatabaseError as problem:
        if getattr(problem.__cause__, "sqlstate", "") == _PG_DISK_FULL:
            raise DiskFull from problem
        raise


def importer_of(record: Import, table: Table, notes: Notes) -> Importer:
    """The importer of these settings, as a run would have it. Raises what the kind refuses (FieldsMissing)."""
    positions = {name: position for position, name in enumerate(table.header)}
    plan = Plan(
        import_id=record.pk,
        source=record.source,
        file_name=record.file_name,
        at=record.started_at or now(),
        header=table.header,
        columns={key: positions[name] for key, name in record.columns.items() if name in positions},
        defaults=presets.defaults_of(record.options, record.defaults),
        options=presets.options_of(record.options),
        sample=sample_of(table),
        warn=notes.warn,
        remember=remember_for(record.pk),
        changed=notes.changed,
        file_time=_written_at(record),
        every=lambda position: (cells[position] for _number, cells in table.rows() if isinstance(cells, list)),
    )
    made: Importer = resolve(kind_named(record.kind).importer)(plan)
    return Followed(made, record.kind, plan)


def _written_at(record: Import) -> datetime | None:
    """When the file was written, as far as anybody knows; never later than it was brought."""
    written = record.options.get(WRITTEN_AT)
    return min(datetime.fromisoformat(written), record.created_at) if written else None


class _Run:
    """One run (or trial) of one import."""

    def __init__(self, record: Import, batch: int, *, trial: bool = False) -> None:
        self.record, self._batch, self._trial = record, batch, trial
        self.notes = Notes({} if trial else record.counts, {} if trial else record.report)
        self.table = open_stored(record)
        self.importer = importer_of(record, self.table, self.notes)
        path = files.folder_of(record.stored) / files.REJECTS
        self.rejects = RejectsFile(
            path, self.table.header, record.rejects_bytes, encoding=record.encoding, delimiter=record.delimiter
        )
        self.seen = 0

    def all(self, progress: Progress, should_stop: Stop) -> None:
        """Everything that is left to do."""
        record = self.record
        self.table = self.table.whole()
        if record.rows_total is None:
            record.rows_total = sum(1 for _row in self.table.rows())
            Import.objects.filter(pk=record.pk).update(rows_total=record.rows_total)
        total = record.rows_total
        progress(record.rows_done, total, "")
        if not record.settling:
            rows = itertools.islice(self.table.rows(), record.rows_done, None)
            for some in _batches(rows, self._batch):
                if should_stop():
                    _paused(record)
                    return
                self._one_batch(some)
                progress(record.rows_done, total, "")
        while record.position is not None and record.state == Import.State.RUNNING:
            if should_stop():
                _paused(record)
                return
            self._one_step()
            progress(record.rows_done, total, "")

    def trial(self, rows: int | None, progress: Progress, should_stop: Stop) -> bool:
        """The first rows, inside the caller's transaction; returns whether the file has no more."""
        source = self.table.rows()
        for some in _batches(itertools.islice(source, rows), self._batch):
            self._take(some)
            progress(self.seen, self.record.rows_total, "")
            if should_stop():
                return False
        position: str | None = ""
        while position is not None:
            counts, position = self.importer.settle(position)
            self.notes.counts.update(counts)
            if should_stop():
                return False
        return next(source, None) is None

    def _one_batch(self, rows: list[Row]) -> None:
        with transaction.atomic():
            self._fence()
            with noting_byproducts(self.record):
                self.notes.counts.update(self.importer.write(self._parse(rows)))
            self.record.rows_done += len(rows)
            self.record.rejects_bytes = self.rejects.flush()
            self._save()

    def _one_step(self) -> None:
        """A step of what comes after the last row; the last one finishes the import."""
        record = self.record
        with transaction.atomic():
            self._fence()
            with noting_byproducts(record):
                counts, position = self.importer.settle(record.position if record.settling else "")
            self.notes.counts.update(counts)
            record.settling = True
            if position is None:
                record.state, record.finished_at = Import.State.DONE, now()
                _audit_done(record, self.notes)
                go_on_with_drop(record)
            else:
                record.position = position
            self._save()

    def _take(self, rows: list[Row]) -> None:
        self.notes.counts.update(self.importer.write(self._parse(rows)))
        self.seen += len(rows)

    def _parse(self, rows: list[Row]) -> list[Any]:
        """The rows that can be taken in; the others are rejected with their reason."""
        parse = self.importer.parse
        records = []
        for number, cells in rows:
            if isinstance(cells, BrokenRow):
                self._reject(number, cells.cells, *broken_row_words(cells))
                continue
            try:
                records.append(parse(number, _restored(cells)))
            except RowRejected as problem:
                told = str(problem.reason), str(problem.remedy)
                self._reject(number, cells, *told, column=problem.column, value=problem.value)
        self.notes.counts["rows"] += len(rows)
        return records

    def _reject(
        self, row: int, cells: list[str], reason: str, remedy: str, *, column: str = "", value: str = ""
    ) -> None:
        self.notes.reject(row, reason, column=column, value=value, remedy=remedy)
        if not self._trial:
            self.rejects.add(row, cells, reason, remedy, column=column, value=value)

    def _fence(self) -> None:
        """Lock the import for this batch. Raises TakenOver when it is no longer this run's, or not where we think."""
        mine = Import.objects.select_for_update(of=("self",)).filter(
            pk=self.record.pk,
            runner=self.record.runner,
            state=Import.State.RUNNING,
            rows_done=self.record.rows_done,
        )
        if not mine.exists():
            raise TakenOver

    def _save(self) -> None:
        record = self.record
        record.xids = [*record.xids, current_xid()]
        record.counts, record.report = dict(+self.notes.counts), self.notes.report()
        record.save(
            update_fields=[
                *("rows_done", "rejects_bytes", "settling", "position", "state", "finished_at"),
                *("counts", "report", "xids", "made"),
            ]
        )


def _batches(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while some := list(itertools.islice(rows, size)):
        yield some


def _restored(cells: list[str]) -> list[str]:
    """The cells as they were before an export put an apostrophe before what looks like a formula."""
    for cell in cells:
        if cell[:1] == "'":
            return [restore_neutralised(cell) for cell in cells]
    return cells


def _audit_done(record: Import, notes: Notes) -> None:
    audit.record(
        "changed",
        by=record.staff,
        subject_type="import",
        subject_id=record.pk,
        label=record.file_name,
        detail={"kind": record.kind, "counts": dict(+notes.counts)},
    )
