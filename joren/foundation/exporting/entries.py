"""What an app can give away: the entry it declares in its `provides.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from joren.foundation.registry.entries import Reference, Text

ColumnType = Literal["text", "code", "integer", "number", "money", "day", "moment", "time", "yes_no"]
"""What a column holds. `code`: digits that are no number (postal code, phone, member number); text cells in a workbook.
`moment` is told in Japanese time."""


@dataclass(frozen=True, kw_only=True)
class ExportColumn:
    """A column. `label` is its heading for people, and must be a name the import's matcher knows the field by.

    `key` is its heading in the export of everything and what rows are picked by; where the matcher knows the field,
    the same key. `by_default`: chosen when nobody said which.
    `in_everything`: not told by another table of the export of everything.
    """

    key: str
    label: Text
    type: ColumnType = "text"
    by_default: bool = True
    in_everything: bool = True


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """That a column names a row of another export (`export`, its column `other`)."""

    column: str
    export: str
    other: str


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which rows and columns are wanted. `columns` are keys, in the order of the file; `filters` are the export's own.

    `filters` may hold what a list page was narrowed by; a filter the export does not know must be refused, never
    passed over.
    """

    columns: tuple[str, ...]
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Export:
    """Rows of one kind. `columns` names ``() -> tuple[ExportColumn, ...]``, asked at run time in the user's language.

    `rows` names ``(staff, scope) -> Iterator[tuple]``: the values of `scope.columns` of every row `staff` may see (None
    is the system), streamed with flat memory and in the order of a key. `count` names ``(staff, scope) -> int``.
    `filters` names ``(filters) -> Mapping[str, str]`` which checks what a page or a program asks for and raises a
    JorenError; "" where there is nothing to narrow. `filters_told` names ``(filters) -> list[tuple[str, str]]``, the
    same in words. `permission` is what the data asks for, beyond that of exporting;
    `personal` that it tells of people. `kind` is the ImportKind that reads the file back, "" where none does.
    `everything`: its columns in the export of everything (none: it is left out of it).
    """

    key: str
    label: Text
    description: Text
    icon: str
    columns: Reference
    rows: Reference
    count: Reference
    permission: str
    filters: Reference = ""
    filters_told: Reference = ""
    personal: bool = True
    kind: str = ""
    everything: bool = True
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    order: int = 100
