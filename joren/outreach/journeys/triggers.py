"""The ways to begin that journeys bring themselves."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from joren.foundation.registry import EventType, entries
from joren.record.customers.models import Customer
from joren.segments.engine import run

from .kinds import Happening
from .rules.flow import Settings
from .rules.times import birthdays, same_days


def event_keys(settings: Settings) -> Sequence[str]:
    """The events chosen."""
    return [str(key) for key in settings.get("keys") or []]


def event_matches(settings: Settings, event: Happening) -> bool:
    """Whether it happened in the shop chosen, if one was."""
    return not settings.get("shop") or event.shop_id == settings["shop"]


def link_keys(settings: Settings) -> Sequence[str]:
    """A click on any channel."""
    return ["*.clicked"]


def link_matches(settings: Settings, event: Happening) -> bool:
    """Whether the link holds the text chosen; any link where none was."""
    return str(settings.get("text") or "") in str(event.data.get("link") or "")


def answer_keys(settings: Settings) -> Sequence[str]:
    """The answers (forms, surveys) chosen, or all there are."""
    return event_keys(settings) or [kind.key for kind in entries(EventType) if kind.kind == "answer"]


def birthday_on(settings: Settings, day: date) -> Iterable[int]:
    """Whose birthday is so many days later (or earlier, below zero); a birthday of only a month counts on its 1st."""
    target = day + timedelta(days=int(settings.get("days_before") or 0))
    wanted = Q()
    for month, number in birthdays(target):
        wanted |= Q(birth_month=month, birth_day=number)
    if settings.get("month_only", True) and target.day == 1:
        wanted |= Q(birth_month=target.month, birth_day=None)
    return Customer.objects.filter(wanted).values_list("pk", flat=True)


def date_on(settings: Settings, day: date) -> Iterable[int]:
    """Whose date of an attribute was so many days ago (or will be, below zero), or has its yearly return."""
    target = day - timedelta(days=int(settings.get("days_after") or 0))
    return run.members(date_rule(settings, target), as_of=day)


def date_rule(settings: Settings, target: date) -> dict[str, Any]:
    """The rule "the attribute is that day", or that day of an earlier year."""
    use = {"attribute": settings["attribute"]} | ({"with": settings["with"]} if settings.get("with") else {})
    days = [one.isoformat() for one in same_days(target, bool(settings.get("yearly")))]
    leaves = [use | {"op": "between", "value": [one, one]} for one in days]
    return leaves[0] if len(leaves) == 1 else {"any": leaves}


def entered(settings: Settings) -> tuple[str, bool]:
    """Entering that segment."""
    return str(settings.get("segment")), True


def left(settings: Settings) -> tuple[str, bool]:
    """Leaving that segment."""
    return str(settings.get("segment")), False


def rule(settings: Settings) -> Any:
    """The rule that is to become true."""
    return settings["rule"]
