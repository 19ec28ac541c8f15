"""Dates as people, spreadsheets and tills write them, read without guessing.

Order: year-month-day, unless the caller names another `style` for a foreign file; 01/02/2024 is refused under
"ymd" rather than guessed. Japanese eras, full-width digits, unknown parts and late-night clock times (25:30) are
read; a day that does not exist is refused with a code. Worked examples: docs/rules/dates-and-business-day.md.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, Literal

DateStyle = Literal["ymd", "dmy", "mdy"]
DateCode = Literal[
    "empty",
    "not_a_date",
    "no_such_day",
    "no_such_month",
    "no_such_time",
    "year_missing",
    "day_missing",
    "order_unknown",
    "two_digit_year",
    "before_era",
    "has_time",
]

_MESSAGES: Final[dict[str, str]] = {
    "empty": "there is no date",
    "not_a_date": "this is not a date; write 2026-04-01",
    "no_such_day": "there is no such day in the calendar",
    "no_such_month": "a month is 1 to 12",
    "no_such_time": "there is no such time of day; hours run to 29 for the night after",
    "year_missing": "the year is missing",
    "day_missing": "the day is missing",
    "order_unknown": "day and month cannot be told apart; write 2026-04-01 or say which order the file uses",
    "two_digit_year": "two digits do not say which century or era; write 2026-04-01",
    "before_era": "the era had not begun on that day",
    "has_time": "a date without a time is expected here",
}

_ERAS: Final = {
    "r": date(2019, 5, 1),
    "h": date(1989, 1, 8),
    "s": date(1926, 12, 25),
    "t": date(1912, 7, 30),
    "m": date(1868, 1, 25),
}
_ERA_NAMES: Final = {"令和": "r", "平成": "h", "昭和": "s", "大正": "t", "明治": "m", "令": "r", "平": "h", "昭": "s", "大": "t", "明": "m"}

_WEEKDAY = r"(?:\s*\(?(?:[月火水木金土日](?:曜日?)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\)?)?"
_YMD = re.compile(rf"(\d{{4}})(?:[-/.]|年)\s?(\d{{1,2}})(?:[-/.]|月)\s?(\d{{1,2}})日?{_WEEKDAY}", re.ASCII)
_DIGITS = re.compile(r"([12]\d{3}|9999)(\d\d)(\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4}|\?{4})(?:年|[-/.]?$|[-/.](\d{1,2}|\?{1,2})(?:[-/.](\d{1,2}|\?{1,2}))?)", re.ASCII)
_KANJI = re.compile(rf"(?:(\d{{4}}|\?+)年)?\s?(?:(\d{{1,2}}|\?+)月)?\s?(?:(\d{{1,2}}|\?+)日)?{_WEEKDAY}", re.ASCII)
_MONTH_DIGITS = re.compile(r"((?:1[89]|2[01])\d\d)(\d\d)", re.ASCII)
_YEARLESS = re.compile(r"(?:--)?(\d{1,2})[-/.]?(\d{1,2})", re.ASCII)
_ERA = re.compile(
    rf"({'|'.join(_ERA_NAMES)}|[rhstm])\.?\s?(\d{{1,2}}|元)(?:年度?|[-/.])?\s?"
    rf"(?:(\d{{1,2}}|\?+)(?:[-/.]|月)?\s?(?:(\d{{1,2}}|\?+)日?)?)?{_WEEKDAY}",
    re.ASCII,
)
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}年\d{1,2}月\d{1,2}日", re.ASCII)
_TIMED = re.compile(
    r"(?P<day>.*?[\d日)曜])(?:\s*t\s*|\s+|(?<=日)|(?<=\)))"
    r"(?P<half>午前|午後|am|pm)?\s*(?P<hour>\d{1,2})(?::|時)(?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2})?)?秒?"
    r"(?:[.,](?P<fraction>\d{1,9}))?\s*(?P<late_half>am|pm)?\s*(?P<zone>z|utc|jst|[+-]\d\d:?\d\d|[+-]\d\d)?",
    re.ASCII,
)
_SERIAL_EPOCH: Final = date(1899, 12, 31)
_SERIAL_1904: Final = date(1904, 1, 1)
_LEAP_BUG: Final = 60  # serial 60 is 29 February 1900, which spreadsheets believe in
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_NIGHT_HOURS: Final = 30
_ISO_LENGTH, _BASIC_LENGTH = 10, 8


class DateProblem(ValueError):
    """A text that is no date, or not the kind of date asked for.

    code: one of DateCode, to choose a translated sentence by. text: what was read.
    """

    def __init__(self, code: DateCode, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{text!r}: {_MESSAGES[code]}")


@dataclass(frozen=True, slots=True, order=False)
class PartialDate:
    """A date of which parts may be unknown: a birthday without its year, a purchase of some month.

    A day never stands without its month. Raises DateProblem for parts no calendar has.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse parts that cannot be together."""
        if self.year is not None and not date.min.year <= self.year <= date.max.year:
            raise DateProblem("not_a_date", str(self.year))
        if self.month is not None and not 1 <= self.month <= 12:  # noqa: PLR2004
            raise DateProblem("no_such_month", self.isoformat())
        if self.day is None:
            return
        if self.month is None:
            raise DateProblem("not_a_date", self.isoformat())
        leap_year = 2000
        if not 1 <= self.day <= monthrange(self.year or leap_year, self.month)[1]:
            raise DateProblem("no_such_day", self.isoformat())

    @property
    def is_complete(self) -> bool:
        """True when year, month and day are all known."""
        return self.year is not None and self.day is not None

    def to_date(self) -> date | None:
        """The date when it is complete, else None."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def isoformat(self) -> str:
        """1952-04-01, 1952-04, 1952, --04-01, --04 (ISO 8601 and vCard); `parse_partial_date` reads it back."""
        year = "-" if self.year is None else f"{self.year:04}"
        month = "" if self.month is None else f"-{self.month:02}"
        day = "" if self.day is None else f"-{self.day:02}"
        return year + month + day


