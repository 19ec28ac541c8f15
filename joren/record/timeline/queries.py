"""Reads of the timeline."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from .errors import BadCursor
from .models import Event
from .types import icon_of, sentence_of

PAGE = 30


@dataclass(frozen=True, kw_only=True)
class TimelinePage:
    """Some events of one customer, newest first. `more` is the place to go on from, "" at the end."""

    events: list[Event]
    more: str


def timeline_of(
    customer_id: int, *, kinds: Collection[str] | None = None, before: str = "", limit: int = PAGE
) -> TimelinePage:
    """The newest events of a customer before a place (`more` of the page before), with shop and staff at hand.

    `kinds` narrows to those; None or empty is all. Raises BadCursor for a place that cannot be read.
    """
    found = Event.objects.filter(customer_id=customer_id).select_related("shop", "staff")
    if kinds:
        found = found.filter(kind__in=list(kinds))
    if before:
        at, last_id = _place(before)
        found = found.filter(Q(occurred_at__lt=at) | Q(occurred_at=at, id__lt=last_id))
    events = list(found.order_by("-occurred_at", "-id")[: limit + 1])
    shown = events[:limit]
    return TimelinePage(events=shown, more=cursor(shown[-1]) if len(events) > limit else "")


def kinds_of(customer_id: int) -> list[str]:
    """The kinds of events this customer has, for the filter."""
    return list(
        Event.objects.filter(customer_id=customer_id).order_by("kind").values_list("kind", flat=True).distinct()
    )


def cursor(event: Event) -> str:
    """The place right after this event on the way back in time."""
    return f"{event.occurred_at.isoformat()}_{event.pk}"


def _place(text: str) -> tuple[datetime, int]:
    written, _, last_id = text.rpartition("_")
    try:
        # A plus sign that a link did not escape arrives as a space.
        at, number = datetime.fromisoformat(written.replace(" ", "+")), int(last_id)
    except ValueError:
        raise BadCursor from None
    if at.tzinfo is None:
        raise BadCursor
    return at, number


def told(event: Event) -> dict[str, Any]:
    """One event for programs: what, when, in which words."""
    return {
        "id": event.pk,
        "key": event.key,
        "kind": event.kind,
        "occurred_at": event.occurred_at,
        "occurred_on": event.occurred_on,
        "sentence": sentence_of(event),
        "icon": icon_of(event),
        "channel": event.channel,
        "origin": event.origin,
        "shop": event.shop.code if event.shop else None,
        "staff": str(event.staff) if event.staff else None,
    }


def describe(customer: Any, staff: Any = None) -> list[dict[str, Any]]:
    """The newest events of a customer, as `joren customers show --json` and the API tell them."""
    return [told(event) for event in timeline_of(customer.pk, limit=20).events]
