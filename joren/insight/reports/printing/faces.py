"""The font and the styles of papers. IPAex Gothic is shipped with its licence, and embedded as far as it is used."""

from functools import cache
from pathlib import Path
from typing import Any, Final

FONT: Final = "IPAexGothic"
FILE: Final = Path(__file__).resolve().parents[1] / "fonts" / "ipaexg.ttf"
INK, PALE, LINE, TEAL = "#1b2a31", "#66757c", "#d5dcdf", "#1d5c63"
COLOURS: Final = ("#1d5c63", "#e69f00", "#56b4e9", "#d55e00", "#009e73", "#cc79a7", "#0072b2", "#7a6a00")
SHADES: Final = (
    "#f3f5f5",
    "#e2eeee",
    "#cbe0e0",
    "#aecfcf",
    "#8dbbbc",
    "#4f8a8f",
    "#37737a",
    "#245f66",
    "#123f45",
)
WHITE_FROM: Final = 5
"""The shade from which figures are white."""


@cache
def register() -> None:
    """Let reportlab know the font; once a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont(FONT, str(FILE)))
    pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=FONT, italic=FONT, boldItalic=FONT)


@cache
def styles() -> dict[str, Any]:
    """Paragraph styles by name: title, head, text, small, cell, figure (right), white (on a dark cell)."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.enums import TA_CENTER, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    register()
    base = ParagraphStyle("base", fontName=FONT, fontSize=9.5, leading=15, wordWrap="CJK", textColor=HexColor(INK))
    made = {
        "title": {"fontSize": 16, "leading": 22, "spaceAfter": 2},
        "head": {"fontSize": 11.5, "leading": 16, "spaceBefore": 9, "spaceAfter": 4, "textColor": HexColor(TEAL)},
        "text": {},
        "item": {"leftIndent": 10, "bulletIndent": 0, "bulletFontName": FONT, "bulletFontSize": 9.5},
        "small": {"fontSize": 8, "leading": 12, "textColor": HexColor(PALE)},
        "cell": {"fontSize": 8, "leading": 10.5},
        "figure": {"fontSize": 8, "leading": 10.5, "alignment": TA_RIGHT},
        "centre": {"fontSize": 7, "leading": 9, "alignment": TA_CENTER},
    }
    return {name: ParagraphStyle(name, parent=base, **more) for name, more in made.items()}
