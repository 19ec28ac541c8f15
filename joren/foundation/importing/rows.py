"""What passes between the runner of imports and the app that knows what a row means."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from joren.foundation.registry.entries import Text

from .legends import legend_of
from .policies import EVERY_FIELD, Policy

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


class Changed(Protocol):
    """Hears what a row changes of somebody (or something) known: for a preview that shows it field by field."""

    def __call__(self, row: int, subject_id: int | None, label: str, changes: Mapping[str, list[Any]]) -> None:
        """`label`: the name of whom (or what) it changes; `changes`: field to [was, became], as JSON holds it."""


def _unheard(row: int, subject_id: int | None, label: str, changes: Mapping[str, list[Any]]) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One import: what it reads and where its rows go. `columns` maps field keys to positions in a row's cells.

    `sample` are the first rows, the same in every run of the import, for decisions that concern the whole file.

    `options` an importer may count on (`joren.foundation.importing.policies` checks the first two):

    * ``policies`` — field key (``*``: all others) to what becomes of known values, see `policy`;
    * ``clears`` — field keys (``*``: all) whose empty cells take known values away, see `clears`;
    * ``values`` — field key to {cell as written: word it stands for}, before the legend in a column's name; "" is a
      word too: the cell says nothing;
    * ``text_marks`` — the file's system puts an apostrophe before numbers, so that spreadsheets keep them: it goes;
    * ``number_from`` — ``email``: customers without a number are known by their address (files of orders).

    `every` gives all cells of a column, by position, read once more from the file: for the rare decision that the
    sample leaves open. `file_time` is when the file was written, as it or its folder says; None: nobody knows, `at`
    stands in.
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
    changed: Changed = _unheard
    file_time: datetime | None = None
    every: Callable[[int], Iterable[str]] | None = None

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
        words = self.value_map(key)
        if words:
            return lambda cells: _word_for(cells[position].strip(), words) or default
        if self.options.get("text_marks"):
            return lambda cells: cells[position].strip().removeprefix("'") or default
        if default:
            return lambda cells: cells[position].strip() or default
        return lambda cells: cells[position].strip()

    def value_map(self, key: str) -> Mapping[str, str]:
        """What the field's cells stand for: ``options["values"]``, else the legend in its column's name."""
        given: Mapping[str, Mapping[str, str]] = self.options.get("values") or {}
        return given.get(key) or legend_of(self.column(key))

    def policy(self, key: str) -> Policy:
        """What becomes of a known value when the file has another: "overwrite" unless the user said otherwise."""
        said: Mapping[str, Policy] = self.options.get("policies") or {}
        return said.get(key) or said.get(EVERY_FIELD) or "overwrite"

    def clears(self, key: str) -> bool:
        """Whether an empty cell of this field's column takes the known value away; never without a column."""
        said: Sequence[str] = self.options.get("clears") or ()
        return key in self.columns and (key in said or EVERY_FIELD in said)

    def origin(self, at: datetime | None = None) -> dict[str, Any]:
        """The provenance of a value this import writes; `at`: when the file's system last changed it."""
        when = at or self.file_time or self.at
        return {"import": self.import_id, "staff": None, "source": self.source, "at": when.isoformat()}

    def values(self, key: str) -> list[str]:
        """The sample's non-empty values of a field."""
        read = self.reader(key)
        return [value for row in self.sample if (value := read(row))] if read else []

    def every_value(self, key: str) -> Iterable[str]:
        """All non-empty values of a field's column, the legend applied; the sample's where the file is not at hand."""
        position = self.columns.get(key)
        if self.every is None or position is None:
            return self.values(key)
        words = self.value_map(key)
        return (_word_for(text, words) if words else text for cell in self.every(position) if (text := cell.strip()))


def _word_for(cell: str, words: Mapping[str, str]) -> str:
    """The word a cell stands for; the cell itself where the legend has no such code. 1.0 is 1, as spreadsheets do."""
    return words[cell] if cell in words else words.get(cell.removesuffix(".0"), cell)


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
