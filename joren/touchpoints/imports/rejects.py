"""The file of rejected rows: the same columns in the same encoding and delimiter, and one column more that says why.

Corrected, it can be dropped again as it is: the column is known by its name (`is_why`) and left out.
"""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from joren.foundation.csv_safety import neutralise_formula

from .files import refusing_full_disk

WHY: Final = gettext_lazy("why it was not imported")
_LANGUAGES: Final = ("ja", "en")
_WITH_MARK: Final = {"utf-8": "utf-8-sig", "utf-8-sig": "utf-8-sig", "": "utf-8-sig"}
_WIDE: Final = {"utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "utf-32": "utf-32-le"}


def is_why(name: str) -> bool:
    """Whether a column is the one that rejected rows come back with."""
    return name in _names()


def _names() -> set[str]:
    found = set()
    for language in _LANGUAGES:
        with override(language):
            found.add(str(WHY))
    return found


class RejectsFile:
    """Appends rejected rows. What an earlier run wrote beyond its last committed batch is cut off first."""

    def __init__(
        self, path: Path, header: Sequence[str], committed: int, *, encoding: str = "utf-8", delimiter: str = ","
    ) -> None:
        self._path, self._header = path, list(header)
        self._why = next((place for place, name in enumerate(header) if is_why(name)), len(header))
        self._encoding = _WIDE.get(encoding, encoding) or "utf-8"
        self._marked = encoding in _WITH_MARK or encoding in _WIDE
        self._delimiter = delimiter or ","
        self.length = committed
        self._pending: list[list[str]] = []

    def add(
        self, row: int, cells: Sequence[str], reason: str, remedy: str = "", *, column: str = "", value: str = ""
    ) -> None:
        """Note a row for the next `flush`; a cell beyond the header is told in the reason."""
        width = len(self._header)
        fitted = [*cells[:width], *([""] * (width - len(cells)))]
        where = f"{column} “{value}”: " if column and value else f"{column}: " if column else ""
        said = [_("Row %(row)s: ") % {"row": row} + where + reason, remedy]
        if cells[width:]:
            said.append(_("Further cells: %(cells)s") % {"cells": " | ".join(cells[width:])})
        whole = self._with_why(fitted, " ".join(filter(None, said)))
        self._pending.append([neutralise_formula(cell) for cell in whole])

    def flush(self) -> int:
        """Write what is pending safely to disk; returns the file's length, to be committed with the batch."""
        if not self._pending:
            return self.length
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self._delimiter)
        if not self.length:
            text.write("\ufeff" if self._marked else "")
            writer.writerow(self._with_why(self._header, str(WHY)))
        writer.writerows(self._pending)
        self._pending = []
        with refusing_full_disk(), self._path.open("ab") as file:
            file.truncate(self.length)
            file.seek(0, os.SEEK_END)
            file.write(text.getvalue().encode(self._encoding, errors="replace"))
            file.flush()
            os.fsync(file.fileno())
            self.length = file.tell()
        return self.length

    def _with_why(self, cells: Sequence[str], why: str) -> list[str]:
        """The cells with the reason behind them, or in its column where the file has it from the last time."""
        return [*cells[: self._why], why, *cells[self._why + 1 :]]
