"""What a cell's number format makes of its number: a day, a time, a percentage, digits with leading zeros.

Numbers of the formats: ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are days in Japanese Excel.
"""

import re
from dataclasses import dataclass
from typing import IO, Final, Literal

from .xml import Attributes, elements

Shape = Literal["", "moment", "elapsed", "percent", "digits"]

_ELAPSED: Final = frozenset({46})
_BUILT_IN_MOMENTS: Final = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_PERCENTS: Final = frozenset({9, 10})
_SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)")
_ELAPSED_CODE = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_MOMENT_CODE = re.compile(r"[ymdhs]|(?:g|^)e", re.IGNORECASE)
_DIGITS_CODE = re.compile(r"0[0-]*0")
_CONDITION = re.compile(r"\[[<>=]+\d+\]")


@dataclass(frozen=True, slots=True)
class Format:
    """How a number is to be written. `pattern`: for ``digits``, such as 0000000 or 000-0000."""

    shape: Shape = ""
    pattern: str = ""


PLAIN: Final = Format()


def format_of(code: str) -> Format:
    """The format behind a code such as ``yyyy/m/d``, ``0.0%`` or ``000\\-0000``."""
    if code.lower() in ("general", "@", "") or "標準" in code:
        return PLAIN
    sections = code.split(";")
    bare = _SILENT.sub("", sections[0])
    if _ELAPSED_CODE.search(bare):
        return Format("elapsed")
    if _MOMENT_CODE.search(bare):
        return Format("moment")
    if bare.rstrip().endswith("%"):
        return Format("percent")
    # Japanese postal codes are written [<=999]000;[<=9999]000\-00;000\-0000: the last section is the whole one.
    digits = _ESCAPED.sub(r"\1", _CONDITION.sub("", sections[-1])).replace('"', "")
    return Format("digits", digits) if _DIGITS_CODE.fullmatch(digits) else PLAIN


def cell_formats(stream: IO[bytes]) -> list[Format]:
    """The formats by the style number of cells, out of styles.xml."""
    codes: dict[int, str] = {}
    used: list[int] = []
    inside = False

    def seen(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            used.append(_number(attributes.get("numFmtId")))

    elements(stream, seen)
    return [_of_number(number, codes) for number in used]


def _of_number(number: int, codes: dict[int, str]) -> Format:
    if number in codes:
        return format_of(codes[number])
    if number in _BUILT_IN_MOMENTS:
        return Format("moment")
    if number in _ELAPSED:
        return Format("elapsed")
    return Format("percent") if number in _PERCENTS else PLAIN


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
