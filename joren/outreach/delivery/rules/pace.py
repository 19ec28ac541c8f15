"""When to try again, and at what pace. No Django, no clock."""

from datetime import timedelta
from typing import Final

RETRY_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
"""Waits after the first, second, … temporary refusal: greylisting servers accept within minutes, full mailboxes in a
day."""

MAX_ATTEMPTS: Final = len(RETRY_AFTER) + 1

REFUSALS_IN_A_ROW: Final = 20
"""So many permanent refusals in a row, and not one acceptance in the run, mean that the fault is ours: pause."""


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after `attempts` (1 or more) tries; None when it was the last one."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


class Pace:
    """At most `per_minute` messages a minute, evenly, with bursts of at most one second's worth.

    Told the time by its caller in seconds of a clock that never goes back (monotonic), so that setting the wall clock
    neither floods nor stalls a send.
    """

    def __init__(self, per_minute: int | None) -> None:
        self.interval = 60.0 / per_minute if per_minute else 0.0
        self._burst = max(1.0, (per_minute or 0) / 60.0)
        self._next = float("-inf")

    def allowed(self, now: float, wanted: int) -> int:
        """How many of `wanted` may go now; they count as gone."""
        if not self.interval:
            return wanted
        earliest = now - (self._burst - 1) * self.interval
        start = max(self._next, earliest)
        number = min(wanted, max(0, int((now - start) / self.interval + 1e-9) + 1)) if start <= now else 0
        self._next = start + number * self.interval
        return number

    def wait(self, now: float) -> float:
        """Seconds until the next one may go."""
        return max(0.0, self._next - now) if self.interval else 0.0
