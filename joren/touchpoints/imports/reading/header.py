"""The names of the columns: over one line or two, each name once."""

from collections.abc import Sequence
from itertools import pairwise

from .problems import BrokenRow
from .shape import Known, filled, is_value

Rows = Sequence[list[str] | BrokenRow]


def column_names(rows: Rows, index: int, known: Known, *, one_line: bool = False) -> tuple[tuple[str, ...], int]:
    """The names, and the index of the last line of the header. `index` -1: there is none, columns get numbers.

    A header of two lines (住所 above 都道府県, 市区町村 …) gives the lower word, with the upper one before it where the
    lower alone would be ambiguous. Columns to the right without name or value are left out.
    """
    if index < 0:
        width = max((len(row) for row in rows if isinstance(row, list)), default=0)
        return tuple(str(number) for number in range(1, width + 1)), index
    upper = None if one_line else _upper_line(rows, index, known)
    if upper is None and not one_line and _is_upper(rows, index, known):
        upper, index = index, index + 1
    names = _clean(_cells(rows[index]))
    if upper is not None:
        names = _joined(_clean(_cells(rows[upper])), names, known)
    return _unique(names[: _width(names, rows, index)]), index


def _upper_line(rows: Rows, index: int, known: Known) -> int | None:
    """The line above, when it names groups of columns or the columns this line leaves empty."""
    above = index - 1
    return above if above >= 0 and _is_upper(rows, above, known) else None


def _is_upper(rows: Rows, above: int, known: Known) -> bool:
    """Whether a line and the one below it are one header: words both, and each names what the other leaves empty."""
    if above + 1 >= len(rows):
        return False
    upper, lower = _clean(_cells(rows[above])), _clean(_cells(rows[above + 1]))
    if filled(upper) < 2 or filled(lower) < 2 or any(map(is_value, filter(None, [*upper, *lower]))):  # noqa: PLR2004
        return False
    groups = any(first and not second and _at(lower, at + 1) for at, (first, second) in enumerate(pairwise(upper)))
    words = [cell for cell in lower if cell]
    needed = len(set(words)) < len(words) or any(word and not _at(lower, at) for at, word in enumerate(upper))
    return groups and needed and sum(map(known, words)) * 2 >= len(words)


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _joined(upper: list[str], lower: list[str], known: Known) -> list[str]:
    """One name for each column out of two lines; an upper word holds for the empty cells on its right."""
    width = max(len(upper), len(lower))
    names, group = [], ""
    for place in range(width):
        own, below = _at(upper, place), _at(lower, place)
        group = own or (group if below else "")
        alone = below and lower.count(below) == 1 and known(below)
        names.append(below if alone or not group or group == below else f"{group} {below}".strip())
    return names


def _cells(row: list[str] | BrokenRow) -> list[str]:
    return row if isinstance(row, list) else row.cells


def _clean(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]


def _width(names: Sequence[str], rows: Rows, index: int) -> int:
    """Up to the last column with a name or a value below."""
    below = [row for row in rows[index + 1 :] if isinstance(row, list)]
    used = max((place + 1 for row in below for place, cell in enumerate(row) if cell.strip()), default=0)
    named = max((place + 1 for place, name in enumerate(names) if name), default=0)
    return max(named, min(used, len(names)))


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once: a second 電話 becomes 電話 (2), an empty one its number."""
    times: dict[str, int] = {}
    taken: set[str] = set()
    found: list[str] = []
    for number, given in enumerate(names, start=1):
        base = name = given or str(number)
        while name in taken:
            times[base] = times.get(base, 1) + 1
            name = f"{base} ({times[base]})"
        taken.add(name)
        found.append(name)
    return tuple(found)
