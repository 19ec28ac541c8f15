"""The calibration sheet: crosses and rulers at places that are known, so that a ruler tells what a printer misses."""

from collections.abc import Sequence
from typing import Final

from ..rules.papers import A4
from .pages import Pages

FIRST: Final = (20.0, 20.0)
"""Where the first cross stands (mm from the left and the upper edge of the paper)."""
_CROSSES: Final = tuple((x, y) for y in (20.0, 148.5, 277.0) for x in (20.0, 105.0, 190.0))
_ARM: Final = 5.0
_LINE: Final = 6.0


def calibration(words: Sequence[str], *, shift: tuple[float, float] = (0.0, 0.0)) -> bytes:
    """One A4 page with nine crosses, two rulers in millimetres, and `words` that say what to do."""
    pages = Pages(A4, shift=shift)
    for x, y in _CROSSES:
        pages.line(x - _ARM, y, x + _ARM, y)
        pages.line(x, y - _ARM, x, y + _ARM)
        pages.text(x + 1.5, y - 1.5, f"{x:g} / {y:g}", 2.4)
    _rulers(pages)
    for at, line in enumerate(words):
        pages.text(45.0, 60.0 + at * _LINE, line, 3.6)
    return pages.finish()


def _rulers(pages: Pages) -> None:
    """Along the top from the left edge, along the left side from the upper edge, a stroke each millimetre."""
    for mm in range(10, 201):
        arm = 4.0 if mm % 10 == 0 else 2.5 if mm % 5 == 0 else 1.5
        pages.line(float(mm), 35.0, float(mm), 35.0 + arm, line=0.08)
        pages.line(35.0, float(mm + 40), 35.0 + arm, float(mm + 40), line=0.08)
        if mm % 10 == 0:
            pages.text(float(mm), 42.0, str(mm), 2.2, align="center")
            pages.text(40.0, mm + 40.8, str(mm + 40), 2.2)
