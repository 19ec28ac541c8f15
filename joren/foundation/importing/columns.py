"""What can only be told from a whole column: the order of day and month, the mark before the decimals."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from joren.foundation.japanese.dates import DateStyle

_YEAR_LAST = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}(?!\d)", re.ASCII)
_NO_MONTH: Final = 12
_COMMA_DECIMAL = re.compile(r"[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}", re.ASCII)
_POINTS_ONLY = re.compile(r"[-+]?\d{1,3}(?:\.\d{3})+", re.ASCII)
_POINT_DECIMAL = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)\.(?:\d{1,2}|\d{4,})|[-+]?\d{1,3}(?:,\d{3})+", re.ASCII)
_SIGNS: Final = str.maketrans("", "", "¥\\$€£円 -△▲()")


def date_style(values: Iterable[str]) -> DateStyle:
    """The order of day and month in a column whose year stands last, when some value can only mean one of them.

    A column that holds both 13/04 and 04/13 has no order, and one in which no number passes 12 does not tell it:
    "ymd" then, under which such dates are refused rather than guessed.
    """
    day_first = month_first = False
    for value in values:
        found = _YEAR_LAST.match(unicodedata.normalize("NFKC", value) if not value.isascii() else value)
        if found:
            day_first |= int(found[1]) > _NO_MONTH
            month_first |= int(found[2]) > _NO_MONTH
    if day_first == month_first:
        return "ymd"
    return "dmy" if day_first else "mdy"


def has_open_dates(values: Iterable[str]) -> bool:
    """Whether some value ends in its year, so that the order of day and month must be known."""
    return any(_YEAR_LAST.match(unicodedata.normalize("NFKC", value)) for value in values)


def decimal_comma(values: Iterable[str]) -> bool:
    """Whether the comma is the decimal mark of a column (1.234,56): some value says so and none says otherwise."""
    found = False
    for value in values:
        plain = unicodedata.normalize("NFKC", value).translate(_SIGNS)
        if _COMMA_DECIMAL.fullmatch(plain):
            found = True
        elif _POINT_DECIMAL.fullmatch(plain) and not _POINTS_ONLY.fullmatch(plain):
            return False
    return found
