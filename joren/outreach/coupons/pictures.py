"""The pictures of a code: the square that phones and tills read (QR), and the bars of older scanners (Code 128)."""

from collections.abc import Callable
from io import BytesIO

Draw = Callable[[str], bytes]
QUIET_ZONE = 4
"""Modules of white around the square (ISO/IEC 18004: at least 4)."""


def square_svg(content: str) -> str:
    """A QR code as SVG without size, to be placed in a page."""
    import segno

    made = segno.make_qr(content, error="m")
    return str(made.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass="joren-square", lineclass=None))


def square_png(content: str, *, scale: int = 8) -> bytes:
    """A QR code as PNG, for mails, which show no SVG. `scale`: pixels a module."""
    import segno

    target = BytesIO()
    segno.make_qr(content, error="m").save(target, kind="png", border=QUIET_ZONE, scale=scale)
    return target.getvalue()


def bars_png(content: str) -> bytes:
    """A Code 128 barcode as PNG. Raises ValueError for signs it does not know."""
    from barcode.codex import Code128
    from barcode.errors import BarcodeError
    from barcode.writer import ImageWriter

    assert ImageWriter is not None, "Pillow is there: reportlab needs it"
    target = BytesIO()
    try:
        Code128(content, writer=ImageWriter()).write(
            target, {"write_text": False, "module_height": 12, "module_width": 0.3, "quiet_zone": 4}
        )
    except BarcodeError as problem:
        raise ValueError(str(problem)) from problem
    return target.getvalue()
