"""Sheets of address labels, A4, 12, 21 or 24 of them, from any label of the first sheet on."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Final

from ..rules.papers import A4, LabelSheet
from ..rules.recipients import Recipient
from ..rules.wrapping import fitted, width, wrap
from .pages import Pages
from .sheet import Sheet
from .squares import bars, square

_EDGE: Final = 4.0
"""No ink so near to the cut (mm)."""
_SIZES: Final = (3.9, 3.5, 3.2, 2.9, 2.6)
_NAMES: Final = (5.4, 5.0, 4.6, 4.2, 3.8, 3.4, 3.0, 2.7)
_SQUARE: Final = 15.0
_BARS: Final = 24.0
_HEAD: Final = 4.4
_TITLE_LINES: Final = (2, 3)


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
    """Above the postal code, and the number of the piece with its bars; below the address and the names."""
    inner, left, at = paper.width - 2 * _EDGE, x + _EDGE, y + _EDGE
    right, foot = x + paper.width - _EDGE, y + paper.height - _EDGE
    if sheet.code:
        pages.cells(right - _BARS, at, _BARS, 3.0, bars(sheet.code))
        pages.text(right - _BARS - 1.0, at + 2.3, sheet.code, 2.1, align="right")
    if sheet.postal_code:
        pages.text(left, at + 3.0, f"〒{sheet.postal_code}", 3.4)
    if sheet.postal_code or sheet.code:
        at += _HEAD
    if sheet.link:
        pages.cells(right - _SQUARE, at + 1.0, _SQUARE, _SQUARE, square(sheet.link))
        inner -= _SQUARE + 2
    broken = [line for title in _titles(sheet.recipient) for line in wrap(title, inner / _NAMES[-1])]
    spare = foot - at - 0.8 - len(broken + _people(sheet.recipient)) * _NAMES[-1] * 1.2
    for at_most in _SIZES:  # the greatest at which the names still find room below
        sizes = [one for one in _SIZES if one <= at_most]
        lines, size = fitted(sheet.address, length=inner, sizes=sizes, most=3)
        if len(lines) * size * 1.15 <= spare:
            break
    for line in lines:
        pages.text(left, at + size * 0.88, line, size)
        at += size * 1.15
    _names(pages, sheet.recipient, left, at + 0.8, inner, foot)


def _names(pages: Pages, who: Recipient, left: float, top: float, inner: float, foot: float) -> None:
    """All names in the same size: the greatest at which no person's is too wide, an organisation's takes two lines, or
    else three, and all find room above the foot."""
    titles, people, height = _titles(who), _people(who), foot - top
    for most, size in product(_TITLE_LINES, _NAMES):
        broken = [wrap(title, inner / size) for title in titles]
        lines = [line for title in broken for line in title] + people
        fits = all(len(title) <= most for title in broken) and size * 1.2 * len(lines) <= height
        if fits and all(size * width(line) <= inner for line in lines):
            break
    else:
        lines = titles + people
        size = min(_NAMES[-1], inner / max(width(line) for line in lines), height / (1.2 * len(lines)))
    for at, line in enumerate(lines):
        pages.text(left, top + size * 0.88 + at * size * 1.2, line, size)


def name_lines(sheet: Sheet) -> list[str]:
    """Who it is for, in horizontal lines."""
    return _titles(sheet.recipient) + _people(sheet.recipient)


def _titles(who: Recipient) -> list[str]:
    """The organisation and its department, with 御中 behind the last of them where nobody is named."""
    *before, last = [one for one in (who.company, who.department) if one] or [""]
    return [one for one in (*before, f"{last}\u3000{who.ending}" if who.ending else last) if one]


def _people(who: Recipient) -> list[str]:
    """Below a shared family name the given names stand aligned."""
    indent = "\u3000" * (len(who.names[0].family) + 1) if who.names and who.names[0].family else ""
    return [name.text if name.family else f"{indent}{name.text}" for name in who.names]
