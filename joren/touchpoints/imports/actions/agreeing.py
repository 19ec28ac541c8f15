"""Agreeing on a file before anything of it is taken in: how it is read, what it holds, what its columns are."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from joren.touchpoints.imports.certainty import certain
from joren.touchpoints.imports.errors import MIXED, WrongState
from joren.touchpoints.imports.kinds.custom import PREFIX, custom_key
from joren.touchpoints.imports.kinds_known import kind_named, understand
from joren.touchpoints.imports.models import Import

from .matching import DEFAULT_SOURCE, check_fields, check_options, match, position_of
from .preparing import OF_THE_FILE, OPEN, describe, open_stored, original_of, sample_of, understand_file

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


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
    check_fields(record, [*wanted, *(defaults or {})])
    for column in custom:
        position = position_of(record, column)
        wanted[PREFIX + custom_key(column, position)] = column
    for column in wanted.values():
        position_of(record, column)
    chosen = {column: certain("chosen") for key, column in wanted.items() if record.columns.get(key) != column}
    kept = {column: match for column, match in record.matches.items() if column in wanted.values()}
    record.columns, record.matches = wanted, kept | chosen
    if defaults is not None:
        record.defaults = {key: value for key, value in defaults.items() if value}
    if source is not None:
        record.source = (source.strip() or DEFAULT_SOURCE)[:50]
    if options is not None:
        record.options = {key: value for key, value in options.items() if key not in OF_THE_FILE} | _own(record)
        check_options(record)
    record.preview = {}
    record.save()
    return record


@transaction.atomic
def change_kind(*, record: Import, kind: str, by: "Staff | None") -> Import:
    """Say what kind of file it is; its columns are matched anew."""
    record = _locked(record)
    record.kind = kind_named(kind).key
    record.defaults, record.options, record.preview = {}, _own(record), {}
    match(record, sample_of(open_stored(record)), {})
    record.save()
    return record


@transaction.atomic
def change_preset(*, record: Import, preset: str, by: "Staff | None") -> Import:
    """Say which known layout the file is of, or `presets.NONE`; its columns are matched anew. Raises UnknownPreset."""
    record = _locked(record)
    record.options = {key: value for key, value in record.options.items() if key != "values"} | {"preset": preset}
    record.preview = {}
    match(record, sample_of(open_stored(record)), {})
    record.save()
    return record


@transaction.atomic
def change_reading(*, record: Import, wishes: Mapping[str, Any], by: "Staff | None") -> Import:
    """Say how to read the file (encoding, delimiter, sheet, header row); its columns are matched anew."""
    record = _locked(record)
    table = understand(original_of(record), dict(wishes))
    record.wishes = dict(wishes)
    describe(record, table)
    match(record, sample_of(table), {})
    record.preview = {}
    record.save()
    return record


@transaction.atomic
def leave_out_undecodable(*, record: Import, by: "Staff | None") -> Import:
    """Understand a file that was refused for mixing encodings without the rows that cannot be read.

    Those are rejected when it is taken in and come back as a file. Raises WrongState, FileUnreadable.
    """
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state != Import.State.FAILED or record.rows_done or record.error.get("code") != MIXED:
        raise WrongState(state=record.get_state_display())
    record.wishes = record.wishes | {"leave_out_undecodable": True}
    understand_file(record, {})
    record.state, record.error = Import.State.UPLOADED, {}
    record.save()
    return record


def _own(record: Import) -> dict[str, Any]:
    """Options that say something of this very file: they are no other's, and stay."""
    return {key: value for key, value in record.options.items() if key in OF_THE_FILE}


def _locked(record: Import) -> Import:
    """The import as it stands now, for this transaction alone. Raises WrongState when it runs or is done."""
    current = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if current.state not in OPEN or current.rows_done or not current.kind:
        raise WrongState(state=current.get_state_display())
    return current
