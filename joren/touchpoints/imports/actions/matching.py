"""What the columns of a file are taken for, and whether what somebody says of them can be."""

from collections.abc import Mapping, Sequence
from typing import Final

from joren.foundation.importing import check_policies
from joren.touchpoints.imports import presets
from joren.touchpoints.imports.certainty import certain, of_match
from joren.touchpoints.imports.errors import UnknownColumn, UnknownField, UnknownPreset
from joren.touchpoints.imports.kinds.custom import PREFIX, check_custom_options, columns_named
from joren.touchpoints.imports.kinds_known import fields_of, kind_named
from joren.touchpoints.imports.matching import match_columns
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.rejects import is_why

DEFAULT_SOURCE: Final = "file"
REMEMBERED: Final = ("policies", "clears", "preset", "create_customers", "customer_source", "new_choices")
"""Options that go from a file to the next one of its shape."""


def match(record: Import, sample: list[list[str]], mapping: Mapping[str, str]) -> None:
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
    match_custom(record)
    for field, column in mapping.items():
        name = record.header[position_of(record, column)] if column else ""
        record.columns = {key: other for key, other in record.columns.items() if key != field and other != name}
        if name:
            record.columns[field] = name
            record.matches[name] = certain("chosen")
    taken = set(record.columns.values())
    record.matches = {column: match for column, match in record.matches.items() if column in taken}


def remember_columns(record: Import) -> dict[str, str]:
    """The columns somebody chose for the last file of this kind with the very same header."""
    last = last_alike(record)
    return {key: column for key, column in last.columns.items() if column in record.header} if last else {}


def last_alike(record: Import) -> Import | None:
    """The last import of this kind with the very same header that somebody started."""
    return (
        Import.objects.filter(kind=record.kind, fingerprint=record.fingerprint)
        .exclude(state__in=[Import.State.UPLOADED, Import.State.READING])
        .exclude(pk=record.pk)
        .order_by("-id")
        .first()
    )


def check_options(record: Import) -> None:
    """Refuse options nobody could follow. Raises UnknownPolicy, UnknownPolicyField, OptionsNotValid."""
    check_policies(record.options, {field.key for field in fields_of(record.kind)})
    check_custom_options(record.options)


def check_fields(record: Import, keys: Sequence[str]) -> None:
    """Refuse fields this kind of file does not have. Raises UnknownField."""
    known = {field.key for field in fields_of(record.kind)}
    for key in keys:
        custom = key.startswith(PREFIX) and kind_named(record.kind).custom
        if key not in known and not custom:
            raise UnknownField(field=key, fields=", ".join(sorted(known)))


def position_of(record: Import, column: str) -> int:
    """Where a column stands, by its name or its number from 1. Raises UnknownColumn."""
    if column in record.header:
        return int(record.header.index(column))
    if column.isascii() and column.isdigit() and 1 <= int(column) <= len(record.header):
        return int(column) - 1
    raise UnknownColumn(column=column, columns=", ".join(record.header))


def match_custom(record: Import) -> None:
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
