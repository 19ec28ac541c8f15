"""Who may enter: once, again after some days, or each time."""

from datetime import datetime, timedelta
from typing import Final

from .flow import Again


def may_enter(again: Again, last: datetime | None, at: datetime) -> bool:
    """Whether somebody who last entered at `last` (None: never) may enter at `at`.

    It does not ask whether they are still inside: whoever is held back never is, and both groups must enter alike.
    """
    if last is None or again.rule == "always":
        return True
    return again.rule == "every" and at - last >= timedelta(days=again.days)


def is_fresh(happened: datetime, now: datetime, max_age_hours: int, started: datetime | None) -> bool:
    """Whether something that happened then may still start somebody: not too old, not before the journey began.

    Tills and forms tell minutes only, so the minute in which it began counts as a whole.
    """
    if started is not None and happened < started.replace(second=0, microsecond=0):
        return False
    return now - happened <= timedelta(hours=max_age_hours)


_FREQUENCY: Final = ((0, "0"), (1, "1"), (3, "2-3"), (9, "4-9"))
_RECENCY: Final = ((30, "30d"), (90, "90d"), (365, "365d"))


def stratum(purchases: int | None, days_since_last: int | None) -> str:
    """The class of earlier buying, as campaigns name it: (0, None) is ``0``; (2, 45) is ``2-3/90d``."""
    count = int(purchases or 0)
    if count <= 0:
        return "0"
    frequency = next((label for limit, label in _FREQUENCY if count <= limit), "10+")
    days = float("inf") if days_since_last is None else days_since_last
    return f"{frequency}/{next((label for limit, label in _RECENCY if days <= limit), 'older')}"
