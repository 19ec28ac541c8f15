"""Rows out of delimited text: quoting kept strictly, and a quote that never closes costs one row, not the file."""

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from .problems import BrokenRow

LONGEST_CELL: Final = 100_000
"""Characters in one cell."""
MOST_LINES: Final = 500
"""Physical lines one quoted cell may span; more is taken for a quote that was never closed."""

csv.field_size_limit(LONGEST_CELL)

Numbered = tuple[int, list[str] | BrokenRow]


class _Lines:
    """Hands lines to the csv reader and remembers those of the record being read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self.taken: list[str] = []
        self.overrun = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            self.overrun = True
            raise StopIteration
        line = self._again.pop() if self._again else next(self._lines)
        if "\x00" in line:
            line = line.replace("\x00", "")
        self.taken.append(line)
        return line

    def give_back(self) -> str:
        """Return the first line of the record for good; the others will be handed out once more."""
        first, *rest = self.taken
        self._again.extend(reversed(rest))
        self.taken = []
        self.overrun = False
        return first


def read_rows(lines: Iterable[str], delimiter: str) -> Iterator[Numbered]:
    """Yield (row number, cells), or a BrokenRow for a line whose quoting cannot be followed.

    Rows are counted as a spreadsheet counts them: from 1, empty ones too, a cell with line breaks being one row.
    """
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            if not source.taken:
                return
            cells = None
            code = "open_quote"
        except csv.Error as problem:
            if not source.taken:
                return
            cells = None
            code = _code(str(problem))
        if cells is None:
            first = source.give_back()
            yield number, BrokenRow(code, first.rstrip("\r\n").split(delimiter))  # type: ignore[arg-type]
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            continue
        source.taken.clear()
        yield number, cells


def _code(words: str) -> str:
    if "field larger" in words:
        return "long_cell"
    return "open_quote" if "end of data" in words else "bad_quote"
