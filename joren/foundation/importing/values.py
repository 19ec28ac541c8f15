"""Cells as values. Each reader raises ValueProblem with a sentence and a remedy when the cell cannot be read."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, TypeVar

from django.utils.translation import gettext_lazy as _

from joren.foundation.japanese.dates import (
    DateProblem,
    DateStyle,
    PartialDate,
    parse_date,
    parse_datetime,
    parse_excel_serial,
    parse_partial_date,
)
from joren.foundation.money import AmountProblem, parse_amount, to_amount
from joren.foundation.registry.entries import Text
from joren.foundation.time.clock import TOKYO

from .answers import yes_or_no
from .columns import date_style
from .rare_dates import rarely_written

_Read = TypeVar("_Read")

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FLOAT_ID = re.compile(r"\d+\.0+", re.ASCII)
_QUANTITY = re.compile(r"-?\d{1,8}(?:\.\d{1,3})?", re.ASCII)
_DUST = re.compile(r"[-+]?\d(?:\.\d+)?[eE]-\d+", re.ASCII)
_MONTH_AND_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII)
"""Four figures no year of anybody's begins with: 0101 to 1231."""
_NIGHT = re.compile(r"[\sT日)]2[4-9](?::\d\d|時)", re.ASCII)
_AROUND_AMOUNT = re.compile(r"\(?(?:税込み?|税抜き?|税別|内税|外税|約|金)\)?|也$")
_CLOSED_BY_DASH = re.compile(r"(?:[¥\\].*\d|.*\d\.)\s*-+", re.ASCII)
_SPACED = re.compile(r"[-+¥\\]?\d{1,3}(?:[\s']\d{3})+(?:\.\d+)?円?", re.ASCII)
_LONGEST_DAY: Final = 10
_LARGEST_QUANTITY: Final = Decimal(10) ** 11
_LONGEST_ID: Final = 200

_DATE_SENTENCES: Final[dict[str, Text]] = {
    "empty": _("the date is missing"),
    "not_a_date": _("this is not a date"),
    "no_such_day": _("there is no such day in the calendar"),
    "no_such_month": _("there is no such month"),
    "no_such_time": _("there is no such time of day"),
    "year_missing": _("the year is missing"),
    "day_missing": _("the day is missing"),
    "order_unknown": _("day and month cannot be told apart"),
    "two_digit_year": _("two digits do not say which century or era"),
    "before_era": _("the era had not begun on that day"),
    "has_time": _("a date without a time is expected here"),
}
_AMOUNT_SENTENCES: Final[dict[str, Text]] = {
    "empty": _("the amount is missing"),
    "not_a_number": _("this is not a number"),
    "not_finite": _("this is not a finite number"),
    "too_large": _("this number is too large"),
    "scientific": _("a spreadsheet shortened this number"),
    "bad_grouping": _("the commas do not stand every three digits"),
    "trailing_minus": _("a minus behind the number has two meanings"),
    "two_signs": _("more than one sign says plus or minus"),
}
__all__ = [
    "ValueProblem",
    "amount",
    "date_style",
    "day",
    "day_of_moment",
    "moment",
    "partial_day",
    "quantity",
    "reference",
    "whole",
    "written_as_night",
    "yes_or_no",
]

DATE_REMEDY: Final = _("Write it like 2026-04-01.")
ORDER_REMEDY: Final = _("Write it like 2026-04-01, or say in which order the file writes day and month.")
NUMBER_REMEDY: Final = _("Write it like 1234 or 1,234.50.")


class ValueProblem(Exception):
    """A cell that cannot be read as what it should be. `code` names the problem for programs."""

    def __init__(self, sentence: Text, remedy: Text = "", *, empty: bool = False, code: str = "") -> None:
        self.sentence, self.remedy, self.code = sentence, remedy, code
        self.empty = empty
        """The cell says "nothing" (0000-00-00), which is no mistake where the field may be empty."""
        super().__init__(code or "value")


def reference(text: str) -> str:
    """A number or code from another system: trimmed, half-width, and without the .0 a spreadsheet puts behind it."""
    if text.isascii() and text.isalnum():
        return text[:_LONGEST_ID]
    plain = unicodedata.normalize("NFKC", text).strip()
    if _FLOAT_ID.fullmatch(plain):
        plain = plain.partition(".")[0]
    return plain[:_LONGEST_ID]


def day(text: str, style: DateStyle = "ymd") -> date:
    """A complete day; a spreadsheet's serial number (45383) too."""
    try:
        if _SERIAL.fullmatch(text):
            return _whole_day(parse_excel_serial(text, TOKYO))
        return parse_date(text, style)
    except DateProblem as problem:
        return _otherwise(text, problem, lambda plain: parse_date(plain, style))


