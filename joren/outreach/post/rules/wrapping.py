"""Breaking an address into lines: at its parts first, never inside a number or a Latin word that fits into a line."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import east_asian_width

_RUN: Final = re.compile(r"[0-9０-９〇一二三四五六七八九十A-Za-zＡ-Ｚａ-ｚー\-－‐−丁目番地号室棟F階]+|\s+|.", re.DOTALL)


FORM_CHOICE: Final = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Signs that choose a form of the sign before them (variation selectors) and take no room of their own."""
_DIGIT, _CAPITAL, _HALF = 0.63, 0.7, 0.53
"""Em of digits, of capitals and of other half-width signs, rather too wide than too narrow (IPAex Gothic)."""


@lru_cache(maxsize=20_000)
def width(text: str) -> float:
    """Width in em: 1 for a full-width sign, 0.5 to 0.7 for a half-width one."""
    return sum(_width(sign) for sign in FORM_CHOICE.sub("", text))


def _width(sign: str) -> float:
    if east_asian_width(sign) in "WFA":
        return 1.0
    return _DIGIT if sign.isdigit() else _CAPITAL if sign.isupper() else _HALF


def wrap(text: str, room: float) -> list[str]:
    """Lines of at most `room` em (at least 1). Together they are the text without the space they were broken at."""
    lines: list[str] = []
    line = ""
    for run in _RUN.findall(text.strip()):
        if width(line) + width(run) <= room:
            line += run
        elif run.isspace():
            lines, line = [*lines, line.rstrip()], ""
        else:
            if line.strip():
                lines.append(line.rstrip())
            *full, line = _cut(run, room)
            lines += full
    return [*lines, line.rstrip()] if line.strip() else [one for one in lines if one]


def _cut(run: str, room: float) -> list[str]:
    """A run cut where it is longer than a whole line."""
    pieces: list[str] = []
    piece = ""
    for sign in run:
        if piece and width(piece) + width(sign) > room:
            pieces, piece = [*pieces, piece], ""
        piece += sign
    return [*pieces, piece]


def address_lines(parts: Sequence[str], room: float) -> list[str]:
    """An address in its parts (town, street and number, building): two parts share a line when both fit into it.

    A building always begins a line of its own.
    """
    head, building = "".join(part.strip() for part in parts[:-1]), parts[-1].strip() if parts else ""
    if width(head) <= room:
        lines = [head] if head else []
    else:
        lines = [line for part in parts[:-1] for line in wrap(part, room)]
    return lines + (wrap(building, room) if building else [])


def fitted(parts: Sequence[str], *, length: float, sizes: Sequence[float], most: int) -> tuple[list[str], float]:
    """The lines and the greatest of `sizes` at which they are at most `most`; `length` in the unit of the sizes.

    At the smallest size lines beyond `most` stay: nothing of an address is ever left off.
    """
    for size in sizes:
        lines = address_lines(parts, max(1.0, length / size))
        if len(lines) <= most:
            return lines, size
    return lines, size
