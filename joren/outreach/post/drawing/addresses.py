"""The address side of postcards and envelopes, vertical: code in its boxes, address on the right, names in the
middle, the sender on the left below."""

from collections.abc import Sequence
from typing import Final

from ..rules.numerals import postal_digits, vertical
from ..rules.papers import BOX_HEIGHT, BOX_WIDTH, THICK, THIN, boxes
from ..rules.recipients import Name, Recipient
from ..rules.spacing import length, places
from ..rules.wrapping import fitted
from .pages import Pages
from .sheet import Sender, Sheet
from .squares import bars, square

_DIGIT: Final = 5.6
_ADDRESS_SIZES: Final = (5.2, 4.7, 4.3, 3.9, 3.5, 3.1, 2.8)
_NAME_SIZES: Final = (10.0, 9.0, 8.2, 7.5, 6.8, 6.2, 5.6, 5.0, 4.4, 3.9, 3.4)
_COMPANY_SIZES: Final = (5.5, 5.0, 4.5, 4.0, 3.5, 3.0, 2.6)
_SENDER: Final = 2.9
_STEP: Final = 1.15
_TITLE_STEP: Final = 5.8
_SENDER_ENDS: Final = 16.0
"""What the sender takes on the left (mm)."""
_SQUARE_ABOVE: Final = 21.0
"""From the upper edge of a QR code to the lower edge of the paper (mm)."""
_HYPHEN: Final = 4.0
"""The dash stands 4.0 mm below the upper edge of the boxes."""


def postal_code(pages: Pages, code: str, *, with_frame: bool) -> None:
    """The seven digits, each in the middle of its box; the boxes too where the paper has none."""
    places_of = boxes(pages.width)
    if with_frame:
        for at, (x, y) in enumerate(places_of):
            line = THICK if at < 3 else THIN  # noqa: PLR2004 - the area code has the thick boxes
            pages.box(x, y, BOX_WIDTH, BOX_HEIGHT, line=line, colour="vermilion")
        third, fourth = places_of[2][0] + BOX_WIDTH, places_of[3][0]
        dash = places_of[0][1] + _HYPHEN
        pages.line(third, dash, fourth, dash, line=THICK, colour="vermilion")
    for digit, (x, y) in zip(postal_digits(code), places_of, strict=False):
        pages.text(x + BOX_WIDTH / 2, y + BOX_HEIGHT / 2 + _DIGIT * 0.38, digit, _DIGIT, align="center")


def vertical_address(pages: Pages, sheet: Sheet, sender: Sender, *, top: float, with_frame: bool) -> None:
    """One address side. `top`: where the address begins (mm)."""
    bottom = pages.height - (_SQUARE_ABOVE + 2.0 if sheet.link else 14.0)  # the address stands above the QR code
    postal_code(pages, sheet.postal_code, with_frame=with_frame)
    parts = [vertical(part) for part in sheet.address]
    room = bottom - top - _ADDRESS_SIZES[0]  # each line but the first begins a sign lower
    lines, size = fitted(parts, length=room, sizes=_ADDRESS_SIZES, most=3)
    right = pages.width - 11.0
    for at, line in enumerate(lines):
        start = top if at == 0 else top + size
        pages.column(right - at * size * 1.35, start, line, size)
    _recipient(
        pages, sheet.recipient, top=top + 8.0, bottom=pages.height - 14.0, right=right - len(lines) * size * 1.35
    )
    _sender(pages, sender, bottom=pages.height - 16.0)
    _marks(pages, sheet)


def _recipient(pages: Pages, who: Recipient, *, top: float, bottom: float, right: float) -> None:
    """Names in columns around the middle; an organisation in the column to their right."""
    middle = pages.width / 2
    titles = [one for one in (who.company, who.department) if one]
    if who.ending:  # an organisation alone stands where names do
        *small, last = titles
        _titles(pages, small, middle + 9.0, top - 4.0, bottom)
        size = _fit(_NAME_SIZES, len(last) + 3, bottom - top)
        end = pages.column(middle, top, vertical(last), size)
        pages.column(middle, end + size, who.ending, size)
        return
    size = _fit(_NAME_SIZES, max(_needed(name, who.names) for name in who.names), bottom - top)
    room = right - _SENDER_ENDS - len(titles) * _TITLE_STEP
    size = min(size, room / (len(who.names) * _STEP))
    first = middle + (len(who.names) - 1) * size * _STEP / 2
    first = min(first, right - len(titles) * _TITLE_STEP - size / 2)
    if titles:
        _titles(pages, titles, first + size / 2 + len(titles) * _TITLE_STEP - 2.0, top - 4.0, bottom)
    _columns(pages, who.names, first, top, size, size * _STEP)


def _columns(pages: Pages, names: Sequence[Name], x: float, top: float, size: float, step: float) -> None:
    """The names side by side; given names and honorifics stand at the same height."""
    family = names[0].family
    longest = max(_needed(name, names) for name in names)
    for at, name in enumerate(names):
        column = x - at * step
        for sign, place in places(name.family or family, name.given):
            if name.family or place >= len(family):
                pages.sign(column, top + place * size, sign, size)
        pages.column(column, top + (longest - len(name.honorific)) * size, name.honorific, size)


def _needed(name: Name, names: Sequence[Name]) -> float:
    """Em that a name takes with its honorific, which stands one half below it."""
    return length(name.family or names[0].family, name.given) + 0.8 + len(name.honorific)


def _titles(pages: Pages, titles: Sequence[str], x: float, top: float, bottom: float) -> None:
    for at, title in enumerate(titles):
        said = vertical(title)
        size = _fit(_COMPANY_SIZES, len(said) + at, bottom - top)
        pages.column(x - at * _TITLE_STEP, top + at * size, said, size)


def _fit(sizes: Sequence[float], signs: float, room: float) -> float:
    """The greatest size at which so many signs find room."""
    return next((size for size in sizes if size * signs <= room), room / signs)


def _sender(pages: Pages, sender: Sender, *, bottom: float) -> None:
    """Name and address of the sender, small, below on the left (they end at the same height)."""
    x = 9.0
    for text in (sender.name, sender.address):
        said = vertical(text)
        size = _fit((_SENDER, 2.6, 2.3, 2.0), max(len(said), 1), 78.0)
        if said:
            pages.column(x, bottom - len(said) * size, said, size)
            x += 4.4


def _marks(pages: Pages, sheet: Sheet) -> None:
    """The number of the piece with its bars at the lower edge, and its QR code where it has one."""
    foot = pages.height - 10.0
    if sheet.code:
        pages.cells(24.0, foot, 30.0, 3.5, bars(sheet.code))
        pages.text(24.0, foot + 6.0, sheet.code, 2.2)
    if sheet.link:
        pages.cells(pages.width - 24.0, pages.height - _SQUARE_ABOVE, 16.0, 16.0, square(sheet.link))
