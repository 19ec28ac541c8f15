"""Bringing a file: it is kept, understood, and its columns are matched; nothing of it is taken in yet."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.errors import JorenError
from joren.foundation.importing import Plan
from joren.foundation.jobs import actions as jobs
from joren.foundation.registry import resolve
from joren.foundation.time.clock import now
from joren.touchpoints.imports import files, presets
from joren.touchpoints.imports.errors import MIXED, FileUnreadable, StoredFileGone, WrongState, unreadable
from joren.touchpoints.imports.kinds_known import fields_of, kind_named, kinds, understand
from joren.touchpoints.imports.matching import fingerprint, guess_kind, match_columns
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.opening import GuardedTable
from joren.touchpoints.imports.reading.encodings import Encoding
from joren.touchpoints.imports.reading.magic import file_kind
from joren.touchpoints.imports.reading.problems import BrokenRow, ReadingProblem
from joren.touchpoints.imports.reading.table import Table, reopen
from joren.touchpoints.imports.rejects import is_why

from .matching import DEFAULT_SOURCE, check_fields, check_options, match

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

READ_JOB: Final = "imports.read"
LONG_TO_READ: Final = 2 << 20
"""Bytes of a workbook from which on the worker unpacks it (about 40,000 rows, a second)."""
SAMPLE_ROWS: Final = 200
WRITTEN_AT: Final = "written_at"
"""Option: when the file was last changed where it came from, in ISO."""
OF_THE_FILE: Final = (WRITTEN_AT, "whole")
OPEN: Final = (Import.State.UPLOADED, Import.State.FAILED)


def bring(
    file: IO[bytes],
    *,
    file_name: str,
    by: "Staff | None",
    kind: str = "",
    source: str = "",
    wishes: Mapping[str, Any] | None = None,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    drop: str = "",
    written_at: datetime | None = None,
    may_wait: bool = False,
) -> Import:
    """Keep a file, understand it and match its columns; nothing of it is taken in yet.

    `kind` "" is guessed from the columns. `drop` is shared by files dropped together, `written_at` is when the file
    was last changed where it comes from. With `may_wait` a large workbook is only kept (state READING) and understood
    by the worker, because that may take a minute; and a file that mixes encodings is kept with its sentence (state
    FAILED), so that `leave_out_undecodable` can take the rows that read.

    Raises FileUnreadable, DiskFull, UnknownKind, UnknownField, UnknownColumn, UnknownPolicy; then nothing is kept.
    """
    if kind:
        kind_named(kind)
    stored = files.new_folder()
    size, digest = files.keep(file, stored)
    try:
        record = Import(
            kind=kind,
            source=(source.strip() or DEFAULT_SOURCE)[:50],
            file_name=clean_name(file_name),
            stored=stored,
            size=size,
            digest=digest,
            wishes=dict(wishes or {}),
            defaults={key: value for key, value in (defaults or {}).items() if value},
            options=dict(options or {}) | ({WRITTEN_AT: written_at.isoformat()} if written_at else {}),
            staff=by,
            drop=drop,
        )
        waits = may_wait and size >= LONG_TO_READ and _is_workbook(record)
        if waits:
            record.state = Import.State.READING
        else:
            _understand_or_keep(record, mapping or {}, keeps_mixed=may_wait)
        with transaction.atomic():
            record.save()
            _audit("created", record, by)
            if waits:
                jobs.schedule(READ_JOB, subject=str(record.pk), by=by)
    except BaseException:
        files.discard(stored)
        raise
    return record


@transaction.atomic
def read(*, record: Import) -> Import:
    """Understand a file that was only kept so far. A file that is no table stays, with its sentence."""
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state != Import.State.READING:
        return record
    try:
        understand_file(record, {})
        record.state = Import.State.UPLOADED
    except JorenError as problem:
        record.state, record.error = Import.State.FAILED, problem.as_dict()
    record.save()
    return record


@transaction.atomic
def discard(*, record: Import, by: "Staff | None") -> None:
    """Throw away a file of which nothing was taken in. Raises WrongState otherwise."""
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state not in (*OPEN, Import.State.READING) or record.rows_done:
        raise WrongState(state=record.get_state_display())
    _audit("deleted", record, by)
    record.delete()
    transaction.on_commit(lambda: files.discard(record.stored))


def understand_file(record: Import, mapping: Mapping[str, str]) -> None:
    """Fill in what the file says of itself: how it is read, its kind, its columns."""
    table = understand(original_of(record), dict(record.wishes))
    sample = sample_of(table)
    describe(record, table)
    record.kind = record.kind or _guess(table, sample)
    check_fields(record, [*mapping, *record.defaults])
    check_options(record)
    match(record, sample, mapping)


def _understand_or_keep(record: Import, mapping: Mapping[str, str], *, keeps_mixed: bool) -> None:
    """Understand a file; one that mixes encodings may be kept with its sentence, for somebody to decide."""
    try:
        understand_file(record, mapping)
    except FileUnreadable as problem:
        if not keeps_mixed or problem.code != MIXED:
            raise
        record.state, record.error = Import.State.FAILED, problem.as_dict()


def open_stored(record: Import) -> Table:
    """The stored file as a table, read as it was when it was brought. Raises StoredFileGone, FileUnreadable."""
    path = files.folder_of(record.stored) / files.ORIGINAL
    if not record.stored or not path.exists():
        raise StoredFileGone(file=record.file_name)
    known = Table(
        text=path,
        zipped=False,
        encoding=Encoding(record.encoding, mixed=bool(record.wishes.get("leave_out_undecodable"))),
        delimiter=record.delimiter,
        header=tuple(record.header),
        header_row=record.header_row,
        sheet=record.sheet,
        sheets=tuple(record.sheets),
    )
    try:
        return GuardedTable.of(reopen(path, path.with_name(files.SHEET), known))
    except ReadingProblem as problem:
        raise unreadable(problem) from None


def sample_of(table: Table) -> list[list[str]]:
    """The first sound rows."""
    rows = (cells for _number, cells in table.rows() if not isinstance(cells, BrokenRow))
    return list(islice(rows, SAMPLE_ROWS))


def clean_name(name: str) -> str:
    """The name without its folders and control characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in base if letter.isprintable())[:255] or "file"


