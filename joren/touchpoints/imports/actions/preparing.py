"""Bringing a file and agreeing on what its columns mean."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.errors import JorenError
from joren.foundation.importing import Plan, check_policies
from joren.foundation.jobs import actions as jobs
from joren.foundation.registry import resolve
from joren.foundation.time.clock import now
from joren.touchpoints.imports import files, presets
from joren.touchpoints.imports.certainty import certain, of_match
from joren.touchpoints.imports.errors import (
    StoredFileGone,
    UnknownColumn,
    UnknownField,
    UnknownPreset,
    WrongState,
    unreadable,
)
from joren.touchpoints.imports.kinds.custom import PREFIX, columns_named, custom_key
from joren.touchpoints.imports.kinds_known import fields_of, kind_named, kinds, understand
from joren.touchpoints.imports.matching import fingerprint, guess_kind, match_columns
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.opening import GuardedTable
from joren.touchpoints.imports.reading.encodings import Encoding
from joren.touchpoints.imports.reading.magic import file_kind
from joren.touchpoints.imports.reading.problems import BrokenRow, ReadingProblem
from joren.touchpoints.imports.reading.table import Table, reopen
from joren.touchpoints.imports.rejects import is_why

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

READ_JOB: Final = "imports.read"
LONG_TO_READ: Final = 2 << 20
"""Bytes of a workbook from which on the worker unpacks it (about 40,000 rows, a second)."""
REMEMBERED: Final = ("policies", "clears", "preset", "create_customers", "customer_source")
"""Options that go from a file to the next one of its shape."""
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
    drop: str = "",
    may_wait: bool = False,
) -> Import:
    """Keep a file, understand it and match its columns; nothing of it is taken in yet.

    `kind` "" is guessed from the columns. `drop` is shared by files dropped together. With `may_wait` a large
    workbook is only kept (state READING) and understood by the worker, because that may take a minute. Raises
    FileUnreadable, DiskFull, UnknownKind, UnknownField, UnknownColumn, UnknownPolicy; then nothing is kept.
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
            options=dict(options or {}),
            staff=by,
            drop=drop,
        )
        waits = may_wait and size >= LONG_TO_READ and _is_workbook(record)
        if waits:
            record.state = Import.State.READING
        else:
            _understand(record, mapping or {})
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
        _understand(record, {})
        record.state = Import.State.UPLOADED
    except JorenError as problem:
        record.state, record.error = Import.State.FAILED, problem.as_dict()
    record.save()
    return record


def _understand(record: Import, mapping: Mapping[str, str]) -> None:
    """Fill in what the file says of itself: how it is read, its kind, its columns."""
    table = understand(_original(record), dict(record.wishes))
    sample = sample_of(table)
    _describe(record, table)
    record.kind = record.kind or _guess(table, sample)
    _check_fields(record, [*mapping, *record.defaults])
    _check_options(record)
    _match(record, sample, mapping)


def _original(record: Import) -> Path:
    return files.folder_of(record.stored) / files.ORIGINAL


def _is_workbook(record: Import) -> bool:
    with _original(record).open("rb") as file:
        return file_kind(file.read(4096))[0] == "workbook"


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
    chosen = {column: certain("chosen") for key, column in wanted.items() if record.columns.get(key) != column}
    kept = {column: match for column, match in record.matches.items() if column in wanted.values()}
    record.columns, record.matches = wanted, kept | chosen
    if defaults is not None:
        record.defaults = {key: value for key, value in defaults.items() if value}
    if source is not None:
        record.source = (source.strip() or DEFAULT_SOURCE)[:50]
    if options is not None:
        record.options = dict(options)
        _check_options(record)
    record.preview = {}
    record.save()
    return record


@transaction.atomic
def change_kind(*, record: Import, kind: str, by: "Staff | None") -> Import:
    """Say what kind of file it is; its columns are matched anew."""
    record = _locked(record)
    record.kind = kind_named(kind).key
    record.defaults, record.options, record.preview = {}, {}, {}
    _match(record, sample_of(open_stored(record)), {})
    record.save()
    return record


@transaction.atomic
def change_preset(*, record: Import, preset: str, by: "Staff | None") -> Import:
    """Say which known layout the file is of, or `presets.NONE`; its columns are matched anew. Raises UnknownPreset."""
    record = _locked(record)
    record.options = {key: value for key, value in record.options.items() if key != "values"} | {"preset": preset}
    record.preview = {}
    _match(record, sample_of(open_stored(record)), {})
    record.save()
    return record


