"""A PDF being drawn, in millimetres from the upper left corner, moved by what a printer misses."""

from io import BytesIO
from typing import Any, Final

from joren.foundation.japanese.old_forms import OLD_FORMS
from joren.insight.reports.printing.faces import FONT, register

from ..rules.wrapping import FORM_CHOICE
from .squares import Cells

MM: Final = 72 / 25.4
_TURNED: Final = frozenset("ー－—―〜～（）()「」『』【】［］[]〈〉《》…‥=＝：:;；-−|")
_SMALL: Final = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ")
_STOPS: Final = frozenset("、。，．")
_UNKNOWN: Final = "〓"
_MIDDLE: Final = 0.12
"""Half of what the em box of the font hangs below the base line."""


class Pages:
    """Pages of one size. `shift` is added to every place (mm to the right, mm down)."""

    def __init__(self, size: tuple[float, float], *, shift: tuple[float, float] = (0.0, 0.0), title: str = "") -> None:
        from reportlab.pdfbase.pdfmetrics import getFont
        from reportlab.pdfgen.canvas import Canvas

        register()
        self._font: Any = getFont(FONT)
        self._glyphs: dict[str, tuple[str, str, float]] = {}
        self._buffer = BytesIO()
        self.width, self.height = size
        self._right, self._down = shift
        self._canvas: Any = Canvas(self._buffer, pagesize=(size[0] * MM, size[1] * MM), pageCompression=1)
        self._canvas.setTitle(title)
        self._canvas.setAuthor("Joren")

    def next(self) -> None:
        """Begin another page."""
        self._canvas.showPage()

    def finish(self) -> bytes:
        """The PDF."""
        self._canvas.save()
        return self._buffer.getvalue()

    def text(self, x: float, y: float, text: str, size: float, *, align: str = "left") -> None:
        """A line of text with its base line at `y`; `size` in mm of the em."""
        if not text:
            return
        if align != "left":
            wide = sum(self._glyph(sign)[2] for sign in text) * size
            x -= wide if align == "right" else wide / 2
        self._show(f"1 0 0 1 {self._x(x):.2f} {self._y(y):.2f}", text, size)

    def sign(self, x: float, y: float, sign: str, size: float) -> None:
        """One sign in a vertical line: the middle of its box at `x`, the upper edge at `y` (mm)."""
        middle_x, middle_y = self._x(x), self._y(y + size / 2)
        half, base = self._glyph(sign)[2] * size / 2 * MM, (0.5 - _MIDDLE) * size * MM
        if sign in _TURNED:  # a quarter to the right around its middle
            self._show(f"0 -1 1 0 {middle_x - base:.2f} {middle_y + half:.2f}", sign, size)
            return
        if sign in _STOPS:
            middle_x, middle_y = middle_x + 0.6 * size * MM, middle_y + 0.6 * size * MM
        elif sign in _SMALL:
            middle_x, middle_y = middle_x + 0.1 * size * MM, middle_y + 0.1 * size * MM
        self._show(f"1 0 0 1 {middle_x - half:.2f} {middle_y - base:.2f}", sign, size)

    def column(self, x: float, y: float, text: str, size: float, *, pitch: float = 1.0) -> float:
        """A vertical line from `y` down; returns where it ends. `pitch`: em from sign to sign."""
        for at, sign in enumerate(text):
            if not sign.isspace():
                self.sign(x, y + at * size * pitch, sign, size)
        return y + len(text) * size * pitch

    def box(self, x: float, y: float, width: float, height: float, *, line: float = 0.1, colour: str = "") -> None:
        """An empty box; `line` mm thick."""
        self._canvas.setLineWidth(line * MM)
        self._canvas.setStrokeColor(_colour(colour or "#000000"))
        self._canvas.rect(self._x(x), self._y(y + height), width * MM, height * MM, stroke=1, fill=0)

    def line(self, x: float, y: float, to_x: float, to_y: float, *, line: float = 0.1, colour: str = "") -> None:
        """A straight line, `line` mm thick."""
        self._canvas.setLineWidth(line * MM)
        self._canvas.setStrokeColor(_colour(colour or "#000000"))
        self._canvas.line(self._x(x), self._y(y), self._x(to_x), self._y(to_y))

    def cells(self, x: float, y: float, width: float, height: float, cells: Cells) -> None:
        """Black and white cells (a QR code, bars) in that box: one operator whatever they are."""
        self._canvas.addLiteral(
            f"q 0 g {width * MM:.3f} 0 0 {height * MM:.3f} {self._x(x):.3f} {self._y(y + height):.3f} cm "
            f"BI /W {cells.columns} /H {cells.rows} /IM true /BPC 1 /D [1 0] /F /AHx ID {cells.hex}> EI Q"
        )

    def picture(self, x: float, y: float, width: float, height: float, data: bytes) -> None:
        """A picture in that box."""
        from reportlab.lib.utils import ImageReader

        where = self._x(x), self._y(y + height)
        self._canvas.drawImage(ImageReader(BytesIO(data)), *where, width=width * MM, height=height * MM, mask="auto")

    def _show(self, matrix: str, text: str, size: float) -> None:
        """Show text under a text matrix. reportlab works the same out anew for each string, which takes ten times as
        long; a thousand labels have ten thousand strings."""
        said, font = [], ""
        for sign in text:
            name, code, _wide = self._glyph(sign)
            if not code:
                continue
            if name != font:
                said.append(f"{') Tj ' if font else ''}{name} {size * MM:.2f} Tf (")
                font = name
            said.append(code)
        self._canvas.addLiteral(f"BT {matrix} Tm {''.join(said)}) Tj ET")

    def _glyph(self, sign: str) -> tuple[str, str, float]:
        """The name of the part of the font a sign is in, its code there, and its width in em.

        What only chooses a form of the sign before it is not drawn. A sign the font has not is drawn in its everyday
        form (𠮷 as 吉), else as 〓, as printers mark a sign to be filled in by hand.
        """
        found = self._glyphs.get(sign)
        if found is None and FORM_CHOICE.fullmatch(sign):
            found = self._glyphs[sign] = ("", "", 0.0)
        elif found is None and ord(sign) not in self._font.face.charToGlyph:
            found = self._glyphs[sign] = self._glyph(OLD_FORMS.get(sign, _UNKNOWN) if sign != _UNKNOWN else "?")
        elif found is None:
            document = self._canvas._doc
            ((part, code),) = self._font.splitString(sign, document)
            wide = self._font.face.getCharWidth(ord(sign)) / 1000
            name = self._font.getSubsetInternalName(part, document)
            found = self._glyphs[sign] = (name, self._canvas._escape(code), wide)
        return found

    def _x(self, x: float) -> float:
        return (x + self._right) * MM

    def _y(self, y: float) -> float:
        return (self.height - y - self._down) * MM


def _colour(colour: str) -> Any:
    from reportlab.lib.colors import CMYKColor, HexColor

    if colour == "vermilion":  # no cyan and no black: the post's machines do not see it
        return CMYKColor(0, 0.75, 0.85, 0)
    return HexColor(colour)
