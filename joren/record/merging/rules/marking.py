"""Which characters of two texts differ. Pure."""

from difflib import SequenceMatcher
from typing import NamedTuple


class Piece(NamedTuple):
    """A run of characters, and whether the other text has something else there."""

    text: str
    differs: bool


def marked(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces. Where one is empty nothing is marked: that is a gap, no difference."""
    if not left or not right:
        return [Piece(left, False)] if left else [], [Piece(right, False)] if right else []
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if b > a:
            ours.append(Piece(left[a:b], tag != "equal"))
        if d > c:
            theirs.append(Piece(right[c:d], tag != "equal"))
    return ours, theirs
