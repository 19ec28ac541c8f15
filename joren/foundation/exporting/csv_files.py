"""Rows as delimited text: CRLF, quoted where needed, in an encoding that the reader has."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, Final

from .cells import cell_text
from .encodings import ENCODINGS, Encoding, encode
from .losses import Losses

_AT_ONCE: Final = 1_000
_END: Final = "\r\n"
_MARK: Final = "\ufeff"


class CsvWriter:
    """Writes rows to a binary file, a thousand at a time. `encoding` is a key of `ENCODINGS`."""

    def __init__(self, file: IO[bytes], heading: Sequence[str], *, encoding: str, losses: Losses) -> None:
        self._file, self._heading, self._losses = file, list(heading), losses
        self._encoding: Encoding = ENCODINGS[encoding]
        self.rows_written = 0
        file.write(self._encoding.mark)
        self._write([[cell_text(name) for name in heading]], first_row=1)

    def write(self, rows: Iterable[Sequence[Any]]) -> Iterator[int]:
        """Write the rows; yields how many are written after every thousand of them, and at the end."""
        source = iter(rows)
        while some := [[cell_text(value) for value in row] for row in itertools.islice(source, _AT_ONCE)]:
            self._write(some, first_row=self.rows_written + 2)
            self.rows_written += len(some)
            yield self.rows_written

    def close(self) -> None:
        """Nothing is left to write."""

    def _write(self, rows: list[list[str]], *, first_row: int) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator=_END).writerows(rows)
        whole = self._encoding.encode(text.getvalue())
        if whole is not None:
            self._file.write(whole)
            return
        for row, cells in enumerate(rows, start=first_row):
            self._file.write(self._replaced(row, cells))

    def _replaced(self, row: int, cells: list[str]) -> bytes:
        """One row in which some cell holds what the encoding lacks."""
        codec = self._encoding.codec
        written = [
            encode(cell, self._encoding, row=row, column=name, losses=self._losses).decode(codec)
            for cell, name in zip(cells, self._heading, strict=True)
        ]
        return csv_row(written).encode(codec)


def csv_row(cells: Iterable[str]) -> str:
    """One row of text cells, with its line end."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=_END).writerow(cells)
    return text.getvalue()


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A small table as a whole: UTF-8 when encoded, with a mark, so that Excel in Japan opens it as it is."""
    return _MARK + "".join(csv_lines(heading, rows))


def csv_lines(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a table, without a mark in front."""
    yield csv_row([cell_text(name) for name in heading])
    for row in rows:
        yield csv_row([cell_text(value) for value in row])