def parse_date(text: str, style: DateStyle = "ymd") -> date:
    """The complete date a text writes; a time of 00:00 behind it is ignored. Raises DateProblem.

    style: the order of the parts in a file whose year stands last or is missing from the front.
    """
    try:
        if len(text) == _ISO_LENGTH and text[4] == text[7] == "-":
            return date.fromisoformat(text)
        if len(text) == _BASIC_LENGTH and text.isdigit() and text.isascii():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        pass  # read again below, for the code that says what is wrong
    return _complete(text, style)


@lru_cache(maxsize=16384)
def _complete(text: str, style: DateStyle) -> date:
    try:
        partial = parse_partial_date(text, style)
    except DateProblem as problem:
        day = _midnight_date(text, style) if problem.code == "not_a_date" else None
        if day is None:
            raise
        return day
    day = partial.to_date()
    if day is None:
        raise DateProblem("year_missing" if partial.year is None else "day_missing", text)
    return day


def _midnight_date(text: str, style: DateStyle) -> date | None:
    """The date of a text that adds a time; only midnight may be dropped."""
    found = _TIMED.fullmatch(_plain(text))
    if found is None:
        return None
    if any(int(found[part] or 0) for part in ("hour", "minute", "second", "fraction")):
        raise DateProblem("has_time", text)
    return parse_date(found["day"], style)


def parse_partial_date(text: str, style: DateStyle = "ymd") -> PartialDate:
    """The date with whatever parts are known: 1952-04-01, 1952年4月, 1952, 04/01, 4月1日, 1952-??-??, 0000-04-01.

    Parts written 0 or ? are unknown. Two numbers without a year are month/day, day/month under style "dmy".
    Raises DateProblem.
    """
    plain = _plain(text)
    if not plain:
        raise DateProblem("empty", text)
    try:
        return _year_first(plain) or _era(plain, text) or _yearless(plain, style) or _year_last(plain, style, text)
    except DateProblem as problem:
        raise DateProblem(problem.code, text) from None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower().replace("−", "-").replace("‐", "-")


def _known(part: str | None) -> int | None:
    """The number, None for a part that is missing, 0 or question marks."""
    return None if not part or part.startswith("?") else int(part) or None


def _year_first(plain: str) -> PartialDate | None:
    found = _YMD.fullmatch(plain) or _DIGITS.fullmatch(plain) or _YEAR_FIRST.fullmatch(plain)
    found = found or _KANJI.fullmatch(plain)
    if found:
        return _some(*map(_known, found.groups()))
    found = _MONTH_DIGITS.fullmatch(plain)
    return PartialDate(int(found[1]), int(found[2])) if found else None


def _some(year: int | None, month: int | None, day: int | None) -> PartialDate:
    if year is month is day is None:
        raise DateProblem("empty", "")
    return PartialDate(year, month, day)


