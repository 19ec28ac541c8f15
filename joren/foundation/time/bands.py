"""Time bands of a trading day, as data: lunch, dinner and so on. Together they cover 24 hours without
overlap.

Ends are inclusive to the minute, as people say them: lunch until 14:59 holds 14:59:59 and not 15:00:00.
"""

from dataclasses import dataclass
from datetime import time
from typing import Final


@dataclass(frozen=True, slots=True)
class TimeBand:
    """A named part of the day; `end` before `start` means it runs over midnight."""

    key: str
    start: time
    end: time

    @property
    def start_minute(self) -> int:
        """Minutes after midnight at which the band begins, 0 to 1439."""
        return _minute(self.start)

    @property
    def end_minute(self) -> int:
        """The last minute inside the band, 0 to 1439; smaller than start_minute over midnight."""
        return _minute(self.end)

    def contains(self, at: time) -> bool:
        """True when the local time of day lies in the band."""
        minute = _minute(at)
        if self.start_minute <= self.end_minute:
            return self.start_minute <= minute <= self.end_minute
        return minute >= self.start_minute or minute <= self.end_minute


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


TIME_BANDS: Final = (
    TimeBand("morning", time(5), time(10, 59)),
    TimeBand("lunch", time(11), time(14, 59)),
    TimeBand("afternoon", time(15), time(16, 59)),
    TimeBand("dinner", time(17), time(22, 59)),
    TimeBand("late_night", time(23), time(4, 59)),
)
BANDS_BY_KEY: Final = {band.key: band for band in TIME_BANDS}


def band_of(at: time) -> TimeBand:
    """The band a local time of day lies in; there is always exactly one."""
    return next(band for band in TIME_BANDS if band.contains(at))
