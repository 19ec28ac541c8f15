"""When a wait ends. Local time is Japan's, which has no summer time: a day is always 24 hours."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from .flow import UNITS, Settings

JAPAN: Final = ZoneInfo("Asia/Tokyo")
GRACE: Final = timedelta(minutes=15)
"""What is done so much too late still counts as done in time: the next wait begins when the last one should have ended.
Beyond it (the machine was off) the next wait begins when things really went on, so that nobody gets all at once."""
RETRY: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 720))
"""How long to wait before a step that could not be done is tried again; then it is given up."""


def wait_end(settings: Settings, arrived: datetime) -> datetime:
    """When a wait of an amount of time ends."""
    return arrived + timedelta(minutes=int(settings["amount"]) * UNITS[settings["unit"]])


def hour_end(settings: Settings, arrived: datetime) -> datetime:
    """The next moment of that hour, on one of the weekdays (1 Monday … 7 Sunday) if any are named; it may be now."""
    wanted = time.fromisoformat(settings["hour"])
    days = set(settings.get("weekdays") or range(1, 8))
    day = arrived.astimezone(JAPAN).date()
    while True:
        found = datetime.combine(day, wanted, JAPAN)
        if found >= arrived and day.isoweekday() in days:
            return found
        day += timedelta(days=1)


def deadline(settings: Settings, arrived: datetime) -> datetime:
    """When waiting for something to happen ends."""
    return arrived + timedelta(days=int(settings["days"]))


def in_time(at: datetime, now: datetime) -> datetime:
    """The moment something counts as done that should have been done `at` and is done `now`."""
    return at if now - at <= GRACE else now


def moment_of(day: date, hour: str) -> datetime:
    """That hour of that day in Japan."""
    return datetime.combine(day, time.fromisoformat(hour), JAPAN)


def same_days(day: date, yearly: bool, years: int = 100) -> list[date]:
    """The dates whose day it is: itself, or with `yearly` that day of earlier years too; 29 February on the 28th."""
    if not yearly:
        return [day]
    pairs = [(day.month, day.day)]
    if (day.month, day.day) == (2, 28) and not _is_leap(day.year):
        pairs.append((2, 29))
    found = [_date(day.year - back, month, number) for back in range(1, years + 1) for month, number in pairs]
    return [one for one in found if one is not None]


def birthdays(day: date) -> list[tuple[int, int]]:
    """The (month, day) of those who have their birthday on that day: 29 February on the 28th of other years."""
    pairs = [(day.month, day.day)]
    if pairs == [(2, 28)] and not _is_leap(day.year):
        pairs.append((2, 29))
    return pairs


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
