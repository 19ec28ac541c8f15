"""What becomes of a cell: the value as written beside the value as it will stand in the record.

Told by the importer itself: a row is read as it is and once more without the cell, and what is missing the second time
came of the cell. So legends, value maps, defaults and known layouts are in it, and nothing can differ from the run.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joren.foundation.importing import Importer, RowRejected, ValueProblem
from joren.foundation.importing.values import moment
from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.phones import display_phone
from joren.foundation.time.clock import TOKYO
from joren.record.customers.models import Customer

from .notes import Notes

SHOWN: Final = 3
_LENGTH: Final = 40
_NEVER_SHOWN: Final = ("row", "key", "has_time", "own_number")
_MADE: Final = "~"
"""What a number starts with that was made of a row without one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A cell and what it becomes; `problem` is told instead where it cannot be read or is left out."""

    written: str
    became: str
    problem: str = ""


def examples_of(
    importer: Importer | None, notes: Notes, column: int, name: str, rows: Sequence[tuple[int, list[str]]]
) -> list[Example]:
    """The first different cells of a column. `notes` is where the importer's plan warns."""
    found: dict[str, Example] = {}
    for row, cells in rows:
        written = cells[column].strip()
        if written and written not in found:
            found[written] = _example(importer, notes, column, name, row, cells)
        if len(found) >= SHOWN:
            break
    return list(found.values())


def _example(importer: Importer | None, notes: Notes, column: int, name: str, row: int, cells: list[str]) -> Example:
    written = cells[column].strip()[:_LENGTH]
    if importer is None:
        return Example(written, "")
    before = {code: warning["count"] for code, warning in notes.warnings.items()}
    try:
        record = importer.parse(row, list(cells))
        whole = dict(_facts(record))
    except RowRejected as problem:
        return Example(written, "", str(problem.reason) if problem.column == name else "")
    warned = _warned(notes, before, name)
    bare = _parsed(importer, row, [*cells[:column], "", *cells[column + 1 :]])
    if type(bare) is type(record):
        without = dict(_facts(bare))
    else:  # a row is nothing without the cell, or something else
        others = {cell.strip() for place, cell in enumerate(cells) if place != column}
        without = {key: value for key, value in whole.items() if not _of_cell(value, written, others)}
    came = {key: value for key, value in whole.items() if without.get(key) != value}
    became = " · ".join(dict.fromkeys(text for value in _gathered(came) if (text := _words(value))))
    return Example(written, became[: 2 * _LENGTH], warned)


def _parsed(importer: Importer, row: int, cells: list[str]) -> Any:
    try:
        return importer.parse(row, cells)
    except RowRejected:
        return None


def _gathered(came: dict[Any, Any]) -> Iterator[Any]:
    """Values as they are read: a birthday in one piece, a gender in words."""
    born = [came.pop(("fields", f"birth_{part}"), None) for part in ("year", "month", "day")]
    if any(part is not None for part in born):
        yield "-".join("??" if part is None else f"{part:02}" for part in born)
    for key, value in came.items():
        yield dict(Customer.Gender.choices).get(value, value) if key == ("fields", "gender") else value


def _warned(notes: Notes, before: Mapping[str, int], name: str) -> str:
    """What was warned of about this column just now."""
    for code, warning in notes.warnings.items():
        if warning["count"] > before.get(code, 0) and any(one["column"] == name for one in warning["examples"][-2:]):
            return str(warning["sentence"])
    return ""


def _facts(record: Any) -> Iterator[tuple[Any, Any]]:
    """A parsed record as single facts that can be compared."""
    for field in fields(record) if is_dataclass(record) else ():
        value = getattr(record, field.name)
        if field.name in _NEVER_SHOWN:
            continue
        if isinstance(value, Mapping):
            yield from (((field.name, key), one) for key, one in value.items())
        elif isinstance(value, list):
            yield from (((field.name, str(one)), one) for one in value)
        elif field.name == "external_id" and str(value).startswith(_MADE):
            continue
        elif field.name == "address" and value is not None:
            yield from (((field.name, place), part) for place, part in enumerate(value))
        else:
            yield field.name, value


def _of_cell(value: Any, written: str, others: Collection[str]) -> bool:
    """Whether a value is told by this cell, where a row is nothing without it: a part of it, a moment, a contact."""
    if isinstance(value, tuple):
        return written in map(str, value)
    if isinstance(value, date):
        return _is_moment(written)
    if not isinstance(value, str) or value == written or value in others:
        return False
    return bool(fold(value)) and fold(value) in fold(written)


def _is_moment(written: str) -> bool:
    try:
        return isinstance(moment(written), date)
    except ValueProblem:
        return False


def _words(value: Any) -> str:  # noqa: PLR0911 - one line for each type of value
    """A value as people read it."""
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return date_format(value.astimezone(TOKYO), "Y-m-d H:i")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return _of_tuple(value)
    return str(value)


def _of_tuple(value: tuple[Any, ...]) -> str:
    """A contact (kind, value, as written) or a consent (channel, yes or no …)."""
    if len(value) >= 2 and isinstance(value[1], bool):  # noqa: PLR2004
        return _("agreed") if value[1] else _("refused")
    if value[:1] == ("phone",):
        return display_phone(str(value[1]))
    return str(value[1]) if len(value) > 1 else str(value[0])
