"""One way to write a file of rows, whatever its format."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from django.utils.translation import gettext_lazy as _

from joren.foundation.registry.entries import Text

from .csv_files import CsvWriter
from .entries import ExportColumn
from .losses import Losses
from .workbooks import WorkbookWriter


class Writer(Protocol):
    """Takes rows; memory does not grow with them."""

    rows_written: int

    def write(self, rows: Iterable[Sequence[Any]]) -> Iterator[int]:
        """Write rows; yields how many are written, every thousand or so. Nothing happens unless asked."""

    def close(self) -> None:
        """Finish the file."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of file. `has_encoding`: its text can be written in more than one way."""

    key: str
    label: Text
    suffix: str
    media_type: str
    has_encoding: bool = False


FORMATS: Final = {
    kind.key: kind
    for kind in (
        Format(key="csv", label=_("CSV"), suffix=".csv", media_type="text/csv", has_encoding=True),
        Format(
            key="xlsx",
            label=_("Excel workbook"),
            suffix=".xlsx",
            media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    )
}


@contextmanager
def open_writer(
    path: Path,
    columns: Sequence[ExportColumn],
    *,
    format: str,
    encoding: str,
    losses: Losses,
    sheet: str = "",
    heading: Sequence[str] = (),
) -> Iterator[Writer]:
    """A writer of these columns into `path`. `heading`: other names than the labels. `format` is a key of `FORMATS`."""
    names = list(heading) or [str(column.label) for column in columns]
    if format == "xlsx":
        types = [column.type for column in columns]
        workbook = WorkbookWriter(path, names, types, sheet=sheet or path.stem, losses=losses)
        try:
            yield workbook
        finally:
            workbook.close()
        return
    with path.open("wb") as file:
        yield CsvWriter(file, names, encoding=encoding, losses=losses)
