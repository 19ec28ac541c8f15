"""A file as a table: what it is, its header, and its rows as often as wanted."""

import gzip
import io
import itertools
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Final

from .delimited import read_rows
from .encodings import Encoding, detect_encoding, mark_length, require_encoding
from .magic import file_kind
from .problems import BrokenRow, ReadingProblem
from .shape import LOOKED_AT, find_header, guess_delimiter
from .workbooks import sheet_names, write_sheet

Row = tuple[int, list[str] | BrokenRow]
_HEAD: Final = 4096
_SAMPLE_LINES: Final = 200
_LINE_LIMIT: Final = 1 << 20
DELIMITER_NAMES: Final = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "\\t": "\t"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about the file; empty means "find out". `header_row` counts from 1, 0 is "there is none"."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was understood. `text` is what rows are read from: the file itself, or what a workbook became."""

    text: Path
    zipped: bool
    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    header_row: int
    sheet: str = ""
    sheets: tuple[str, ...] = field(default=())

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the header with their number; a row that does not fit the header is a BrokenRow.

        Rows without any content are left out. Streams: memory does not grow with the file.
        """
        width = len(self.header)
        with _opener(self.text, self.zipped)() as file:
            for number, cells in read_rows(_lines(file, self.encoding), self.delimiter):
                if number <= self.header_row:
                    continue
                if isinstance(cells, BrokenRow):
                    yield number, cells
                elif len(cells) == width:
                    if any(cells):
                        yield number, cells
                elif any(cells):
                    yield number, _fitted(cells, width)


def open_table(path: Path, known: Callable[[str], bool], wishes: Wishes, spool: Path) -> Table:
    """Understand a file. `spool`: where a workbook's sheet may be written. Raises ReadingProblem.

    `known` tells headers: whether a cell is a column name that some kind of file uses.
    """
    kind, zipped = _kind(path)
    if kind == "workbook":
        return _of_workbook(path, known, wishes, spool)
    opener = _opener(path, zipped)
    encoding = _encoding(opener, wishes)
    delimiter = DELIMITER_NAMES.get(wishes.delimiter, wishes.delimiter)
    return _understood(path, zipped, encoding, delimiter, known, wishes)


def reopen(path: Path, spool: Path, known: Table) -> Table:
    """A table that was understood before, from its file or what its workbook became, without a second look at it all.

    `known` says how it was read; its paths do not matter. Raises ReadingProblem when the file is gone or no text.
    """
    if known.sheets:
        if not spool.exists():
            write_sheet(path, known.sheet, spool)
        return replace(known, text=spool, zipped=False, encoding=Encoding("utf-8"), delimiter=",")
    zipped = _kind(path)[1]
    encoding = replace(known.encoding, skip=mark_length(_opener(path, zipped), known.encoding.name))
    return replace(known, text=path, zipped=zipped, encoding=encoding)


def _kind(path: Path) -> tuple[str, bool]:
    """Text or workbook, and whether gzip is around the text. Refuses everything else by its name."""
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
    if kind == "other" or (zipped and kind != "text"):
        raise ReadingProblem("not_a_table", kind=name)
    return kind, zipped


def _opener(path: Path, zipped: bool) -> Callable[[], IO[bytes]]:
    def opened() -> IO[bytes]:
        return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]

    return opened


def _encoding(opener: Callable[[], IO[bytes]], wishes: Wishes) -> Encoding:
    try:
        return require_encoding(opener, wishes.encoding) if wishes.encoding else detect_encoding(opener)
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise ReadingProblem("damaged") from problem


def _of_workbook(path: Path, known: Callable[[str], bool], wishes: Wishes, spool: Path) -> Table:
    names = sheet_names(path)
    sheet = write_sheet(path, wishes.sheet, spool)
    table = _understood(spool, False, Encoding("utf-8"), ",", known, wishes)
    return Table(
        text=spool,
        zipped=False,
        encoding=table.encoding,
        delimiter=",",
        header=table.header,
        header_row=table.header_row,
        sheet=sheet,
        sheets=tuple(names),
    )


def _understood(
    path: Path, zipped: bool, encoding: Encoding, delimiter: str, known: Callable[[str], bool], wishes: Wishes
) -> Table:
    with _opener(path, zipped)() as file:
        sample = list(itertools.islice(_lines(file, encoding), _SAMPLE_LINES))
    if not any(line.strip() for line in sample):
        raise ReadingProblem("empty_file")
    delimiter = delimiter or guess_delimiter(sample)
    rows = [cells for _, cells in itertools.islice(read_rows(sample, delimiter), LOOKED_AT)]
    wanted = wishes.header_row
    index = find_header(rows, known) if wanted is None else wanted - 1
    if index >= len(rows):
        raise ReadingProblem("no_rows", row=index + 1)
    header = _header(rows, index)
    if len(header) == 0 or (len(header) == 1 and not known(header[0])):
        raise ReadingProblem("one_column", header=header[0][:50] if header else "")
    return Table(path, zipped, encoding, delimiter, header, index + 1)


def _header(rows: list[list[str] | BrokenRow], index: int) -> tuple[str, ...]:
    """Names of the columns, each once: a second 電話 becomes 電話 (2), an empty one its letter's number."""
    if index < 0:
        width = max((len(row) for row in rows if isinstance(row, list)), default=0)
        return tuple(str(number) for number in range(1, width + 1))
    row = rows[index]
    cells = row if isinstance(row, list) else row.cells
    while cells and not cells[-1].strip() and len(cells) > _usual_width(rows, index):
        cells = cells[:-1]
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split()) or str(number)
        times = sum(1 for other in names if other == name or other.startswith(f"{name} ("))
        names.append(f"{name} ({times + 1})" if times else name)
    return tuple(names)


def _usual_width(rows: list[list[str] | BrokenRow], index: int) -> int:
    below = [len(row) for row in rows[index + 1 :] if isinstance(row, list) and any(row)]
    return max(below, default=0)


def _fitted(cells: list[str], width: int) -> list[str] | BrokenRow:
    """The row cut to the header when only empty cells hang over; otherwise what is wrong with it."""
    if len(cells) > width:
        if not any(cell.strip() for cell in cells[width:]):
            return cells[:width]
        return BrokenRow("too_many_cells", cells, {"found": len(cells), "expected": width})
    return BrokenRow("too_few_cells", cells, {"found": len(cells), "expected": width})


def _lines(file: IO[bytes], encoding: Encoding) -> Iterator[str]:
    """Lines with their line ends; a line without end is cut at a megabyte, so that a table of none stays harmless."""
    file.read(encoding.skip)
    text = io.TextIOWrapper(file, encoding=encoding.name, errors="strict", newline="")
    with text:
        while True:
            line = text.readline(_LINE_LIMIT)
            if not line:
                return
            yield line
