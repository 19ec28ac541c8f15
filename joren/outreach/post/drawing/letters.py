"""Letters on A4 and the backs of postcards: the same parts, one below the other, on as many pages as they need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from ..rules.papers import A4, POSTCARD
from ..rules.wrapping import fitted, width, wrap
from .labels import name_lines
from .pages import Pages
from .sheet import Item, Sender, Sheet
from .squares import bars, square

Part = tuple[float, Callable[[Pages, float], None]]
"""How high a part is, and how it is drawn from a place down."""
_HEADING: Final = 1.35
_LEADING: Final = 1.7


@dataclass(frozen=True, kw_only=True)
class Body:
    """Where a text stands and how large it is (mm)."""

    left: float
    right: float
    top: float
    bottom: float
    size: float
    side: float
    """The side of a QR code."""


_LETTER: Final = Body(left=25.0, right=185.0, top=82.0, bottom=270.0, size=3.9, side=22.0)
_BACK: Final = Body(left=8.0, right=92.0, top=9.0, bottom=138.0, size=3.5, side=18.0)
_NEXT_TOP: Final = 25.0


def letters(
    sheets: Iterable[Sheet], sender: Sender, *, date: str = "", shift: tuple[float, float] = (0.0, 0.0)
) -> bytes:
    """Letters as PDF: who it is for (shows in the window of an envelope), date, sender, text. Each begins a page."""
    pages = Pages(A4, shift=shift)
    for at, sheet in enumerate(sheets):
        if at:
            pages.next()
        _head(pages, sheet, sender, date)
        _flow(pages, sheet.items, _LETTER, _NEXT_TOP)
        _number(pages, sheet.code, 25.0, 280.0)
    return pages.finish()


def backs(sheets: Iterable[Sheet], *, shift: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """The backs of postcards, in the order of their address sides; what does not fit is made smaller, never cut."""
    pages = Pages(POSTCARD, shift=shift)
    for at, sheet in enumerate(sheets):
        if at:
            pages.next()
        _flow(pages, sheet.items, _shrunk(sheet.items), None)
        _number(pages, sheet.code, 8.0, 141.0)
    return pages.finish()


def fits_back(items: Iterable[Item]) -> bool:
    """Whether the text finds room on the back of a postcard at a size that can be read (2.6 mm, 7.4 point)."""
    return _height(list(items), _shrunk(list(items))) <= _BACK.bottom - _BACK.top


def _shrunk(items: Iterable[Item]) -> Body:
    """The back of a postcard with the greatest size of text at which everything fits."""
    parts = list(items)
    bodies = [Body(**{**vars(_BACK), "size": size}) for size in (3.5, 3.2, 2.9, 2.6)]
    return next((body for body in bodies if _height(parts, body) <= body.bottom - body.top), bodies[-1])


def _head(pages: Pages, sheet: Sheet, sender: Sender, date: str) -> None:
    at = 22.0
    pages.text(20.0, at, f"〒{sheet.postal_code}" if sheet.postal_code else "", 3.6)
    lines, size = fitted(sheet.address, length=85.0, sizes=(3.9, 3.5, 3.1, 2.8), most=3)
    for line in lines:
        at += size * 1.4
        pages.text(20.0, at, line, size)
    at += 2.0
    for name in name_lines(sheet):
        big = min(5.0, 85.0 / max(width(name), 1))
        at += big * 1.4
        pages.text(20.0, at, name, big)
    for row, text in enumerate((date, sender.name, *wrap(sender.address, 22))):
        pages.text(190.0, 50.0 + row * 5.5, text, 3.4, align="right")


def _flow(pages: Pages, items: Iterable[Item], body: Body, next_top: float | None) -> None:
    """Draw the parts from the top down; at the foot another page begins, where there may be one."""
    at = body.top
    for item in items:
        for height, draw in _pieces(item, body):
            if next_top is not None and at + height > body.bottom:
                pages.next()
                at = next_top
            draw(pages, at)
            at += height


def _height(items: list[Item], body: Body) -> float:
    return sum(height for item in items for height, _draw in _pieces(item, body))


def _pieces(item: Item, body: Body) -> list[Part]:
    """The pieces a part may be broken into between pages: how high each is, and how it is drawn."""
    inner, size = body.right - body.left, body.size
    if item.kind == "link":
        return [(body.side + size, lambda pages, y: _link(pages, item, body, y))]
    if item.kind == "picture":
        wide = inner * item.share / 100
        high = wide * _ratio(item.data)
        return [(high + size, lambda pages, y: pages.picture(body.left, y, wide, high, item.data))]
    if item.kind == "line":
        return [(size * 2, lambda pages, y: pages.line(body.left, y + size, body.right, y + size, line=0.2))]
    big = size * _HEADING if item.kind == "heading" else size
    lines = [line for part in item.text.split("\n") for line in (wrap(part, inner / big) or [""])]
    drawn = [(big * _LEADING, lambda pages, y, line=line: pages.text(body.left, y + big, line, big)) for line in lines]
    return [*drawn, (size * 0.8, lambda pages, y: None)]


def _link(pages: Pages, item: Item, body: Body, y: float) -> None:
    """A QR code with what it leads to beside it."""
    pages.cells(body.left, y, body.side, body.side, square(item.url))
    room = body.right - body.left - body.side - 4.0
    for at, line in enumerate(wrap(item.text, room / body.size)[:4]):
        pages.text(body.left + body.side + 4.0, y + body.side / 2 + at * body.size * 1.4, line, body.size)


def _ratio(data: bytes) -> float:
    from io import BytesIO

    from reportlab.lib.utils import ImageReader

    wide, high = ImageReader(BytesIO(data)).getSize()
    return float(high) / float(wide)


def _number(pages: Pages, code: str, x: float, y: float) -> None:
    if code:
        pages.cells(x, y, 26.0, 3.0, bars(code))
        pages.text(x + 27.5, y + 2.4, code, 2.2)
