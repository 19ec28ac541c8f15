"""What can be exported, by whom, and in which columns."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from joren.foundation.exporting import ENCODINGS, FORMATS, Export, ExportColumn
from joren.foundation.registry import entries, resolve

from .errors import NoColumns, NothingToNarrow, UnknownExport, UnknownExportColumn, UnknownFormat

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

EVERYTHING: Final = "everything"
EVERYTHING_PERMISSION: Final = "exports.everything"
ZIP: Final = "zip"
DEFAULT_ENCODING: Final = "utf-8-bom"


def exports() -> list[Export]:
    """All of them in their order."""
    return sorted(entries(Export), key=lambda export: export.order)


def export_named(key: str) -> Export:
    """The export of that key. Raises UnknownExport."""
    found = next((export for export in exports() if export.key == key), None)
    if found is None:
        raise UnknownExport(what=key[:60], known=", ".join([*(one.key for one in exports()), EVERYTHING]))
    return found


def offered_to(staff: "Staff | None") -> list[Export]:
    """What this person may take away; the system may all."""
    return [export for export in exports() if may_take(staff, export.key)]


def may_take(staff: "Staff | None", what: str) -> bool:
    """Whether this person may take that away."""
    return staff is None or (staff.may("exports.run") and staff.may(permission_for(what)))


def permission_for(what: str) -> str:
    """The permission the data asks for. Raises UnknownExport."""
    return EVERYTHING_PERMISSION if what == EVERYTHING else export_named(what).permission


def columns_of(what: str) -> tuple[ExportColumn, ...]:
    """The columns, in the language of the moment."""
    return tuple(resolve(export_named(what).columns)())


def chosen_columns(what: str, keys: Sequence[str]) -> list[ExportColumn]:
    """The columns of these keys in this order, all usual ones for none. Raises UnknownExportColumn, NoColumns."""
    known = {column.key: column for column in columns_of(what)}
    if not keys:
        return [column for column in known.values() if column.by_default]
    for key in keys:
        if key not in known:
            raise UnknownExportColumn(column=key[:60], known=", ".join(known))
    wanted = [known[key] for key in dict.fromkeys(keys)]
    if not wanted:
        raise NoColumns
    return wanted


def check_format(what: str, format: str, encoding: str) -> tuple[str, str]:
    """Format and encoding as they are kept; an encoding only where a file has one. Raises UnknownFormat."""
    if what == EVERYTHING:
        return ZIP, DEFAULT_ENCODING
    if format not in FORMATS:
        raise UnknownFormat(format=format[:20], known=", ".join(FORMATS))
    if not FORMATS[format].has_encoding:
        return format, ""
    if (encoding or DEFAULT_ENCODING) not in ENCODINGS:
        raise UnknownFormat(format=encoding[:20], known=", ".join(ENCODINGS))
    return format, encoding or DEFAULT_ENCODING


def check_filters(what: str, filters: Mapping[str, Any]) -> dict[str, str]:
    """The filters that are set, checked by the export itself. Raises NothingToNarrow and what the export refuses."""
    wanted = {name: str(value) for name, value in filters.items() if value}
    checker = "" if what == EVERYTHING else export_named(what).filters
    if checker:
        return dict(resolve(checker)(wanted))
    if wanted:
        raise NothingToNarrow(what=what, filters=", ".join(sorted(wanted)))
    return {}
