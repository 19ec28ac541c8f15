"""Breaking an address into lines: at its parts first, never inside a number or a Latin word that fits into a line."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from unicodedata import east_asian_width

_RUN: Final = re.compile(r"[0-9０-９〇一二三四五六七八九十A-Za-zＡ-Ｚａ-ｚー\-－‐−丁目番地号室棟F階]+|\s+|.", re.DOTALL)


@lru_cache(maxsize=20_000)
def width(text: str) -> float:
    """Width in em: 1 for a full-width sign, 0.5 for a half-width one."""
    return sum(1.0 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)


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
