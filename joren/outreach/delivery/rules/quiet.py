"""Quiet hours: when a channel lets people sleep. No Django, no clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

_MIDNIGHT: Final = time(0)
_FAR: Final = 60
"""Days looked ahead: no run of holidays is that long."""


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """Nothing begins from `start` to `end` of the wall clock (over midnight when `end` is not later).

    The same moments mean that there are no quiet hours. `holidays`: nothing begins on Sundays and national holidays.
    """

    start: time = _MIDNIGHT
    end: time = _MIDNIGHT
    holidays: bool = False

    def is_quiet(self, at: datetime, zone: tzinfo, is_holiday: Callable[[date], bool]) -> bool:
        """Whether nothing may begin at that moment."""
        local = at.astimezone(zone)
        return self.in_hours(local.time()) or (self.holidays and is_holiday(local.date()))

    def next_allowed(self, at: datetime, zone: tzinfo, is_holiday: Callable[[date], bool]) -> datetime:
        """The first moment from `at` on at which something may begin: `at` itself when it is not quiet."""
        if not self.is_quiet(at, zone, is_holiday):
            return at
        local = at.astimezone(zone)
        for days in range(_FAR):
            day = local.date() + timedelta(days=days)
            for moment in (_MIDNIGHT, self.end):
                begins = datetime.combine(day, moment, zone)
                if begins > at and not self.is_quiet(begins, zone, is_holiday):
                    return begins.astimezone(at.tzinfo)
        raise ValueError(f"no moment without quiet hours within {_FAR} days of {at}")

    def in_hours(self, now: time) -> bool:
        """Whether the clock shows a quiet hour."""
        if self.start == self.end:
            return False
        if self.start < self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end


NEVER_QUIET: Final = Quiet()