def partial_day(text: str, style: DateStyle = "ymd") -> PartialDate:
    """A day of which parts may be unknown: a birthday. 0401 is 1 April, a time of day behind it is left out."""
    try:
        if _SERIAL.fullmatch(text):
            return _all_of(_whole_day(parse_excel_serial(text, TOKYO)))
        if _MONTH_AND_DAY.fullmatch(text):
            return PartialDate(None, int(text[:2]), int(text[2:]))
        return parse_partial_date(text, style)
    except DateProblem as problem:
        if problem.code in ("has_time", "not_a_date") and len(text) > _LONGEST_DAY:
            try:
                return _all_of(day_of_moment(text, style))
            except ValueProblem:
                raise _of_date(problem) from None
        return _otherwise(text, problem, lambda plain: parse_partial_date(plain, style))


def moment(text: str, style: DateStyle = "ymd") -> datetime | date:
    """An instant, in Japanese time where no zone is written, or a day where no time is."""
    try:
        if _SERIAL.fullmatch(text):
            return parse_excel_serial(text, TOKYO)
        return parse_datetime(text, TOKYO, style)
    except DateProblem as problem:
        return _otherwise(text, problem, lambda plain: parse_datetime(plain, TOKYO, style))


def day_of_moment(text: str, style: DateStyle = "ymd") -> date:
    """The day, in Japan, of a cell that may hold a time of day as well; 25:30 is still that day's night."""
    found = moment(text, style)
    if not isinstance(found, datetime):
        return found
    local = found.astimezone(TOKYO)
    return (local - timedelta(days=1)).date() if written_as_night(text) else local.date()


def written_as_night(text: str) -> bool:
    """Whether the time is written 24:00 to 29:59: an hour of the next day that belongs to the business day before."""
    return bool(_NIGHT.search(unicodedata.normalize("NFKC", text)))


def amount(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Money, two places. 4.44e-16, the dust of a calculation, is 0.00; 1.2E+9 lost digits and is refused.

    Also ¥1,234- (the dash closes the figure), 1 234, 税込1,234円. `decimal_comma`: see `columns.decimal_comma`.
    """
    try:
        return parse_amount(text, decimal_comma=decimal_comma)
    except AmountProblem as problem:
        if problem.code == "scientific" and _DUST.fullmatch(text):
            return to_amount(Decimal(text))
        plain = _plain_amount(text)
        if plain != text:
            return amount(plain, decimal_comma=decimal_comma)
        raise ValueProblem(_AMOUNT_SENTENCES[problem.code], NUMBER_REMEDY, code=problem.code) from None


@lru_cache(maxsize=4096)
def quantity(text: str) -> Decimal:
    """A number of things, up to three places (0.125 kg)."""
    if not _QUANTITY.fullmatch(text):
        text = unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-").replace("△", "-").strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueProblem(_AMOUNT_SENTENCES["not_a_number"], NUMBER_REMEDY) from None
    if not value.is_finite() or abs(value) >= _LARGEST_QUANTITY:
        raise ValueProblem(_AMOUNT_SENTENCES["too_large"], NUMBER_REMEDY)
    return value.quantize(Decimal("0.001"))


def whole(text: str) -> int:
    """A whole number."""
    value = quantity(text)
    if value != value.to_integral_value():
        raise ValueProblem(_("a whole number is expected here"), NUMBER_REMEDY)
    return int(value)


def _whole_day(found: date | datetime) -> date:
    return found.date() if isinstance(found, datetime) else found


def _all_of(found: date) -> PartialDate:
    return PartialDate(found.year, found.month, found.day)


def _otherwise(text: str, problem: DateProblem, read: Callable[[str], _Read]) -> _Read:
    """What `read` makes of a rarer spelling. Raises ValueProblem for `problem` where there is none."""
    plain = rarely_written(text) if problem.code in ("not_a_date", "year_missing") else text
    if plain == text:
        raise _of_date(problem) from None
    try:
        return read(plain)
    except DateProblem as worse:
        raise _of_date(worse) from None


def _plain_amount(text: str) -> str:
    """The amount without words and marks that say nothing of its size; the text where there are none."""
    written = _AROUND_AMOUNT.sub("", unicodedata.normalize("NFKC", text)).strip()
    if _CLOSED_BY_DASH.fullmatch(written):
        written = written.rstrip("-").rstrip(".")
    if _SPACED.fullmatch(written):
        written = re.sub(r"[\s']", "", written)
    return written or text


def _of_date(problem: DateProblem) -> ValueProblem:
    remedy = ORDER_REMEDY if problem.code == "order_unknown" else DATE_REMEDY
    sentence = _DATE_SENTENCES[problem.code]
    return ValueProblem(sentence, remedy, empty=problem.code == "empty", code=problem.code)
