"""Postcards and envelopes as PDF, one page a piece."""

from collections.abc import Iterable

from ..rules.papers import LONG_3, POSTCARD
from ..rules.wrapping import fitted, width
from .addresses import vertical_address
from .labels import name_lines
from .pages import Pages
from .sheet import Sender, Sheet
from .squares import bars, square

Shift = tuple[float, float]


def postcards(sheets: Iterable[Sheet], sender: Sender, *, with_frame: bool = False, shift: Shift = (0.0, 0.0)) -> bytes:
    """The address sides of postcards, 100 × 148 mm, vertical."""
    return _vertical(POSTCARD, sheets, sender, top=28.0, with_frame=with_frame, shift=shift)


def envelopes(sheets: Iterable[Sheet], sender: Sender, *, with_frame: bool = False, shift: Shift = (0.0, 0.0)) -> bytes:
    """Envelopes 長形3号, 120 × 235 mm, vertical."""
    return _vertical(LONG_3, sheets, sender, top=34.0, with_frame=with_frame, shift=shift)


def _vertical(
    size: tuple[float, float], sheets: Iterable[Sheet], sender: Sender, *, top: float, with_frame: bool, shift: Shift
) -> bytes:
    pages = Pages(size, shift=shift)
    for at, sheet in enumerate(sheets):
        if at:
            pages.next()
        vertical_address(pages, sheet, sender, top=top, with_frame=with_frame)
    return pages.finish()


def wide_envelopes(sheets: Iterable[Sheet], sender: Sender, *, shift: Shift = (0.0, 0.0)) -> bytes:
    """Envelopes 長形3号 lying, 235 × 120 mm: the code without a frame before the address, as the post asks."""
    pages = Pages((LONG_3[1], LONG_3[0]), shift=shift)
    for at, sheet in enumerate(sheets):
        if at:
            pages.next()
        _wide(pages, sheet, sender)
    return pages.finish()


def _wide(pages: Pages, sheet: Sheet, sender: Sender) -> None:
    left, at, room = 75.0, 38.0, pages.width - 75.0 - 15.0
    pages.text(left, at, sheet.postal_code, 5.0)
    lines, size = fitted(sheet.address, length=room, sizes=(5.0, 4.5, 4.0, 3.5, 3.0), most=3)
    for line in lines:
        at += size * 1.5
        pages.text(left, at, line, size)
    names = name_lines(sheet)
    widest = max(width(name) for name in names)
    big = min(7.5, room / widest, (pages.height - 12.0 - at - 6.0) / (1.4 * len(names)))
    at += 4.0
    for name in names:
        at += big * 1.4
        pages.text(left, at, name, big)
    _wide_foot(pages, sheet, sender)


def _wide_foot(pages: Pages, sheet: Sheet, sender: Sender) -> None:
    pages.text(12.0, pages.height - 22.0, sender.address, min(3.0, 58.0 / max(width(sender.address), 1)))
    pages.text(12.0, pages.height - 17.0, sender.name, min(3.6, 58.0 / max(width(sender.name), 1)))
    if sheet.code:
        pages.cells(12.0, pages.height - 13.0, 30.0, 3.5, bars(sheet.code))
        pages.text(44.0, pages.height - 10.4, sheet.code, 2.2)
    if sheet.link:
        pages.cells(12.0, pages.height - 48.0, 16.0, 16.0, square(sheet.link))
