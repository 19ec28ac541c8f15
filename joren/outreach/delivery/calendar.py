"""The calendar of everything that goes out: what an app declares so that its sendings stand in it."""

from dataclasses import dataclass
from datetime import date, datetime

from joren.foundation.registry.entries import Reference, Text


@dataclass(frozen=True, kw_only=True)
class CalendarItem:
    """One sending, or one day of a sending that goes on: at `at`, until `until` where it spreads over a time.

    `people` is how many it reaches, None when nobody knows yet. `state` is one of ``planned``, ``fixed``, ``sent``.
    `move_url`: takes a POST with ``day`` (2026-12-24) that puts it on another day; "" where that is not possible.
    """

    key: str
    at: datetime
    title: str
    url: str
    channels: tuple[str, ...]
    state: str
    until: datetime | None = None
    people: int | None = None
    note: str = ""
    move_url: str = ""


@dataclass(frozen=True, kw_only=True)
class CalendarSource:
    """Something that goes out and stands in the calendar.

    `items` names ``(first: date, last: date, staff) -> Iterable[CalendarItem]``: what goes out on those days, both
    included, as far as the person may see it. `permission` is asked before.
    """

    key: str
    label: Text
    icon: str
    items: Reference
    permission: str = ""


Days = tuple[date, date]
"""The first and the last day that are shown."""
