"""The business day: what is sold at 02:30 belongs to the evening before when the shop's day ends at 05:00."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from joren.foundation.time.clock import TOKYO

MIDNIGHT: Final = time(0)
LATEST_END: Final = time(12)
"""A day may end at noon at the latest: later, and the evening's sales would count as yesterday's."""

_DAY = timedelta(days=1)


def business_date(at: datetime, day_ends_at: time = MIDNIGHT, tz: tzinfo = TOKYO) -> date:
    """The business day an instant belongs to: the local date, or the one before while the old day still runs.

    At day_ends_at itself the new day has begun. Raises ValueError for a naive `at` or an end after noon.
    """
    _require_end(day_ends_at)
    if at.tzinfo is None:
        raise ValueError("a business day needs an instant with a time zone")
    local = at.astimezone(tz)
    day = local.date()
    return day - _DAY if local.time() < day_ends_at else day


def business_day_bounds(day: date, day_ends_at: time = MIDNIGHT, tz: tzinfo = TOKYO) -> tuple[datetime, datetime]:
    """First instant of the business day and first instant after it, both aware in tz."""
    _require_end(day_ends_at)
    start = datetime.combine(day, day_ends_at, tz)
    return start, datetime.combine(day + _DAY, day_ends_at, tz)


def _require_end(day_ends_at: time) -> None:
    if day_ends_at > LATEST_END:
        raise ValueError(f"a business day ends between 00:00 and 12:00, not at {day_ends_at:%H:%M}")
