"""A file as a table: what it is, its header, and its rows as often as wanted."""

import gzip
import io
import itertools
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Final

from .delimited import LONGEST_CELL, read_rows
from .encodings import Encoding, detect_encoding, mark_length, require_encoding
from .fitting import Row, fitted_rows
from .header import column_names
from .magic import FileKind, file_kind
from .mixing import LINE_LIMIT, LINEWISE, broken_by_strays, lines_with_strays
from .people import write_people
from .problems import BrokenRow, ReadingProblem
from .shape import LOOKED_AT, Known, delimiter_said, find_header, guess_delimiter
from .workbooks import live_rows, sheet_names, streams, write_sheet

__all__ = ["Row", "Table", "Wishes", "open_table", "reopen"]

MOST_COLUMNS: Final = 2_000
"""Columns of a table: more is a wrong delimiter or a damaged file, and would take long to match."""
_HEAD: Final = 4096
_SAMPLE_LINES: Final = 200
DELIMITER_NAMES: Final = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "\\t": "\t"}
_SHOWN: Final = 1_000
_LONGEST_HEADER: Final = 200_000
_UTF8: Final = Encoding("utf-8")
_UTF8_WITH_STRAYS: Final = Encoding("utf-8", mixed=True)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about the file; empty means "find out". `header_row` counts from 1, 0 is "there is none".

    `leave_out_undecodable`: of a file that mixes encodings, take the rows that read and reject the others.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None
    leave_out_undecodable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was understood. `text` is what rows are read from: the file itself, or what it became.

    `book`: a workbook whose sheet is streamed as long as `text` does not lie there (see `whole`).
    """

    text: Path
    zipped: bool
    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    header_row: int
    sheet: str = ""
    sheets: tuple[str, ...] = field(default=())
    book: Path | None = None

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header with their number; a row that does not fit the header is a BrokenRow.

        Rows without any content, totals (合計) and the foot of a list are left out. Streams: memory does not grow
        with the file.
        """
        below = (row for row in self._numbered() if row[0] > self.header_row)
        return fitted_rows(below, len(self.header), ragged=bool(self.sheets))

    def whole(self) -> "Table":
        """The same table, quick to read many times: a streamed workbook becomes text once. For jobs, not for pages.

        Takes 26 s of CPU for a million rows of ten cells.
        """
        if self.book is None or self.text.exists():
            return self
        write_sheet(self.book, self.sheet, self.text)
        return self

    def _numbered(self) -> Iterator[Row]:
        if self.book is not None and not self.text.exists():
            for number, cells in live_rows(self.book, self.sheet):
                too_long = max(map(len, cells)) > LONGEST_CELL
                yield number, BrokenRow("long_cell", [cell[:_SHOWN] for cell in cells]) if too_long else cells
            return
        with _opener(self.text, self.zipped)() as file:
            rows = read_rows(_lines(file, self.encoding), self.delimiter)
            yield from _without_strays(rows, self.encoding) if self.encoding.mixed else rows


def open_table(path: Path, known: Known, wishes: Wishes, spool: Path) -> Table:
    """Understand a file. `spool`: where text may be written that a workbook, cards or mails become.

    `known` tells headers: whether a cell is a column name that some kind of file uses. Raises ReadingProblem.
    """
    kind, zipped = _kind(path)
    if kind == "workbook":
        return _of_workbook(path, known, wishes, spool)
    if kind in ("cards", "mail"):
        write_people(path, kind, spool, zipped=zipped)
        return _understood(_sampled(spool, False, _UTF8_WITH_STRAYS, ","), known, Wishes(header_row=1))
    opener = _opener(path, zipped)
    encoding = _encoding(opener, wishes)
    delimiter = DELIMITER_NAMES.get(wishes.delimiter, wishes.delimiter)
    return _understood(_sampled(path, zipped, encoding, delimiter), known, wishes)


def reopen(path: Path, spool: Path, known: Table) -> Table:
    """A table that was understood before, from its file or what it became, without a second look at it all.

    `known` says how it was read; its paths do not matter. Raises ReadingProblem when the file is gone or no text.
    """
    kind, zipped = _kind(path)
    if kind == "workbook":
        if not spool.exists() and not streams(path):
            write_sheet(path, known.sheet, spool)
        book = path if streams(path) else None
        return replace(known, text=spool, zipped=False, encoding=_UTF8, delimiter=",", book=book)
    if kind in ("cards", "mail"):
        if not spool.exists():
            write_people(path, kind, spool, zipped=zipped)
        return replace(known, text=spool, zipped=False, encoding=_UTF8_WITH_STRAYS, delimiter=",")
    name = known.encoding.name
    mixed = known.encoding.mixed and name in LINEWISE
    encoding = Encoding(name, mark_length(_opener(path, zipped), name), mixed)
    return replace(known, text=path, zipped=zipped, encoding=encoding)


