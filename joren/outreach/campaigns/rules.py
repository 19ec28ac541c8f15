"""The rules of campaigns: classes of earlier buying, days that are kept, the best hour, light warnings. No Django, no
clock."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Final, Literal

Warning = Literal["long_subject", "shouting", "no_link", "big", "night", "no_held_back", "small_audience"]

MAX_SUBJECT: Final = 40
"""Full-width characters a phone shows of a subject."""
CLIPPED_AT: Final = 100_000
"""Bytes of HTML after which large mail services cut a mail off."""
QUIET_FROM, QUIET_UNTIL = time(21, 0), time(8, 0)
_SMALL: Final = 100

_FREQUENCY: Final = ((0, "0"), (1, "1"), (3, "2-3"), (9, "4-9"))
_RECENCY: Final = ((30, "30d"), (90, "90d"), (365, "365d"))


def stratum(purchases: int | None, days_since_last: int | None) -> str:
    """The class of earlier buying: how often, and how long ago; people of one class are alike before the mail.

    (0, None) → ``0``; (2, 45) → ``2-3/90d``; (12, 400) → ``10+/older``.
    """
    count = int(purchases or 0)
    if count <= 0:
        return "0"
    frequency = next((label for limit, label in _FREQUENCY if count <= limit), "10+")
    days = float("inf") if days_since_last is None else days_since_last
    recency = next((label for limit, label in _RECENCY if days <= limit), "older")
    return f"{frequency}/{recency}"


def days_kept_on(day: date) -> list[int]:
    """The days of birth (of that day's month) that are kept on this day.

    29 February is kept on 28 February where there is no 29th. A day nobody knows counts as the 1st: see the caller.
    """
    if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
        return [28, 29]
    return [day.day]


def at_hour(start: datetime, hour: int | None, zone: tzinfo) -> datetime:
    """The first moment from `start` on within that hour of the day; `start` itself where no hour is known.

    Never more than a day later: (10:20, 10) is at once, (10:20, 9) tomorrow at nine.
    """
    local = start.astimezone(zone)
    if hour is None or local.hour == hour:
        return start
    moment = datetime.combine(local.date(), time(hour), zone)
    return moment if moment > local else moment + timedelta(days=1)


def width(text: str) -> Decimal:
    """How many full-width characters the text is wide: ASCII counts half."""
    return sum((Decimal("0.5") if character.isascii() else Decimal(1) for character in text), Decimal(0))


def warnings(
    *, subject: str, html_bytes: int, links: int, share: Decimal, people: int, starts: time | None
) -> Iterator[Warning]:
    """What a careful colleague would point out; nothing of it forbids sending."""
    if width(subject) > MAX_SUBJECT:
        yield "long_subject"
    if re.search(r"[!！]{2,}", subject) or (len(subject) > 8 and subject.isascii() and subject.isupper()):  # noqa: PLR2004
        yield "shouting"
    if not links:
        yield "no_link"
    if html_bytes > CLIPPED_AT:
        yield "big"
    if starts is not None and (starts >= QUIET_FROM or starts < QUIET_UNTIL):
        yield "night"
    if not share:
        yield "no_held_back"
    elif people < _SMALL:
        yield "small_audience"
