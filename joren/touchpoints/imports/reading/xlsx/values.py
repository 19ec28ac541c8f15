"""Cells of a sheet as the text people read in them."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any, Final

from .formats import Format

_MIDNIGHT: Final = time(0)
_EPOCH: Final = datetime(1899, 12, 30)
_EPOCH_1904: Final = datetime(1904, 1, 1)
_FALSE_LEAP_DAY: Final = 60
_WHOLE: Final = 1e15
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAY: Final = 86_400


def number_text(value: float) -> str:
    """A number with the fifteen digits a spreadsheet shows: 1234.0 as 1234, 0.30000000000000004 as 0.3."""
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    shown = format(value, ".15g")
    return repr(value) if "e" in shown else shown


def cell_text(value: Any) -> str:  # noqa: PLR0911 - one line for each type of cell
    """A typed cell as text; days and moments in ISO, nothing computed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value) if isfinite(value) else ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _elapsed(value.total_seconds() / _DAY)
    return "" if value is None else str(value)


def numeric_text(written: str, form: Format, is_1904: bool) -> str:  # noqa: PLR0911 - one line for each shape
    """The text of a cell that holds a number under a number format. What is no number is left as it is."""
    try:
        value = float(written)
    except ValueError:
        return written
    if not isfinite(value):
        return ""
    if form.shape == "moment":
        return _moment(value, is_1904)
    if form.shape == "elapsed":
        return _elapsed(value)
    if form.shape == "percent":
        return f"{(Decimal(format(value, '.15g')) * 100).normalize():f}%"
    if form.shape == "digits" and value.is_integer() and value >= 0:
        return _in_pattern(str(int(value)), form.pattern)
    return number_text(value)


def unescaped(text: str) -> str:
    """Text without the escapes for control characters: ``_x000D_`` is a line break."""
    return _ESCAPE.sub(_letter, text) if "_x" in text else text


def _letter(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "" if 0xD800 <= code <= 0xDFFF or code == 0 else chr(code)  # noqa: PLR2004 - halves of pairs, NUL


@lru_cache(maxsize=1 << 16)
def _moment(value: float, is_1904: bool) -> str:
    """A serial number as a day or moment, to the second. 1900 is no leap year, though Excel thinks so."""
    if not is_1904 and 1 <= value < _FALSE_LEAP_DAY:
        value += 1
    seconds = round(value * _DAY)
    if 0 <= seconds < _DAY and not is_1904:
        return (datetime.min + timedelta(seconds=seconds)).time().isoformat()
    try:
        found = (_EPOCH_1904 if is_1904 else _EPOCH) + timedelta(seconds=seconds)
    except OverflowError:
        return number_text(value)
    return cell_text(found) if value >= 0 else number_text(value)


def _elapsed(days: float) -> str:
    """Hours beyond a day as people write them: 25:30:00."""
    seconds = round(abs(days) * _DAY)
    hours, rest = divmod(seconds, 3600)
    return f"{'-' if days < 0 else ''}{hours}:{rest // 60:02}:{rest % 60:02}"


def _in_pattern(digits: str, pattern: str) -> str:
    """The digits under a pattern of zeros and hyphens: 600001 under 000-0000 is 060-0001."""
    filled = list(digits.zfill(pattern.count("0")))
    shown = []
    for mark in reversed(pattern):
        shown.append("-" if mark == "-" else filled.pop())
    return "".join(filled) + "".join(reversed(shown))
