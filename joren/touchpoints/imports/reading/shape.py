"""Which delimiter a text uses and which of its rows is the header, told from the first rows."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from .delimited import read_rows
from .problems import BrokenRow

DELIMITERS: Final = (",", "\t", ";", "|")
LOOKED_AT: Final = 25
"""Rows among which the header is looked for: titles, dates of printing and empty rows may stand above it."""
Known = Callable[[str], bool]
_VALUE = re.compile(r"[\d\s,./:¥￥%+-]+|.+@.+\..+", re.ASCII)
_EXCEL_SAYS = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)
_MOST_CELLS_SCORED: Final = 50


def delimiter_said(first: str) -> str:
    """The delimiter that the first line names for Excel (``sep=;``), or nothing."""
    said = _EXCEL_SAYS.fullmatch(first)
    return said[1] if said and not said[1].isalnum() else ""


def guess_delimiter(lines: Sequence[str]) -> str:
    """The delimiter by which most of these lines have one and the same number of cells, and more than one."""
    scores = {delimiter: _agreement(lines, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0 else ","


def _agreement(lines: Sequence[str], delimiter: str) -> float:
    """Share of rows with the commonest width, weighed a little by that width; 0 where it is one column."""
    widths = [len(cells) for _, cells in read_rows(lines, delimiter) if isinstance(cells, list) and cells]
    if not widths:
        return 0.0
    width, times = Counter(width for width in widths).most_common(1)[0]
    return 0.0 if width == 1 else times / len(widths) + min(width, _MOST_CELLS_SCORED) / 1000


def find_header(rows: Sequence[list[str] | BrokenRow], known: Known) -> int:
    """The index of the header among the first rows; -1 when the first row is data already.

    `known` says whether a cell is a header some kind of file has. The row with most known headers wins; a single
    known word among values is no header (a note may say メモ). Where none is known, the first row as wide as the rows
    usually are, if it holds words and not values.
    """
    table = [row if isinstance(row, list) else [] for row in rows[:LOOKED_AT]]
    hits = [_hits(table, index, known) for index in range(len(table))]
    best = max(range(len(table)), key=lambda index: (hits[index], -index), default=0)
    if hits and hits[best]:
        return best
    return _first_of_words(table)


def _hits(table: Sequence[list[str]], index: int, known: Known) -> int:
    """How many known headers a row holds; 0 when it cannot be the header."""
    cells = [cell for cell in table[index] if cell.strip()]
    hits = sum(map(known, cells))
    if not hits or hits * 2 >= len(cells):
        return hits
    below_data = any(filled(row) >= len(cells) for row in table[:index])
    return 0 if below_data or any(map(is_value, cells)) else hits


def _first_of_words(table: Sequence[list[str]]) -> int:
    usual = Counter(filled(row) for row in table if filled(row)).most_common(1)
    width = usual[0][0] if usual else 0
    first = next((index for index, row in enumerate(table) if filled(row) >= width > 0), 0)
    cells = [cell.strip() for cell in table[first] if cell.strip()] if table else []
    if any(_VALUE.fullmatch(cell) for cell in cells):
        return -1
    return first


def is_value(cell: str) -> bool:
    """Whether a cell is a number, a date, an amount or an e-mail address and so no column name."""
    return bool(_VALUE.fullmatch(cell.strip()))


def filled(row: Sequence[str]) -> int:
    """How many cells of a row say something."""
    return sum(1 for cell in row if cell.strip())