def _kind(path: Path) -> tuple[FileKind, bool]:
    """What the file is, and whether gzip is around it. Refuses by its name what can be no table."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise ReadingProblem("empty_file")
    kind, name = file_kind(head)
    zipped = kind == "gzip"
    if zipped:
        with _opener(path, True)() as file:
            try:
                kind, name = file_kind(file.read(_HEAD))
            except (OSError, EOFError, zlib.error) as problem:
                raise ReadingProblem("damaged") from problem
    if kind == "other" or (zipped and kind in ("workbook", "gzip")):
        raise ReadingProblem("not_a_table", kind=name)
    return kind, zipped


def _opener(path: Path, zipped: bool) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]

    return opened


def _encoding(opener: Callable[[], IO[bytes]], wishes: Wishes) -> Encoding:
    try:
        if wishes.encoding:
            return require_encoding(opener, wishes.encoding, mixed=wishes.leave_out_undecodable)
        return detect_encoding(opener, mixed=wishes.leave_out_undecodable)
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise ReadingProblem("damaged") from problem


def _of_workbook(path: Path, known: Known, wishes: Wishes, spool: Path) -> Table:
    """Of an xlsx the first rows are looked at; the older and rarer kinds become text at once."""
    spool.unlink(missing_ok=True)
    names = tuple(sheet_names(path))
    if not streams(path):
        sheet = write_sheet(path, wishes.sheet, spool)
        found = _understood(_sampled(spool, False, _UTF8, ","), known, wishes)
        return replace(found, sheet=sheet, sheets=names)
    sheet, rows = _first_rows(path, wishes.sheet, names)
    sample = Table(spool, False, _UTF8, ",", (), 0, sheet, names, path), rows
    return _understood(sample, known, wishes)


def _first_rows(path: Path, wanted: str, names: tuple[str, ...]) -> tuple[str, list[list[str] | BrokenRow]]:
    """The sheet that is meant and its first rows, empty ones too: the first sheet with anything in it when unnamed."""
    if wanted and wanted not in names:
        raise ReadingProblem("unknown_sheet", sheet=wanted, sheets=", ".join(names))
    for name in [wanted] if wanted else names:
        first = list(itertools.islice(live_rows(path, name), LOOKED_AT))
        if first:
            rows: list[list[str] | BrokenRow] = [[] for _ in range(min(first[-1][0], _SAMPLE_LINES))]
            for number, cells in first:
                if number <= len(rows):
                    rows[number - 1] = cells
            return name, rows
    raise ReadingProblem("empty_file")


def _sampled(path: Path, zipped: bool, encoding: Encoding, delimiter: str) -> tuple[Table, list[list[str] | BrokenRow]]:
    """A table without header as yet, and its first rows."""
    try:
        with _opener(path, zipped)() as file:
            sample = list(itertools.islice(_lines(file, encoding), _SAMPLE_LINES))
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise ReadingProblem("damaged") from problem
    if not any(line.strip() for line in sample):
        raise ReadingProblem("empty_file")
    said = delimiter_said(sample[0])
    delimiter = delimiter or said or guess_delimiter(sample)
    rows = [cells for _, cells in itertools.islice(read_rows(sample, delimiter), LOOKED_AT)]
    if encoding.mixed:
        rows = [_readable(row, encoding) for row in rows]
    if said:
        rows[0] = []
    return Table(path, zipped, encoding, delimiter, (), 0), rows


def _readable(row: list[str] | BrokenRow, encoding: Encoding) -> list[str] | BrokenRow:
    """A row that may be the header: one in another encoding as it looks there, if it looks like any."""
    stray = broken_by_strays(row.cells if isinstance(row, BrokenRow) else row, encoding.name)
    return row if stray is None else stray.cells if stray.details["looks_like"] else stray


def _understood(sample: tuple[Table, list[list[str] | BrokenRow]], known: Known, wishes: Wishes) -> Table:
    """The table with its header. Raises ReadingProblem where there is none to be had."""
    table, rows = sample
    wanted = wishes.header_row
    index = find_header(rows, known) if wanted is None else wanted - 1
    if index >= len(rows):
        raise ReadingProblem("no_rows", row=index + 1)
    if index >= 0 and isinstance(found := rows[index], BrokenRow) and found.code == "undecodable":
        raise ReadingProblem("broken_header", row=index + 1)
    header, index = column_names(rows, index, known, one_line=wanted is not None)
    if len(header) == 0 or (len(header) == 1 and not known(header[0])):
        raise ReadingProblem("one_column", header=header[0][:50] if header else "")
    if len(header) > MOST_COLUMNS:
        raise ReadingProblem("too_many_columns", columns=len(header), most=MOST_COLUMNS)
    if sum(map(len, header)) > _LONGEST_HEADER:
        raise ReadingProblem("no_header")
    return replace(table, header=header, header_row=index + 1)


def _without_strays(rows: Iterator[Row], encoding: Encoding) -> Iterator[Row]:
    for number, cells in rows:
        found = cells.cells if isinstance(cells, BrokenRow) else cells
        yield number, broken_by_strays(found, encoding.name) or cells


def _lines(file: IO[bytes], encoding: Encoding) -> Iterator[str]:
    """Lines with their line ends; a line without end is cut at a megabyte, so that a table of none stays harmless."""
    file.read(encoding.skip)
    if encoding.mixed:
        yield from lines_with_strays(file, encoding.name)
        return
    text = io.TextIOWrapper(file, encoding=encoding.name, errors="strict", newline="")
    with text:
        while True:
            line = text.readline(LINE_LIMIT)
            if not line:
                return
            yield line
