"""Rows fitted to the header: totals left out, empty overhang cut, short rows judged."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from .problems import BrokenRow
from .shape import is_value

Row = tuple[int, list[str] | BrokenRow]
_TOTAL = re.compile(
    r"[【\[(（<＜*＊\s]*(?:総?合\s*計|総計|小\s*計|累計|計|grand\s*total|sub\s*total|total)(?:金額|件数|額|数)?"
    r"[】\])）>＞*＊\s]*[:：]?",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"(?:以\s*上|[*＊\-=ー－＝\s]*(?:end|eof|終わり|終了)[*＊\-=ー－＝\s]*|[*＊\-=ー－＝_]{3,}"
    r"|(?:総|合計|出力|全)?(?:件数|レコード数|行数|rows?|records?)\s*[:：]?\s*[\d,]+\s*(?:件|行|rows?|records?)?"
    r"|(?:全|計|合計)?\s*[\d,]+\s*(?:件|行|rows?|records?))",
    re.IGNORECASE,
)
_FOOTER_WIDTH: Final = 3
_LONGEST_RUN: Final = 64
_WHOLE_BLOCK: Final = 8
_LEAST: Final = 2


def fitted_rows(rows: Iterable[Row], width: int, *, ragged: bool) -> Iterator[Row]:
    """Yield rows as wide as the header; one that does not fit is a BrokenRow. Empty rows and totals are left out.

    `ragged`: rows end at their last filled cell (workbooks), so that a short row is a whole one.
    """
    short: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        if isinstance(cells, list) and 0 < len(cells) < width and not ragged and not is_no_data(cells, width):
            short.append((number, cells))
            if len(short) >= _LONGEST_RUN:
                yield from _judged(short, width, at_end=False)
                short = []
            continue
        if short:
            yield from _judged(short, width, at_end=False)
            short = []
        if isinstance(cells, BrokenRow):
            yield number, cells
        elif len(cells) == width:
            if any(cells) and not is_no_data(cells, width):
                yield number, cells
        elif any(cells) and not is_no_data(cells, width):
            yield number, _fitted(cells, width)
    yield from _judged(short, width, at_end=True)


def is_no_data(cells: list[str], width: int) -> bool:
    """Whether a row is empty, a total or the foot of a list: 合計 with nothing but figures, 以上, 出力件数:120件."""
    first = next(filter(None, cells), "")
    if _TOTAL.fullmatch(first):
        said = [cell.strip() for cell in cells if cell.strip()]
        return width > 1 and all(is_value(cell) or _TOTAL.fullmatch(cell) or _is_count(cell) for cell in said[1:])
    if len(cells) - cells.count("") > 1 or width < _FOOTER_WIDTH:
        return not any(map(str.strip, cells)) if first.isspace() else False
    return not first.strip() or bool(_FOOTER.fullmatch(first))


def _is_count(cell: str) -> bool:
    return bool(re.fullmatch(r"[¥￥]?[-−△▲]?[\d,.]+\s*(?:円|件|名|人|点|個|行|pt|%)?", cell))


def _fitted(cells: list[str], width: int) -> list[str] | BrokenRow:
    """The row cut to the header when only empty cells hang over, or filled up to it."""
    if len(cells) > width:
        if not any(cell.strip() for cell in cells[width:]):
            return cells[:width]
        return BrokenRow("too_many_cells", cells, {"found": len(cells), "expected": width})
    return [*cells, *[""] * (width - len(cells))]


def _judged(short: list[tuple[int, list[str]]], width: int, *, at_end: bool) -> Iterator[Row]:
    """Short rows filled up where their empty last cells were just not written, broken where a text was torn apart.

    Excel leaves trailing empty cells out, by blocks of rows. A text with a line break and no quotes instead leaves
    pieces that together are as wide as one row: those, a single cell, and a last row that ends early are broken.
    """
    torn = _is_torn([len(cells) for _number, cells in short], width)
    for place, (number, cells) in enumerate(short):
        cut_off = at_end and place == len(short) - 1 and len(short) < _WHOLE_BLOCK
        if torn or cut_off or len(cells) < _LEAST:
            yield number, BrokenRow("too_few_cells", cells, {"found": len(cells), "expected": width})
        else:
            yield number, _fitted(cells, width)


def _is_torn(widths: list[int], width: int) -> bool:
    if len(widths) >= _WHOLE_BLOCK and len(set(widths)) == 1:
        return False
    for start in range(len(widths)):
        total = widths[start]
        for piece in widths[start + 1 :]:
            total += piece - 1
            if total >= width:
                break
        if total == width:
            return True
    return False
