"""The budget of attention: how much one person hears from the business, over all channels. No Django, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)
MEMORY: Final = timedelta(days=90)
"""Fatigue is a matter of the last so many days: whoever was left in peace so long is asked anew."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The most points a person may be charged in any seven days, and in any thirty."""

    week: int
    month: int

    def shrunk(self, signs: int) -> "Budget":
        """What is left of it with so many signs of fatigue: half for each, rounded down."""
        return Budget(week=self.week >> signs, month=self.month >> signs)

    def allows(self, price: int, *, week: int, month: int) -> bool:
        """Whether a message of that price still fits beside what was charged already."""
        return week + price <= self.week and month + price <= self.month


def charged(messages: Iterable[tuple[datetime, int]], at: datetime, span: timedelta) -> int:
    """The points of those messages that count against one at that moment.

    Every message less than `span` away counts, also one that waits to go later: nobody's birthday card falls to the
    newsletter of the day before.
    """
    return sum(points for moment, points in messages if abs(moment - at) < span)


def signs_of_fatigue(*, streak: int, tired_after: int, stopped: bool, complained: bool) -> int:
    """How many signs say that somebody has had enough.

    One for a streak of `tired_after` messages without any answer and one more for twice as many; one for a channel
    stopped lately; one for a complaint.
    """
    unread = min(2, streak // tired_after) if tired_after else 0
    return unread + stopped + complained
