"""Reading a day, whole or in part. The rules and the names to import: `dates`."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from joren.foundation.japanese.partial_date import DateProblem, PartialDate

DateStyle = Literal["ymd", "dmy", "mdy"]

# First days of the eras, by the letter forms use for them.
_ERA_BEGINNINGS: Final = {
    "r": date(2019, 5, 1),
    "h": date(1989, 1, 8),
    "s": date(1926, 12, 25),
    "t": date(1912, 7, 30),
    "m": date(1868, 1, 25),
}
_ERA_LETTERS: Final = {
    **{"令和": "r", "平成": "h", "昭和": "s", "大正": "t", "明治": "m"},
    **{"令": "r", "平": "h", "昭": "s", "大": "t", "明": "m"},
}

_WEEKDAY = r"(?:\s*\(?(?:[月火水木金土日](?:曜日?)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\)?)?"
_YEAR, _PART = r"([1-9]\d{3}|0000|\?{4})", r"(\d{1,2}|\?{1,2})"
_COMPLETE = re.compile(rf"{_YEAR}(?:[-/.]|年\s?){_PART}(?:[-/.]|月\s?){_PART}日?{_WEEKDAY}", re.ASCII)
_DIGITS = re.compile(r"([12]\d{3}|0000|9999)(\d\d)(\d\d)", re.ASCII)
_MONTH = re.compile(rf"{_YEAR}[-/.]{_PART}", re.ASCII)
_MONTH_DIGITS = re.compile(r"((?:1[89]|2[01])\d\d)(\d\d)", re.ASCII)
_ONLY_YEAR = re.compile(r"([12]\d{3})", re.ASCII)
_KANJI = re.compile(rf"(?:{_YEAR}年\s?)?(?:{_PART}月\s?)?(?:{_PART}日)?{_WEEKDAY}", re.ASCII)
_YEARLESS = re.compile(r"(\d{1,2})[-/](\d{1,2})", re.ASCII)
_ISO_YEARLESS = re.compile(r"--(\d\d)(?:-?(\d\d))?", re.ASCII)
_ERA = re.compile(
    rf"({'|'.join(_ERA_LETTERS)}|[rhstm])\.?\s?(\d{{1,2}}|元)"
    rf"(?:年?|(?:年\s?|[-/.]){_PART}月?|(?:年\s?|[-/.]){_PART}(?:月\s?|[-/.]){_PART}日?{_WEEKDAY})",
    re.ASCII,
)
_ERA_DIGITS = re.compile(r"([rhstm])(\d\d)(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}年\d{1,2}月\d{1,2}日", re.ASCII)
_TIMED = re.compile(
    r"(.*[\d日)])(?:[\st]+|(?<=[日)]))(\d{1,2}(?::\d\d){1,2}(?:\.\d+)?)\s*(?:z|[-+]\d\d:?\d\d)?", re.ASCII
)
_ISO_LENGTH, _BASIC_LENGTH = 10, 8
LONGEST_TEXT: Final = 64
"""No date is longer; a pasted page must not keep the patterns busy."""


def parse_date(text: str, style: DateStyle = "ymd") -> date:
    """The complete date a text writes; a time of 00:00 behind it is ignored. Raises DateProblem.

    style: the order of the parts in a file whose year stands last.
    """
    try:
        if len(text) == _ISO_LENGTH and text[4] == text[7] == "-" and text[0] != "0":
            return date.fromisoformat(text)
        if len(text) == _BASIC_LENGTH and text[0] in "12" and text.isdigit() and text.isascii():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass  # read again below, for the code that says what is wrong
    return _complete_date(text, style)


@lru_cache(maxsize=4096)
def _complete_date(text: str, style: DateStyle) -> date:
    partial = parse_partial_date(text, style)
    day = partial.to_date()
    if day is None:
        raise DateProblem("year_missing" if partial.year is None else "day_missing", text)
    return day


@lru_cache(maxsize=32768)
def parse_partial_date(text: str, style: DateStyle = "ymd") -> PartialDate:
    """The date with whatever parts are known: 1952-04-01, 1952年4月, 1952, 04/01, 4月1日, 1952-??-??,
    0000-04-01.

    Parts written 0 or ? are unknown. Two numbers without a year are month/day, day/month under style "dmy".
    Raises DateProblem.
    """
    try:
        return _read(plain(text), style)
    except DateProblem as problem:
        raise DateProblem(problem.code, text) from None


def plain(text: str) -> str:
    """The text in half-width lower case with one kind of dash, as the patterns here expect it."""
    return unicodedata.normalize("NFKC", text).strip().lower().replace("−", "-").replace("‐", "-")


def _read(text: str, style: DateStyle) -> PartialDate:
    if not text:
        raise DateProblem("empty", text)
    if len(text) > LONGEST_TEXT:
        raise DateProblem("not_a_date", text)
    found = _year_first(text) or _era(text) or _yearless(text, style) or _year_last(text, style)
    if found:
        return found
    timed = _TIMED.fullmatch(text)
    if timed is None:
        raise DateProblem("two_digit_year" if _SHORT_YEAR.fullmatch(text) else "not_a_date", text)
    if timed[2].strip("0:."):
        raise DateProblem("has_time", text)
    return _read(timed[1].strip(), style)


def _known(part: str | None) -> int | None:
    """The number, None for a part that is missing, 0 or question marks."""
    return None if not part or part[0] == "?" else int(part) or None


def _year_first(text: str) -> PartialDate | None:
    found = _COMPLETE.fullmatch(text) or _DIGITS.fullmatch(text) or _KANJI.fullmatch(text)
    found = found or _MONTH.fullmatch(text) or _MONTH_DIGITS.fullmatch(text) or _ONLY_YEAR.fullmatch(text)
    if not found:
        return None
    parts = [_known(part) for part in found.groups()]
    if not any(parts):
        raise DateProblem("empty", text)
    return PartialDate(*parts)


def _era(text: str) -> PartialDate | None:
    """A date of a Japanese era. Years after its end go on counting, as printed forms and old systems do."""
    found = _ERA.fullmatch(text) or _ERA_DIGITS.fullmatch(text)
    if not found:
        return None
    era, number, *parts = (part for part in found.groups() if part)
    began = _ERA_BEGINNINGS[_ERA_LETTERS.get(era, era)]
    nth = 1 if number == "元" else int(number)
    if nth == 0:
        raise DateProblem("not_a_date", text)
    partial = PartialDate(began.year + nth - 1, *map(_known, parts))
    if (partial.year, partial.month or 12, partial.day or 31) < (began.year, began.month, began.day):
        raise DateProblem("before_era", text)
    return partial


def _yearless(text: str, style: DateStyle) -> PartialDate | None:
    found = _ISO_YEARLESS.fullmatch(text)
    if found:
        return PartialDate(None, int(found[1]), _known(found[2]))
    found = _YEARLESS.fullmatch(text)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    return PartialDate(None, second, first) if style == "dmy" else PartialDate(None, first, second)


def _year_last(text: str, style: DateStyle) -> PartialDate | None:
    found = _YEAR_LAST.fullmatch(text)
    if not found:
        return None
    if style == "ymd":
        raise DateProblem("order_unknown", text)
    first, second, year = map(int, found.groups())
    return PartialDate(year, second, first) if style == "dmy" else PartialDate(year, first, second)