def _era(plain: str, text: str) -> PartialDate | None:
    """A date of a Japanese era. Years after its end go on counting, as printed forms and old systems do."""
    found = _ERA.fullmatch(plain)
    if not found:
        return None
    began = _ERAS[_ERA_NAMES.get(found[1], found[1])]
    number = 1 if found[2] == "元" else int(found[2])
    if number == 0:
        raise DateProblem("not_a_date", text)
    partial = PartialDate(began.year + number - 1, _known(found[3]), _known(found[4]))
    latest = (partial.year, partial.month or 12, partial.day or 31)
    if latest < (began.year, began.month, began.day):
        raise DateProblem("before_era", text)
    return partial


def _yearless(plain: str, style: DateStyle) -> PartialDate | None:
    found = _YEARLESS.fullmatch(plain)
    if not found or (plain.isdigit() and len(plain) != 4):  # noqa: PLR2004
        return None
    first, second = int(found[1]), int(found[2])
    return PartialDate(None, second, first) if style == "dmy" else PartialDate(None, first, second)


def _year_last(plain: str, style: DateStyle, text: str) -> PartialDate:
    found = _YEAR_LAST.fullmatch(plain)
    if not found:
        raise DateProblem("two_digit_year" if _SHORT_YEAR.fullmatch(plain) else "not_a_date", text)
    if style == "ymd":
        raise DateProblem("order_unknown", text)
    first, second, year = map(int, found.groups())
    return PartialDate(year, second, first) if style == "dmy" else PartialDate(year, first, second)


def parse_datetime(text: str, tz: tzinfo, style: DateStyle = "ymd") -> datetime | date:
    """An aware datetime when the text holds a time, else a plain date. Raises DateProblem.

    tz: the zone of times that name none. 24:00 to 29:59 are the night after: 25:30 on the 1st is 01:30 on the 2nd.
    """
    found = _TIMED.fullmatch(_plain(text)) if len(text) > _BASIC_LENGTH + 2 or ":" in text or "時" in text else None
    if found is None:
        return parse_date(text, style)
    try:
        day = parse_date(found["day"], style)
    except DateProblem as problem:
        raise DateProblem(problem.code, text) from None
    hour, minute, second = _clock(found, text)
    microsecond = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    try:
        day += timedelta(days=hour // 24)
        return datetime.combine(day, time(hour % 24, minute, second, microsecond), _zone(found["zone"], tz))
    except (OverflowError, ValueError):
        raise DateProblem("no_such_time", text) from None


def _clock(found: re.Match[str], text: str) -> tuple[int, int, int]:
    """Hour 0 to 29, minute, second; raises for any other."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = found["half"] or found["late_half"]
    noon = 12
    if half:
        if hour > noon:
            raise DateProblem("no_such_time", text)
        hour = hour % noon + (noon if half in ("午後", "pm") else 0)
    if hour >= _NIGHT_HOURS or minute > 59 or second > 59:  # noqa: PLR2004
        raise DateProblem("no_such_time", text)
    return hour, minute, second


def _zone(written: str | None, tz: tzinfo) -> tzinfo:
    if not written:
        return tz
    if written in ("z", "utc"):
        return timezone.utc
    if written == "jst":
        return timezone(timedelta(hours=9))
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]), minutes=int(written[3:].lstrip(":") or 0)))


def parse_excel_serial(
    value: float | str, tz: tzinfo | None = None, *, since_1904: bool = False
) -> date | datetime:
    """The date of a spreadsheet's serial number: 45383 is 2024-04-01; a fraction is the time of day, in `tz`.

    Only for columns known to hold serials: never tried on a text that might be something else. since_1904: the
    file counts from 1904 (old Macintosh files). Raises DateProblem: has_time when a fraction comes without tz.
    """
    try:
        serial = float(value)
        whole, seconds = divmod(round(serial * 86400), 86400)
    except (ValueError, OverflowError):
        raise DateProblem("not_a_date", str(value)) from None
    if not (0 if since_1904 else 1) <= whole <= _LAST_SERIAL - (1462 if since_1904 else 0):
        raise DateProblem("not_a_date", str(value))
    day = _serial_day(whole, since_1904)
    if not seconds:
        return day
    if tz is None:
        raise DateProblem("has_time", str(value))
    return datetime.combine(day, time(), tz) + timedelta(seconds=seconds)


def _serial_day(serial: int, since_1904: bool) -> date:
    if since_1904:
        return _SERIAL_1904 + timedelta(days=serial)
    if serial == _LEAP_BUG:
        raise DateProblem("no_such_day", str(serial))
    return _SERIAL_EPOCH + timedelta(days=serial - (serial > _LEAP_BUG))
