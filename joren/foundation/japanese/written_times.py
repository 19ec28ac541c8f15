"""Reading an instant: a day with a time of day, or a spreadsheet's serial number. The names to import:
`dates`.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from joren.foundation.japanese.partial_date import DateProblem
from joren.foundation.japanese.written_dates import LONGEST_TEXT, DateStyle, parse_date, plain

_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[-+]\d\d:\d\d)?", re.ASCII)
_CLOCK = re.compile(
    r"(?P<day>.*?(?:\d|日|\(.\)|曜日?))(?P<gap>\s*t\s*|\s+|(?<=[日)曜])\s*)(?P<half>午前|午後|[ap]m)?\s*"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"|時(?:(?P<minute2>\d{1,2})分(?:(?P<second2>\d{1,2})秒)?)?)"
    r"\s*(?P<half2>[ap]m)?\s*(?P<zone>z|utc|jst|[-+]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_BASIC = re.compile(
    r"(?P<day>[12]\d{7})[t\s]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>z|[-+]\d{4})?", re.ASCII
)
_JAPAN: Final = timezone(timedelta(hours=9), "JST")
_DAY_SECONDS: Final = 86_400
_NOON, _MIDNIGHT, _NIGHT_END = 12, 24, 30
_SIXTY: Final = 60
_FURTHEST_ZONE: Final = timedelta(hours=15)

_BEFORE_FIRST_SERIAL: Final = date(1899, 12, 31)
_FIRST_SERIAL_1904: Final = date(1904, 1, 1)
_LEAP_BUG: Final = 60  # serial 60 is 29 February 1900, which spreadsheets believe in
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_1904_BEHIND: Final = 1_462


def parse_datetime(text: str, tz: tzinfo, style: DateStyle = "ymd") -> datetime | date:
    """An aware datetime when the text holds a time, else a plain date. Raises DateProblem.

    tz: the zone of times that name none. 24:00 to 29:59 are the night after: 25:30 on the 1st is 01:30 on
    the 2nd. A zone such as -05:00 is read only behind seconds or a T, so that 10:00-11:00 is no time in
    another country.
    """
    if _ISO.fullmatch(text):
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            pass  # hour 25, 31 February: the slower way below knows which
        else:
            return at if at.tzinfo else at.replace(tzinfo=tz)
    written = plain(text)
    found = _CLOCK.fullmatch(written) or _BASIC.fullmatch(written) if len(written) <= LONGEST_TEXT else None
    if found is None:
        return parse_date(text, style)
    return _instant(found.groupdict(), text, tz, style)


def _instant(found: dict[str, str | None], text: str, tz: tzinfo, style: DateStyle) -> datetime:
    try:
        day = parse_date(found["day"] or "", style)
    except DateProblem as problem:
        raise DateProblem(problem.code, text) from None
    hour, minute, second = _clock(found, text)
    microsecond = int((found.get("fraction") or "0")[:6].ljust(6, "0"))
    zone = _zone(found, tz, text)
    try:
        day += timedelta(days=hour // _MIDNIGHT)
    except OverflowError:
        raise DateProblem("no_such_time", text) from None
    return datetime.combine(day, time(hour % _MIDNIGHT, minute, second, microsecond), zone)


def _clock(found: dict[str, str | None], text: str) -> tuple[int, int, int]:
    """Hour 0 to 29, minute, second; raises for any other."""
    hour = int(found["hour"] or 0)
    minute = int(found["minute"] or found.get("minute2") or 0)
    second = int(found["second"] or found.get("second2") or 0)
    half = found.get("half") or found.get("half2")
    if half:
        if hour > _NOON:
            raise DateProblem("no_such_time", text)
        hour = hour % _NOON + (_NOON if half in ("午後", "pm") else 0)
    if hour >= _NIGHT_END or minute >= _SIXTY or second >= _SIXTY:
        raise DateProblem("no_such_time", text)
    return hour, minute, second


def _zone(found: dict[str, str | None], tz: tzinfo, text: str) -> tzinfo:
    written = found["zone"]
    if not written:
        return tz
    if written in ("z", "utc"):
        return UTC
    if written == "jst":
        return _JAPAN
    if not found["second"] and "t" not in (found.get("gap") or ""):
        raise DateProblem("not_a_date", text)
    digits = written[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if offset > _FURTHEST_ZONE:
        raise DateProblem("no_such_time", text)
    return timezone(-offset if written[0] == "-" else offset)


def parse_excel_serial(value: float | str, tz: tzinfo | None = None, *, since_1904: bool = False) -> date | datetime:
    """The date of a spreadsheet's serial number: 45383 is 2024-04-01; a fraction is the time of day, in
    `tz`.

    Only for columns known to hold serials: never tried on a text that might be something else. since_1904:
    the file counts from 1904 (old Macintosh files). Raises DateProblem: has_time when a fraction comes
    without tz.
    """
    try:
        whole, seconds = divmod(round(float(value) * _DAY_SECONDS), _DAY_SECONDS)
    except (ValueError, OverflowError):
        raise DateProblem("not_a_date", str(value)) from None
    day = _serial_date(whole, since_1904, str(value))
    if not seconds:
        return day
    if tz is None:
        raise DateProblem("has_time", str(value))
    return datetime.combine(day, time(), tz) + timedelta(seconds=seconds)


def _serial_date(serial: int, since_1904: bool, text: str) -> date:
    first, last = (0, _LAST_SERIAL - _1904_BEHIND) if since_1904 else (1, _LAST_SERIAL)
    if not first <= serial <= last:
        raise DateProblem("not_a_date", text)
    if since_1904:
        return _FIRST_SERIAL_1904 + timedelta(days=serial)
    if serial == _LEAP_BUG:
        raise DateProblem("no_such_day", text)
    return _BEFORE_FIRST_SERIAL + timedelta(days=serial - (serial > _LEAP_BUG))