@transaction.atomic
def change_reading(*, record: Import, wishes: Mapping[str, Any], by: "Staff | None") -> Import:
    """Say how to read the file (encoding, delimiter, sheet, header row); its columns are matched anew."""
    record = _locked(record)
    table = understand(files.folder_of(record.stored) / files.ORIGINAL, dict(wishes))
    record.wishes = dict(wishes)
    _describe(record, table)
    _match(record, sample_of(table), {})
    record.preview = {}
    record.save()
    return record


@transaction.atomic
def discard(*, record: Import, by: "Staff | None") -> None:
    """Throw away a file of which nothing was taken in. Raises WrongState otherwise."""
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state not in (*_OPEN, Import.State.READING) or record.rows_done:
        raise WrongState(state=record.get_state_display())
    _audit("deleted", record, by)
    record.delete()
    transaction.on_commit(lambda: files.discard(record.stored))


def last_alike(record: Import) -> Import | None:
    """The last import of this kind with the very same header that somebody started."""
    return (
        Import.objects.filter(kind=record.kind, fingerprint=record.fingerprint)
        .exclude(state__in=[Import.State.UPLOADED, Import.State.READING])
        .exclude(pk=record.pk)
        .order_by("-id")
        .first()
    )


def remember_columns(record: Import) -> dict[str, str]:
    """The columns somebody chose for the last file of this kind with the very same header."""
    last = last_alike(record)
    return {key: column for key, column in last.columns.items() if column in record.header} if last else {}


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


def _describe(record: Import, table: Table) -> None:
    record.encoding, record.delimiter = table.encoding.name, table.delimiter
    record.sheet, record.sheets = table.sheet, list(table.sheets)
    record.header, record.header_row = list(table.header), table.header_row
    record.fingerprint = fingerprint(name for name in table.header if not is_why(name))
    record.rows_total = None


def _match(record: Import, sample: list[list[str]], mapping: Mapping[str, str]) -> None:
    """Columns by the user's word, else by memory, else by a known layout, else by their names and values."""
    last = last_alike(record)
    layout = _layout(record, sample)
    if last is not None and "preset" not in record.options:
        record.columns = {key: column for key, column in last.columns.items() if column in record.header}
        record.matches = {column: certain("remembered") for column in record.columns.values()}
        record.options = {key: value for key, value in last.options.items() if key in REMEMBERED} | record.options
        if last.options.get("preset", presets.NONE) != presets.NONE and record.source == DEFAULT_SOURCE:
            record.source = last.source  # else a system's numbers would be those of a stranger the second time
    elif layout is not None:
        record.columns = dict(layout.columns)
        record.matches = {column: certain("preset") for column in record.columns.values()}
        record.options = {**record.options, "preset": layout.preset.key}
        record.source = layout.preset.source if record.source == DEFAULT_SOURCE else record.source
    else:
        found = match_columns(record.header, fields_of(record.kind), sample)
        found = [match for match in found if not is_why(record.header[match.column])]
        record.columns = {match.field: record.header[match.column] for match in found}
        record.matches = {record.header[match.column]: of_match(match.confidence) for match in found}
    _match_custom(record)
    for field, column in mapping.items():
        name = record.header[_position(record, column)] if column else ""
        record.columns = {key: other for key, other in record.columns.items() if key != field and other != name}
        if name:
            record.columns[field] = name
            record.matches[name] = certain("chosen")
    taken = set(record.columns.values())
    record.matches = {column: match for column, match in record.matches.items() if column in taken}


def _match_custom(record: Import) -> None:
    """Columns named after a custom field that is here, by its label or as ``custom.<key>``, are that field."""
    if not kind_named(record.kind).custom:
        return
    for key, column in columns_named(record.header, record.columns).items():
        record.columns[key] = column
        record.matches[column] = certain("name")


def _layout(record: Import, sample: list[list[str]]) -> "presets.PresetMatch | None":
    """The known layout the file is of: the one the user named, else the surest; none when switched off."""
    named = str(record.options.get("preset", ""))
    if named == presets.NONE:
        return None
    if not named:
        return next(iter(presets.match(record.header, sample, record.kind)), None)
    preset = presets.find(named)
    if preset is None or preset.kind != record.kind:
        known = (one.key for one in presets.all_presets() if one.kind == record.kind)
        raise UnknownPreset(preset=named, presets=", ".join([*known, presets.NONE]))
    return presets.PresetMatch(preset, 1.0, presets.columns_of(preset, record.header, sample))


def _check_options(record: Import) -> None:
    check_policies(record.options, {field.key for field in fields_of(record.kind)})


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
    if current.state not in _OPEN or current.rows_done or not current.kind:
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
