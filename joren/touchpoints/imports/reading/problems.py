"""What can be wrong with a file or one of its rows, as codes with plain values; the app gives them sentences."""

from dataclasses import dataclass, field
from typing import Any, Literal

FileCode = Literal[
    "empty_file",
    "no_rows",
    "one_column",
    "not_a_table",
    "damaged",
    "password",
    "too_big",
    "unknown_encoding",
    "mixed_encodings",
    "wrong_encoding",
    "unknown_sheet",
    "out_of_memory",
    "no_header",
    "broken_header",
    "too_many_columns",
    "archive",
    "archive_locked",
    "archive_empty",
    "archive_unsafe",
    "no_cards",
    "no_addresses",
    "nothing_pasted",
]
RowCode = Literal["too_many_cells", "too_few_cells", "open_quote", "long_cell", "bad_quote", "undecodable"]


class ReadingProblem(Exception):
    """The file as a whole cannot be read. `details` are plain values the sentence needs (kind, row, byte …)."""

    def __init__(self, code: FileCode, **details: Any) -> None:
        self.code: FileCode = code
        self.details = details
        super().__init__(f"{code} {details}")


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that is no row of the table. `cells` is what could be read of it."""

    code: RowCode
    cells: list[str]
    details: dict[str, Any] = field(default_factory=dict)
