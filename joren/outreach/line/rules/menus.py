"""Rich menus: the usual layouts, what a picture must be like, and the request LINE wants.

Source: https://developers.line.biz/en/reference/messaging-api/#rich-menu-object and
https://developers.line.biz/en/docs/messaging-api/using-rich-menus/
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

LAYOUTS: Final[Mapping[str, tuple[tuple[int, ...], ...]]] = {
    "one": ((1,),),
    "two": ((1, 1),),
    "three": ((1, 1, 1),),
    "wide_three": ((1,), (1, 1, 1)),
    "four": ((1, 1), (1, 1)),
    "large_two": ((2, 1),),
    "six": ((1, 1, 1), (1, 1, 1)),
}
"""Rows of shares of the width, from top to bottom; rows are equally high."""

MOST_BYTES: Final = 1_000_000
TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png"}
_WIDTHS: Final = (800, 2500)
_LEAST_HEIGHT: Final = 250
_LEAST_RATIO: Final = 1.45
LABEL: Final = 20


def bounds_of(layout: str, width: int, height: int) -> list[dict[str, int]]:
    """The rectangles of a layout in pixels, in reading order; together they cover the whole picture once."""
    rows = LAYOUTS[layout]
    found: list[dict[str, int]] = []
    for number, shares in enumerate(rows):
        top, bottom = height * number // len(rows), height * (number + 1) // len(rows)
        total, before = sum(shares), 0
        for share in shares:
            left, right = width * before // total, width * (before + share) // total
            found.append({"x": left, "y": top, "width": right - left, "height": bottom - top})
            before += share
    return found


def fault_of(kind: str, width: int, height: int, size: int) -> str:
    """What is wrong with a picture: ``type``, ``bytes``, ``width``, ``height``, ``ratio``; "" for nothing."""
    if kind not in TYPES:
        return "type"
    if size > MOST_BYTES:
        return "bytes"
    if not _WIDTHS[0] <= width <= _WIDTHS[1]:
        return "width"
    if height < _LEAST_HEIGHT:
        return "height"
    return "ratio" if width / height < _LEAST_RATIO else ""


def action_of(kind: str, value: str, label: str) -> dict[str, str]:
    """What a tap does: ``uri`` opens a page, ``message`` says something, ``link`` begins linking. {} for nothing."""
    if kind == "uri":
        return {"type": "uri", "label": label[:LABEL], "uri": value}
    if kind == "message":
        return {"type": "message", "label": label[:LABEL], "text": value[:300]}
    if kind == "postback":
        return {"type": "postback", "label": label[:LABEL], "data": value[:300], "displayText": label[:LABEL]}
    return {}


def request_of(
    *, name: str, chat_bar_text: str, is_open: bool, width: int, height: int, areas: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The body of *create rich menu*: only areas that do something."""
    return {
        "size": {"width": width, "height": height},
        "selected": is_open,
        "name": name[:300],
        "chatBarText": chat_bar_text[:14],
        "areas": [{"bounds": area["bounds"], "action": area["action"]} for area in areas if area.get("action")],
    }
