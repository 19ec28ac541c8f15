"""Rows as an Excel workbook, streamed: text cells for whatever is no number, so that no zero is eaten.

xlsxwriter's `constant_memory` writes each row out as the next begins; memory stays flat. Excel holds 1,048,576 rows a
sheet and 32,767 characters a cell: more rows go on in the next sheet, a longer text is cut and told.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from .cells import cell_text, local, plain_number
from .entries import ColumnType
from .losses import Loss, Losses

ROWS_OF_A_SHEET: Final = 1_048_576
LONGEST_CELL: Final = 32_767
_EXACT_DIGITS: Final = 15
_FIRST_YEAR: Final = 1900
_TELL_EVERY: Final = 1_000
_WIDTHS: Final[dict[ColumnType, int]] = {"text": 18, "code": 14, "moment": 19, "day": 11, "money": 12}


class WorkbookWriter:
    """Writes rows of these columns to an .xlsx file. `sheet` names the first sheet; the others get a number behind."""

    def __init__(
        self,
        path: Path,
        heading: Sequence[str],
        types: Sequence[ColumnType],
        *,
        sheet: str,
        losses: Losses,
        rows_of_a_sheet: int = ROWS_OF_A_SHEET,
    ) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(str(path), {**options, "tmpdir": str(path.parent)})
        self._heading, self._types, self._losses = list(heading), list(types), losses
        self._name, self._most = _sheet_name(sheet), rows_of_a_sheet
        self._bold = self._book.add_format({"bold": True, "num_format": "@"})
        self._text = self._book.add_format({"num_format": "@"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._money = self._book.add_format({"num_format": "#,##0.##"})
        self.rows_written, self._sheets, self._row = 0, 0, 0
        self._sheet: Any = None
        self._begin_sheet()

    def write(self, rows: Iterable[Sequence[Any]]) -> Iterator[int]:
        """Write the rows; yields how many are written after every thousand of them, and at the end."""
        for row in rows:
            if self._row >= self._most:
                self._begin_sheet()
            for place, value in enumerate(row):
                self._cell(place, value)
            self._row += 1
            self.rows_written += 1
            if self.rows_written % _TELL_EVERY == 0:
                yield self.rows_written
        yield self.rows_written

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} ({self._sheets})"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for place, (heading, kind) in enumerate(zip(self._heading, self._types, strict=True)):
            self._sheet.set_column(place, place, max(_WIDTHS.get(kind, 9), min(len(heading) * 2 + 1, 40)))
        for place, heading in enumerate(self._heading):
            self._sheet.write_string(0, place, cell_text(heading), self._bold)
        self._row = 1

    def _cell(self, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        writer = _WRITERS.get(type(value), WorkbookWriter._write_text)
        writer(self, place, value)

    def _write_text(self, place: int, value: Any) -> None:
        text = cell_text(value)
        if len(text) > LONGEST_CELL:
            text = text[:LONGEST_CELL]
            column = self._heading[place]
            self._losses.add(Loss(self.rows_written + 2, column, text[-8:] + "…", f"({LONGEST_CELL:,})"))
        self._sheet.write_string(self._row, place, text, self._text)

    def _write_number(self, place: int, value: Decimal | int) -> None:
        plain = plain_number(Decimal(value))
        if self._types[place] in ("text", "code") or len(plain.strip("-").replace(".", "")) > _EXACT_DIGITS:
            self._write_text(place, plain)
        else:
            shape = self._money if self._types[place] == "money" else None
            self._sheet.write_number(self._row, place, float(plain), shape)

    def _write_day(self, place: int, value: date) -> None:
        if value.year < _FIRST_YEAR:
            self._write_text(place, value)
        else:
            self._sheet.write_datetime(self._row, place, value, self._day)

    def _write_moment(self, place: int, value: datetime) -> None:
        shown = local(value)
        if shown.microsecond or shown.year < _FIRST_YEAR:
            self._write_text(place, value)
        else:
            self._sheet.write_datetime(self._row, place, shown, self._moment)


_WRITERS: Final[dict[type, Callable[[WorkbookWriter, int, Any], None]]] = {
    int: WorkbookWriter._write_number,
    Decimal: WorkbookWriter._write_number,
    date: WorkbookWriter._write_day,
    datetime: WorkbookWriter._write_moment,
}


def _sheet_name(name: str) -> str:
    """A name Excel takes: 25 characters (a number fits behind), none of ``[]:*?/\\``, no apostrophe at an end."""
    kept = "".join(" " if letter in "[]:*?/\\" else letter for letter in name)
    return kept.strip(" '")[:25].strip(" '") or "Sheet"
