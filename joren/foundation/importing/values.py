"""Cells as values. Each reader raises ValueProblem with a sentence and a remedy when the cell cannot be read."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

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

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_FLOAT_ID = re.compile(r"\d+\.0+", re.ASCII)
_QUANTITY = re.compile(r"-?\d{1,8}(?:\.\d{1,3})?", re.ASCII)
_DUST = re.compile(r"[-+]?\d(?:\.\d+)?[eE]-\d+", re.ASCII)
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
DATE_REMEDY: Final = _("Write it like 2026-04-01.")
ORDER_REMEDY: Final = _("Write it like 2026-04-01, or say in which order the file writes day and month.")
NUMBER_REMEDY: Final = _("Write it like 1234 or 1,234.50.")

_YES: Final = frozenset(
    [
        "1",
        "1.0",
        "y",
        "yes",
        "t",
        "true",
        "on",
        "ok",
        "○",
        "〇",
        "◯",
        "はい",
        "可",
        "有",
        "あり",
        "有り",
        "要",
        "する",
        "希望",
        "希望する",
        "許諾",
        "許諾する",
        "許可",
        "同意",
        "同意する",
        "承諾",
        "配信",
        "配信する",
        "受け取る",
        "受取る",
        "受信する",
        "登録",
        "登録する",
        "登録済",
        "登録済み",
        "購読",
        "購読中",
        "購読する",
        "オプトイン",
        "optin",
        "opt-in",
        "subscribed",
        "subscribe",
        "granted",
        "accept",
        "accepted",
        "agree",
        "agreed",
        "済",
        "✓",
        "✔",
        "レ",
    ]
)
_NO: Final = frozenset(
    [
        "0",
        "0.0",
        "n",
        "no",
        "f",
        "false",
        "off",
        "ng",
        "×",
        "✕",
        "✖",
        "いいえ",
        "不可",
        "無",
        "なし",
        "無し",
        "不要",
        "しない",
        "希望しない",
        "拒否",
        "拒否する",
        "非許諾",
        "不許諾",
        "不許可",
        "不同意",
        "同意しない",
        "許諾しない",
        "配信しない",
        "配信停止",
        "停止",
        "受け取らない",
        "受取らない",
        "受信しない",
        "登録しない",
        "未登録",
        "購読しない",
        "解除",
        "退会",
        "オプトアウト",
        "optout",
        "opt-out",
        "unsubscribed",
        "unsubscribe",
        "refused",
        "denied",
        "declined",
        "未",
    ]
)


class ValueProblem(Exception):
    """A cell that cannot be read as what it should be."""

    def __init__(self, sentence: Text, remedy: Text = "", *, empty: bool = False) -> None:
        self.sentence, self.remedy = sentence, remedy
        self.empty = empty
        """The cell says "nothing" (0000-00-00), which is no mistake where the field may be empty."""
        super().__init__(str(sentence))


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
        raise _of_date(problem) from None


def partial_day(text: str, style: DateStyle = "ymd") -> PartialDate:
    """A day of which parts may be unknown."""
    try:
        if _SERIAL.fullmatch(text):
            found = _whole_day(parse_excel_serial(text, TOKYO))
            return PartialDate(found.year, found.month, found.day)
        return parse_partial_date(text, style)
    except DateProblem as problem:
        raise _of_date(problem) from None


def moment(text: str, style: DateStyle = "ymd") -> datetime | date:
    """An instant, in Japanese time where no zone is written, or a day where no time is."""
    try:
        if _SERIAL.fullmatch(text):
            return parse_excel_serial(text, TOKYO)
        return parse_datetime(text, TOKYO, style)
    except DateProblem as problem:
        raise _of_date(problem) from None


def day_of_moment(text: str, style: DateStyle = "ymd") -> date:
    """The day, in Japan, of a cell that may hold a time of day as well."""
    found = moment(text, style)
    return found.astimezone(TOKYO).date() if isinstance(found, datetime) else found


def amount(text: str) -> Decimal:
    """Money, two places. 4.44e-16, the dust of a calculation, is 0.00; 1.2E+9 lost digits and is refused."""
    try:
        return parse_amount(text)
    except AmountProblem as problem:
        if problem.code == "scientific" and _DUST.fullmatch(text):
            return to_amount(Decimal(text))
        raise ValueProblem(_AMOUNT_SENTENCES[problem.code], NUMBER_REMEDY) from None


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


@lru_cache(maxsize=1024)
def yes_or_no(text: str) -> bool | None:
    """True, False, or None for a word that says neither."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _YES:
        return True
    return False if plain in _NO else None


def date_style(values: list[str]) -> DateStyle:
    """The order of day and month in a file whose year stands last, when some value can only mean one of them."""
    found = [match for value in values if (match := re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", value))]
    if any(int(match[1]) > 12 for match in found):  # noqa: PLR2004
        return "dmy"
    return "mdy" if any(int(match[2]) > 12 for match in found) else "ymd"  # noqa: PLR2004


def _whole_day(found: date | datetime) -> date:
    return found.date() if isinstance(found, datetime) else found


def _of_date(problem: DateProblem) -> ValueProblem:
    remedy = ORDER_REMEDY if problem.code == "order_unknown" else DATE_REMEDY
    return ValueProblem(_DATE_SENTENCES[problem.code], remedy, empty=problem.code == "empty")
