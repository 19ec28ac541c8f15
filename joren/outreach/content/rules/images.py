"""What a picture of a message may be, read from its first bytes: no name and no sender is believed."""

import struct
from dataclasses import dataclass
from typing import Final

ACCEPTED: Final = ("image/png", "image/jpeg", "image/gif")
MAX_BYTES: Final = 2 * 1024 * 1024
MAX_SIDE: Final = 6_000
_JPEG_FRAMES: Final = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_JPEG_ALONE: Final = {0x01, *range(0xD0, 0xD9)}


@dataclass(frozen=True)
class Picture:
    """Its type and its size in pixels."""

    content_type: str
    width: int
    height: int


def picture_of(data: bytes) -> Picture | None:
    """What the bytes are; None for what is no PNG, JPEG or GIF, is broken at its beginning or has no size."""
    found: Picture | None = None
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) > 24:  # noqa: PLR2004
        found = Picture("image/png", *struct.unpack(">II", data[16:24]))
    elif data[:6] in (b"GIF87a", b"GIF89a") and len(data) > 10:  # noqa: PLR2004
        found = Picture("image/gif", *struct.unpack("<HH", data[6:10]))
    elif data[:3] == b"\xff\xd8\xff":
        found = _jpeg(data)
    return found if found and 0 < found.width <= MAX_SIDE and 0 < found.height <= MAX_SIDE else None


def _jpeg(data: bytes) -> Picture | None:
    """Walk the segments up to the frame header (ITU T.81, B.2.2)."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:  # noqa: PLR2004
            return None
        mark = data[at + 1]
        if mark == 0xFF or mark in _JPEG_ALONE:  # noqa: PLR2004
            at += 1 if mark == 0xFF else 2  # noqa: PLR2004
            continue
        if mark in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return Picture("image/jpeg", width, height)
        at += 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None
