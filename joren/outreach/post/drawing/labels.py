"""Sheets of address labels, A4, 12, 21 or 24 of them, from any label of the first sheet on."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..rules.papers import A4, SHEETS, LabelSheet
from ..rules.wrapping import fitted, width
from .pages import Pages
from .sheet import Sheet
from .squares import bars, square

_EDGE: Final = 4.0
"""No ink so near to the cut (mm)."""
_SIZES: Final = (3.9, 3.5, 3.2, 2.9, 2.6)
_NAMES: Final = (5.4, 5.0, 4.6, 4.2, 3.8, 3.4, 3.0, 2.7)
_SQUARE: Final = 15.0
_FOOT: Final = 5.2


def labels(
    sheets: Iterable[Sheet],
    paper: LabelSheet,
    *,
    start_at: int = 1,
    left: float | None = None,
    top: float | None = None,
    shift: tuple[float, float] = (0.0, 0.0),
) -> bytes:
    """Labels as PDF. `start_at`: the first label that is still on the sheet (1 is the upper left)."""
    paper = replace(paper, left=paper.left if left is None else left, top=paper.top if top is None else top)
    pages = Pages(A4, shift=shift)
    page = 0
    for number, sheet in enumerate(sheets, start_at - 1):
        on_page, x, y = paper.place(number)
        if on_page != page:
            pages.next()
            page = on_page
        _label(pages, sheet, x, y, paper)
    return pages.finish()


def _label(pages: Pages, sheet: Sheet, x: float, y: float, paper: LabelSheet) -> None:
    """Postal code, address, names, and small at the foot the number of the piece with its bars."""
    inner, room = paper.width - 2 * _EDGE, paper.height - 2 * _EDGE
    if sheet.link:
        inner -= _SQUARE + 2
        cells = square(sheet.link)
        pages.cells(x + paper.width - _EDGE - _SQUARE, y + _EDGE, _SQUARE, _SQUARE, cells)
    left, at = x + _EDGE, y + _EDGE
    if sheet.postal_code:
        pages.text(left, at + 3.2, f"〒{sheet.postal_code}", 3.6)
        at += 4.6
    names = name_lines(sheet)
    most = 2 if paper.height < 40 or len(names) > 2 else 3  # noqa: PLR2004 - what fits above the names
    lines, size = fitted(sheet.address, length=inner, sizes=_SIZES, most=most)
    for line in lines:
        pages.text(left, at + size * 0.88, line, size)
        at += size * 1.15
    foot = y + room + _EDGE - (_FOOT if sheet.code else 0)
    _names(pages, names, left, at + 0.8, inner, foot)
    if sheet.code:
        _number(pages, sheet.code, left, y + paper.height - _EDGE - 3.0)


def _names(pages: Pages, names: list[str], left: float, top: float, inner: float, foot: float) -> None:
    """All names in the same size: the greatest at which none is too wide and all find room above the foot."""
    widest = max(width(name) for name in names)
    height = max(foot - top, 2.7 * len(names))
    fitting = [size for size in _NAMES if size * widest <= inner and size * 1.2 * len(names) <= height]
    size = fitting[0] if fitting else min(_NAMES[-1], inner / widest)
    for at, name in enumerate(names):
        pages.text(left, top + size * 0.88 + at * size * 1.2, name, size)


def name_lines(sheet: Sheet) -> list[str]:
    """Who it is for, in horizontal lines: below a shared family name the given names stand aligned."""
    who = sheet.recipient
    lines = [f"{who.company}\u3000{who.ending}" if who.ending and not who.department else who.company]
    lines.append(f"{who.department}\u3000{who.ending}" if who.ending and who.department else who.department)
    first = who.names[0].family if who.names else ""
    indent = "\u3000" * len(first)
    lines += [name.text if name.family else f"{indent}\u3000{name.text}" if first else name.text for name in who.names]
    return [line for line in lines if line]


def _number(pages: Pages, code: str, x: float, y: float) -> None:
    pages.cells(x, y, 26.0, 3.0, bars(code))
    pages.text(x + 27.5, y + 2.4, code, 2.2)


SHEET_OF = SHEETS
