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
_VALUE = re.compile(r"[\d\s,./:¥￥%+-]+|.+@.+\..+", re.ASCII)


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
    return 0.0 if width == 1 else times / len(widths) + min(width, 50) / 1000


def find_header(rows: Sequence[list[str] | BrokenRow], known: Callable[[str], bool]) -> int:
    """The index of the header among the first rows; -1 when the first row is data already.

    `known` says whether a cell is a header some kind of file has. The row with most known headers wins; where none
    is known, the first row as wide as the rows usually are, if it holds words and not values.
    """
    table = [row if isinstance(row, list) else [] for row in rows[:LOOKED_AT]]
    hits = [sum(map(known, filter(None, row))) for row in table]
    best = max(range(len(table)), key=lambda index: (hits[index], -index), default=0)
    if hits and hits[best]:
        return best
    return _first_of_words(table)


def _first_of_words(table: Sequence[list[str]]) -> int:
    usual = Counter(_filled(row) for row in table if _filled(row)).most_common(1)
    width = usual[0][0] if usual else 0
    first = next((index for index, row in enumerate(table) if _filled(row) >= width > 0), 0)
    cells = [cell.strip() for cell in table[first] if cell.strip()] if table else []
    if any(_VALUE.fullmatch(cell) for cell in cells):
        return -1
    return first


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell.strip())
