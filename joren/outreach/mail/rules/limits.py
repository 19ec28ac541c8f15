"""Limits a minute, an hour and a day, and which account takes the next mail. No Django, no clock: told the time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 3600.0


@dataclass
class Meter:
    """Counts what went against its limits; None is no limit.

    The minute is spread evenly, with bursts of a second's worth, on a clock that never goes back. Hours and days are
    named by the caller (`hour`, `day`: whatever changes when a new one begins); `used_in` is what was counted before.
    """

    per_minute: int | None = None
    per_hour: int | None = None
    per_day: int | None = None
    used_in: dict[tuple[str, object], int] = field(default_factory=dict)
    _next: float = float("-inf")

    def room(self, hour: object, day: object) -> bool:
        """Whether hour and day still have room."""
        return not (_full(self.per_hour, self._used("hour", hour)) or _full(self.per_day, self._used("day", day)))

    def wait(self, now: float) -> float:
        """Seconds until the minute has room again (0: now)."""
        return max(0.0, self._next - now) if self.per_minute else 0.0

    def take(self, now: float, hour: object, day: object) -> None:
        """One mail goes."""
        if self.per_minute:
            interval = MINUTE / self.per_minute
            earliest = now - (max(1.0, self.per_minute / MINUTE) - 1) * interval
            self._next = max(self._next, earliest) + interval
        self.used_in["hour", hour] = self._used("hour", hour) + 1
        self.used_in["day", day] = self._used("day", day) + 1

    def give_back(self, hour: object, day: object) -> None:
        """It did not go after all."""
        self.used_in["hour", hour] = max(0, self._used("hour", hour) - 1)
        self.used_in["day", day] = max(0, self._used("day", day) - 1)

    def _used(self, what: str, which: object) -> int:
        return self.used_in.get((what, which), 0)


def _full(limit: int | None, used: int) -> bool:
    return limit is not None and used >= limit


def least(*limits: int | None) -> int | None:
    """The narrowest of several limits; None when none is set."""
    return min((limit for limit in limits if limit is not None), default=None)


def next_turn(taken: Iterable[tuple[int, float]]) -> int:
    """Which of the accounts has had least for its weight: the index of the smallest (taken + 1) / weight."""
    shares = [(number + 1) / weight for number, weight in taken]
    return shares.index(min(shares))
