"""What passes between the runner of imports and the app that knows what a row means."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from joren.foundation.registry.entries import Text

Counts = Counter[str]
"""How many became what: ``new``, ``changed``, ``unchanged``, ``repeated`` and whatever else a kind tells."""


class RowRejected(Exception):
    """This row cannot be taken in. `column` and `value` say where; `remedy` what to do about it."""

    def __init__(self, reason: Text, *, column: str = "", value: str = "", remedy: Text = "") -> None:
        self.reason, self.column, self.value, self.remedy = reason, column, value, remedy
        super().__init__(f"{column} {value}: {reason}")


class Warn(Protocol):
    """Notes something about a row that is taken in all the same; told in the report by `code`, with examples."""

    def __call__(self, row: int, code: str, sentence: Text, *, column: str = "", value: str = "") -> None:
        """`sentence` is told once for all rows of the code; `column` and `value` are the example."""


class Remember(Protocol):
    """Keeps rows of a table as they are now, before they are changed (or deleted), so that an undo restores them."""

    def __call__(self, table: str, ids: Sequence[int], *, deleted: bool = False) -> None:
        """Call it in the transaction of the change, before it."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One import: what it reads and where its rows go. `columns` maps field keys to positions in a row's cells.

    `sample` are the first rows, the same in every run of the import, for decisions that concern the whole file.
    """

    import_id: int
    source: str
    file_name: str
    at: datetime
    header: Sequence[str]
    columns: Mapping[str, int]
    defaults: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    sample: Sequence[Sequence[str]] = ()
    warn: Warn
    remember: Remember

    def has(self, key: str) -> bool:
        """Whether a column or a default gives this field."""
        return key in self.columns or key in self.defaults

    def column(self, key: str) -> str:
        """The name of the field's column, for sentences; empty where a default gives it."""
        return self.header[self.columns[key]] if key in self.columns else ""

    def reader(self, key: str) -> Callable[[Sequence[str]], str] | None:
        """A function from a row's cells to the field's trimmed text; None when nothing gives the field."""
        default = self.defaults.get(key, "")
        position = self.columns.get(key)
        if position is None:
            return (lambda cells: default) if default else None
        if default:
            return lambda cells: cells[position].strip() or default
        return lambda cells: cells[position].strip()

    def values(self, key: str) -> list[str]:
        """The sample's non-empty values of a field."""
        read = self.reader(key)
        return [value for row in self.sample if (value := read(row))] if read else []


class Importer(Protocol):
    """Turns rows of a file into rows of tables. Made anew for every run; all it must remember is in the database."""

    def __init__(self, plan: Plan) -> None:
        """Raises a JorenError when the columns given cannot make rows of this kind."""

    def parse(self, row: int, cells: list[str]) -> Any:
        """Read one row, without the database. Raises RowRejected."""

    def write(self, records: list[Any]) -> Counts:
        """Write one batch, inside the runner's transaction."""

    def settle(self, position: str) -> tuple[Counts, str | None]:
        """One step of what comes after the last row, in a transaction of its own.

        `position` is "" at first, then what the step before returned; None ends it.
        """
