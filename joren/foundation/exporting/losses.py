"""What could not be written as it was: kept count of, shown by examples, and told in full in a file of its own."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.utils.translation import gettext as _

EXAMPLES: Final = 100


@dataclass(frozen=True, slots=True)
class Loss:
    """A character (or the end of a cell) that the file does not hold as it was.

    `row` counts as a spreadsheet does, the heading being row 1. `same_look`: the substitute looks the same (〜 and ～).
    """

    row: int
    column: str
    written: str
    substitute: str
    same_look: bool = False


class Losses:
    """Collects losses. With a `path`, every one is written there as CSV (UTF-8 with a mark); else only counted."""

    def __init__(self, path: Path | None = None) -> None:
        self.count = 0
        self.examples: list[Loss] = []
        self.by_character: Counter[tuple[str, str]] = Counter()
        self._path = path
        self._file: IO[str] | None = None
        self._writer: Any = None

    def add(self, loss: Loss) -> None:
        """Note one."""
        self.count += 1
        self.by_character[(loss.written, loss.substitute)] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(loss)
        if self._path is not None:
            self._line(loss)

    def close(self) -> None:
        """Finish the file, if there is one."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def told(self) -> dict[str, Any]:
        """For programs and for the history: how many, which characters, the first places."""
        characters = [
            {"written": written, "substitute": substitute, "times": times}
            for (written, substitute), times in self.by_character.most_common(EXAMPLES)
        ]
        places = [
            {
                "row": one.row,
                "column": one.column,
                "written": one.written,
                "substitute": one.substitute,
                "same_look": one.same_look,
            }
            for one in self.examples
        ]
        return {"count": self.count, "characters": characters, "places": places}

    def _line(self, loss: Loss) -> None:
        if self._file is None:
            assert self._path is not None
            self._file = self._path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow([_("row"), _("column"), _("as it was"), _("code"), _("written instead"), _("looks")])
        looks = _("the same") if loss.same_look else _("different")
        code = " ".join(f"U+{ord(letter):04X}" for letter in loss.written[:8])
        self._writer.writerow([loss.row, loss.column, loss.written[:50], code, loss.substitute, looks])
