"""Bringing a file and agreeing on what its columns mean."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.touchpoints.imports import files
from joren.touchpoints.imports.errors import StoredFileGone, UnknownColumn, UnknownField, WrongState, unreadable
from joren.touchpoints.imports.kinds.custom import PREFIX, custom_key
from joren.touchpoints.imports.kinds_known import fields_of, kind_named, kinds, understand
from joren.touchpoints.imports.matching import fingerprint, guess_kind, match_columns
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.reading.encodings import Encoding
from joren.touchpoints.imports.reading.problems import BrokenRow, ReadingProblem
from joren.touchpoints.imports.reading.table import Table, reopen

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

DEFAULT_SOURCE: Final = "file"
SAMPLE_ROWS: Final = 200
_OPEN: Final = (Import.State.UPLOADED, Import.State.FAILED)


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
) -> Import:
    """Keep a file, understand it and match its columns; nothing of it is taken in yet.

    `kind` "" is guessed from the columns. Raises FileUnreadable, DiskFull, UnknownKind, UnknownField, UnknownColumn;
    then nothing is kept.
    """
    if kind:
        kind_named(kind)
    stored = files.new_folder()
    size, digest = files.keep(file, stored)
    try:
        table = understand(files.folder_of(stored) / files.ORIGINAL, dict(wishes or {}))
        sample = sample_of(table)
        record = Import(
            kind=kind or _guess(table, sample),
            source=(source.strip() or DEFAULT_SOURCE)[:50],
            file_name=clean_name(file_name),
            stored=stored,
            size=size,
            digest=digest,
            wishes=dict(wishes or {}),
            defaults={key: value for key, value in (defaults or {}).items() if value},
            options=dict(options or {}),
            staff=by,
        )
        _describe(record, table)
        _check_fields(record, [*(mapping or {}), *record.defaults])
        record.columns = _matched(record, sample, mapping or {})
        with transaction.atomic():
            record.save()
            _audit("created", record, by)
    except BaseException:
        files.discard(stored)
        raise
    return record


@transaction.atomic
def change_columns(
    *,
    record: Import,
    columns: Mapping[str, str],
    by: "Staff | None",
    defaults: Mapping[str, str] | None = None,
    source: str | None = None,
    options: Mapping[str, Any] | None = None,
    custom: Sequence[str] = (),
) -> Import:
    """Set which column is which field; `custom` names columns that become custom fields. Raises UnknownColumn …"""
    record = _locked(record)
    wanted = {key: column for key, column in columns.items() if column}
    _check_fields(record, [*wanted, *(defaults or {})])
    for column in custom:
        position = _position(record, column)
        wanted[PREFIX + custom_key(column, position)] = column
    for column in wanted.values():
        _position(record, column)
    record.columns = wanted
    if defaults is not None:
        record.defaults = {key: value for key, value in defaults.items() if value}
    if source is not None:
        record.source = (source.strip() or DEFAULT_SOURCE)[:50]
    if options is not None:
        record.options = dict(options)
    record.preview = {}
    record.save()
    return record


@transaction.atomic
def change_kind(*, record: Import, kind: str, by: "Staff | None") -> Import:
    """Say what kind of file it is; its columns are matched anew."""
    record = _locked(record)
    record.kind = kind_named(kind).key
    record.columns = _matched(record, sample_of(open_stored(record)), {})
    record.defaults, record.options, record.preview = {}, {}, {}
    record.save()
    return record


@transaction.atomic
def change_reading(*, record: Import, wishes: Mapping[str, Any], by: "Staff | None") -> Import:
    """Say how to read the file (encoding, delimiter, sheet, header row); its columns are matched anew."""
    record = _locked(record)
    table = understand(files.folder_of(record.stored) / files.ORIGINAL, dict(wishes))
    record.wishes = dict(wishes)
    _describe(record, table)
    record.columns = _matched(record, sample_of(table), {})
    record.preview = {}
    record.save()
    return record


@transaction.atomic
def discard(*, record: Import, by: "Staff | None") -> None:
    """Throw away a file of which nothing was taken in. Raises WrongState otherwise."""
    record = _locked(record)
    if record.rows_done:
        raise WrongState(state=record.get_state_display())
    _audit("deleted", record, by)
    record.delete()
    transaction.on_commit(lambda: files.discard(record.stored))


def remember_columns(record: Import) -> dict[str, str]:
    """The columns somebody chose for the last file of this kind with the very same header."""
    last = (
        Import.objects.filter(kind=record.kind, fingerprint=record.fingerprint)
        .exclude(state=Import.State.UPLOADED)
        .exclude(pk=record.pk)
        .order_by("-id")
        .first()
    )
    return {key: column for key, column in last.columns.items() if column in record.header} if last else {}


def open_stored(record: Import) -> Table:
    """The stored file as a table, read as it was when it was brought. Raises StoredFileGone, FileUnreadable."""
    path = files.folder_of(record.stored) / files.ORIGINAL
    if not record.stored or not path.exists():
        raise StoredFileGone(file=record.file_name)
    known = Table(
        text=path,
        zipped=False,
        encoding=Encoding(record.encoding),
        delimiter=record.delimiter,
        header=tuple(record.header),
        header_row=record.header_row,
        sheet=record.sheet,
        sheets=tuple(record.sheets),
    )
    try:
        return reopen(path, path.with_name(files.SHEET), known)
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


def _guess(table: Table, sample: list[list[str]]) -> str:
    return guess_kind(table.header, {kind.key: fields_of(kind.key) for kind in kinds()}, sample)


def _describe(record: Import, table: Table) -> None:
    record.encoding, record.delimiter = table.encoding.name, table.delimiter
    record.sheet, record.sheets = table.sheet, list(table.sheets)
    record.header, record.header_row = list(table.header), table.header_row
    record.fingerprint = fingerprint(table.header)
    record.rows_total = None


def _matched(record: Import, sample: list[list[str]], mapping: Mapping[str, str]) -> dict[str, str]:
    """Columns by the user's word, else by memory, else by their names and values."""
    columns = remember_columns(record)
    if not columns:
        found = match_columns(record.header, fields_of(record.kind), sample)
        columns = {match.field: record.header[match.column] for match in found}
    for field, column in mapping.items():
        name = record.header[_position(record, column)] if column else ""
        columns = {key: other for key, other in columns.items() if key != field and other != name}
        if name:
            columns[field] = name
    return columns


def _check_fields(record: Import, keys: Sequence[str]) -> None:
    known = {field.key for field in fields_of(record.kind)}
    for key in keys:
        custom = key.startswith(PREFIX) and kind_named(record.kind).custom
        if key not in known and not custom:
            raise UnknownField(field=key, fields=", ".join(sorted(known)))


def _position(record: Import, column: str) -> int:
    """Where a column stands, by its name or its number from 1. Raises UnknownColumn."""
    if column in record.header:
        return int(record.header.index(column))
    if column.isascii() and column.isdigit() and 1 <= int(column) <= len(record.header):
        return int(column) - 1
    raise UnknownColumn(column=column, columns=", ".join(record.header))


def _locked(record: Import) -> Import:
    """The import as it stands now, for this transaction alone. Raises WrongState when it runs or is done."""
    current = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if current.state not in _OPEN or current.rows_done:
        raise WrongState(state=current.get_state_display())
    return current


def _audit(action: str, record: Import, by: "Staff | None") -> None:
    audit.record(
        action,
        by=by,
        subject_type="import",
        subject_id=record.pk,
        label=record.file_name,
        detail={"kind": record.kind, "source": record.source},
    )
