"""The file of rejected rows: the same columns, the reason behind them; UTF-8 with a mark, so that Excel reads it."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from joren.foundation.csv_safety import neutralise_formula

from .files import refusing_full_disk


class RejectsFile:
    """Appends rejected rows. What an earlier run wrote beyond its last committed batch is cut off first."""

    def __init__(self, path: Path, header: Sequence[str], committed: int) -> None:
        self._path, self._header = path, list(header)
        self.length = committed
        self._pending: list[list[str]] = []

    def add(self, row: int, cells: Sequence[str], reason: str) -> None:
        """Note a row for the next `flush`."""
        width = len(self._header)
        fitted = [*cells[:width], *([""] * (width - len(cells)))]
        rest = " | ".join(cells[width:])
        self._pending.append([neutralise_formula(cell) for cell in (*fitted, str(row), reason, rest)])

    def flush(self) -> int:
        """Write what is pending safely to disk; returns the file's length, to be committed with the batch."""
        if not self._pending:
            return self.length
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        if not self.length:
            text.write("\ufeff")
            writer.writerow([*self._header, _("row"), _("reason"), _("further cells")])
        writer.writerows(self._pending)
        self._pending = []
        with refusing_full_disk(), self._path.open("ab") as file:
            file.truncate(self.length)
            file.seek(0, os.SEEK_END)
            file.write(text.getvalue().encode())
            file.flush()
            os.fsync(file.fileno())
            self.length = file.tell()
        return self.length
