"""QR codes and bars as cells that a PDF carries in one operator."""

from typing import NamedTuple

_MASK = 2
"""One of the eight equal ways to scatter the cells (ISO/IEC 18004); trying all of them takes eight times as long."""


class Cells(NamedTuple):
    """Rows of black and white cells, eight to a byte, each row beginning a new byte, in hex digits."""

    columns: int
    rows: int
    hex: str


def square(content: str) -> Cells:
    """A QR code (error level M) without its quiet zone of four cells."""
    import segno

    made = segno.make_qr(content, error="m", mask=_MASK, boost_error=False)
    rows = [bytes(row) for row in made.matrix]
    return Cells(columns=len(rows[0]), rows=len(rows), hex="".join(map(_hex, rows)))


def bars(content: str) -> Cells:
    """A Code 128 barcode (ISO/IEC 15417) without its quiet zones of ten cells."""
    from barcode.codex import Code128

    (row,) = Code128(content).build()
    return Cells(columns=len(row), rows=1, hex=_hex(bytes(map(int, row))))


def _hex(row: bytes) -> str:
    """Cells of 0 and 1 as bits."""
    bits = "".join("1" if cell else "0" for cell in row)
    width = (len(bits) + 7) // 8
    return int(bits.ljust(width * 8, "0"), 2).to_bytes(width).hex()
