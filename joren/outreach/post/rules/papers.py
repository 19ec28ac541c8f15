"""Papers in millimetres: sheets of labels, the postcard, envelopes. All places count from the upper left corner.

The red frame for the postal code stands as Japan Post asks for postcards and envelopes of one's own making
(郵便番号記入枠): boxes 5.7 mm wide and 8.0 mm high; 1.3 mm between the first three, 1.9 mm (with the dash) before the
fourth, 1.1 mm between the last four, 47.7 mm in all; 12.0 mm from the upper and 8.0 mm from the right edge (each ±1.5
mm). Lines of the first three and the dash 0.4 to 0.6 mm, of the last four 0.2 to 0.4 mm, in vermilion without cyan or
black. On a postcard of 100 mm the first box therefore begins at 44.3 mm.
"""

from dataclasses import dataclass
from typing import Final

A4: Final = (210.0, 297.0)
POSTCARD: Final = (100.0, 148.0)
LONG_3: Final = (120.0, 235.0)
BOX_WIDTH, BOX_HEIGHT, BOX_TOP, BOX_RIGHT = 5.7, 8.0, 12.0, 8.0
BOXES_WIDTH: Final = 47.7
_STEPS: Final = (0.0, 7.0, 14.0, 21.6, 28.4, 35.2, 42.0)
THICK, THIN = 0.5, 0.3


@dataclass(frozen=True, kw_only=True)
class LabelSheet:
    """A sheet of labels: how many, how large, and where the first begins; labels touch each other."""

    key: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float

    @property
    def labels(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows

    def place(self, number: int) -> tuple[int, float, float]:
        """Sheet (from 0) and upper left corner of label `number` (from 0), row by row from the left."""
        sheet, on_sheet = divmod(number, self.labels)
        row, column = divmod(on_sheet, self.columns)
        return sheet, self.left + column * self.width, self.top + row * self.height


def _centred(key: str, columns: int, rows: int, width: float, height: float) -> LabelSheet:
    left, top = (A4[0] - columns * width) / 2, (A4[1] - rows * height) / 2
    return LabelSheet(
        key=key, columns=columns, rows=rows, width=width, height=height, left=round(left, 2), top=round(top, 2)
    )


SHEETS: Final = {
    sheet.key: sheet
    for sheet in (
        _centred("labels12", 2, 6, 86.4, 42.3),
        _centred("labels21", 3, 7, 70.0, 42.3),
        _centred("labels24", 3, 8, 70.0, 33.9),
    )
}


def boxes(paper_width: float) -> list[tuple[float, float]]:
    """The upper left corners of the seven boxes on a paper of that width."""
    first = paper_width - BOX_RIGHT - BOXES_WIDTH
    return [(round(first + step, 2), BOX_TOP) for step in _STEPS]
