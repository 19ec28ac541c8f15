"""A report as a file: CSV for a spreadsheet, an Excel workbook with everything it tells."""

import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from joren.foundation.exporting import csv_text
from joren.foundation.exporting.cells import cell_text
from joren.foundation.registry import ReportColumn
from joren.foundation.time.clock import TOKYO

from .errors import UnknownTable
from .parameters import shown
from .queries import header
from .results import MAIN, Result

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_CELL: Final = 32_767
_FORBIDDEN: Final = "[]:*?/\\'"


def as_csv(result: Result, table: str = MAIN) -> str:
    """One table as a whole file, UTF-8 with a byte order mark so that Excel in Japan opens it as it is.

    Texts that a spreadsheet would compute are neutralised. Raises `UnknownTable`.
    """
    declared = {one.key: one for one in result.declared()}
    if table not in declared:
        raise UnknownTable(table=table[:50], known=", ".join(declared))
    columns = declared[table].columns
    keys = [column.key for column in columns]
    return csv_text(header(columns), ([row.get(key) for key in keys] for row in result.tables.get(table, [])))


def as_workbook(result: Result) -> bytes:
    """What was asked and how it is counted on the first sheet, each table on one of its own."""
    import xlsxwriter

    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheets = Sheets(book)
        sheets.facts(_("About this report"), facts_of(result))
        for table in result.declared():
            sheets.table(str(table.label), table.columns, result.tables.get(table.key, []))
    return file.getvalue()


def facts_of(result: Result) -> list[tuple[str, str]]:
    """What a reader of the file must know: which report, asked what, made when, counted how."""
    report = result.report
    facts = [(_("Report"), str(report.label)), (_("What it tells"), str(report.description))]
    facts += shown(report, result.parameters)
    if result.compared:
        facts.append((_("Compared with"), f"{result.compared[0]} – {result.compared[1]}"))
    if result.made_at:
        facts.append((_("Made at"), f"{result.made_at.astimezone(TOKYO):%Y-%m-%d %H:%M}"))
    return [*facts, (_("How it is counted"), str(report.formula))]


class Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book, self._taken = book, set[str]()
        self._bold = book.add_format({"bold": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        shapes = {
            "money": "#,##0.##",
            "number": "#,##0.###",
            "days": "#,##0.#",
            "percent": "0.0%",
            "date": "yyyy-mm-dd",
        }
        self._shapes = {kind: book.add_format({"num_format": shape}) for kind, shape in shapes.items()}
        self._text = book.add_format({"num_format": "@"})

    def facts(self, name: str, facts: Iterable[tuple[str, str]]) -> None:
        """A sheet of names and values."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 90)
        for place, (label, value) in enumerate(facts):
            sheet.write_string(place, 0, cell_text(label), self._bold)
            sheet.write_string(place, 1, cell_text(value)[:_LONGEST_CELL], self._wrapped)

    def table(self, name: str, columns: tuple[ReportColumn, ...], rows: list[dict[str, Any]]) -> None:
        """A sheet of a table with its headings."""
        sheet = self._sheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            heading = str(column.label)
            sheet.set_column(place, place, max(10 if column.type != "text" else 18, min(len(heading) * 2 + 2, 40)))
            sheet.write_string(0, place, cell_text(heading), self._bold)
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                self._cell(sheet, line, place, row.get(column.key), column.type)

    def _cell(self, sheet: Any, line: int, place: int, value: Any, kind: str) -> None:
        if value is None or value == "":
            return
        if isinstance(value, int | float | Decimal) and kind != "text":
            sheet.write_number(line, place, float(value), self._shapes[kind])
        elif isinstance(value, date) and not isinstance(value, datetime):
            sheet.write_datetime(line, place, value, self._shapes["date"])
        else:
            sheet.write_string(line, place, cell_text(value)[:_LONGEST_CELL], self._text)

    def _sheet(self, name: str) -> Any:
        kept = "".join(" " if letter in _FORBIDDEN else letter for letter in name).strip()[:25].strip() or "Sheet"
        chosen, number = kept, 1
        while chosen.casefold() in self._taken:
            number += 1
            chosen = f"{kept} ({number})"
        self._taken.add(chosen.casefold())
        return self._book.add_worksheet(chosen)