def original_of(record: Import) -> Path:
    """The file as it was brought."""
    return files.folder_of(record.stored) / files.ORIGINAL


def describe(record: Import, table: Table) -> None:
    """Note how the file was read."""
    record.encoding, record.delimiter = table.encoding.name, table.delimiter
    record.sheet, record.sheets = table.sheet, list(table.sheets)
    record.header, record.header_row = list(table.header), table.header_row
    record.fingerprint = fingerprint(name for name in table.header if not is_why(name))
    record.rows_total = None


def _is_workbook(record: Import) -> bool:
    with original_of(record).open("rb") as file:
        return file_kind(file.read(4096))[0] == "workbook"


def _guess(table: Table, sample: list[list[str]]) -> str:
    layouts = presets.match(table.header, sample)
    if layouts:
        return layouts[0].preset.kind
    left = {kind.key: fields_of(kind.key) for kind in kinds() if kind.offered}
    best = guess = guess_kind(table.header, left, sample)
    while not _makes_rows(guess, table, sample):
        del left[guess]
        if not left:
            return best
        guess = guess_kind(table.header, left, sample)
    return guess


def _makes_rows(kind: str, table: Table, sample: list[list[str]]) -> bool:
    """Whether the columns a kind would find are enough for a row of it: a list of goods is no list of sales."""
    found = match_columns(table.header, fields_of(kind), sample)
    plan = Plan(
        import_id=0,
        source="",
        file_name="",
        at=now(),
        header=table.header,
        columns={match.field: match.column for match in found},
        sample=sample,
        warn=lambda *_, **__: None,
        remember=lambda *_, **__: None,
    )
    try:
        resolve(kind_named(kind).importer)(plan)
    except JorenError:
        return False
    return True


def _audit(action: str, record: Import, by: "Staff | None") -> None:
    audit.record(
        action,
        by=by,
        subject_type="import",
        subject_id=record.pk,
        label=record.file_name,
        detail={"kind": record.kind, "source": record.source},
    )
