"""A journey in a test: definitions, a shop's day, and the worker's rounds."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import time_machine

from joren.foundation.time.clock import TOKYO
from joren.outreach.content import actions as content
from joren.outreach.content.models import Message
from joren.outreach.content.words import Words
from joren.outreach.journeys import actions
from joren.outreach.journeys.models import Entry, Journey, Passage
from joren.outreach.journeys.tasks import turn
from joren.record.consents import actions as consents
from joren.record.customers.models import Customer
from joren.record.timeline.actions import append
from joren.touchpoints.purchases import actions as purchases

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=TOKYO)


def at(moment: datetime) -> Any:
    """Stop the clock there."""
    return time_machine.travel(moment.astimezone(ZoneInfo("UTC")), tick=False)


def flow(*steps: dict[str, Any], trigger: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A definition: begins with a note unless another beginning is given, holds nobody back unless said."""
    return {
        "trigger": trigger or {"type": "event", "settings": {"keys": ["customers.note"]}},
        "again": {"rule": "once"},
        "held_back": "0",
        "max_age_hours": 48,
        "steps": list(steps),
    } | more


def step(key: str, kind: str, paths: dict[str, list[dict[str, Any]]] | None = None, **settings: Any) -> dict[str, Any]:
    """A step; `paths` by their key."""
    made: dict[str, Any] = {"id": key, "type": kind, "settings": settings}
    if paths is not None:
        made["paths"] = [{"key": name, "steps": steps} for name, steps in paths.items()]
    return made


def wait(key: str, amount: int, unit: str = "days") -> dict[str, Any]:
    """A wait."""
    return step(key, "wait", amount=amount, unit=unit)


def tag(key: str, name: str) -> dict[str, Any]:
    """A step that leaves a trace."""
    return step(key, "tag", tag=name)


def message(name: str = "お礼", text: str = "ありがとうございました") -> Message:
    """Words for mail."""
    words = Words(channel="mail", subject=name, blocks=[{"type": "text", "text": text}])
    return content.create(name=name, by=None, wordings=[words])


def send(key: str, words: Message, **more: Any) -> dict[str, Any]:
    """A step that writes."""
    return step(key, "message", message=words.pk, channels=["mail"], **{"never_twice": True} | more)


def live(definition: dict[str, Any], when: datetime = MONDAY, name: str = "はじめの一歩") -> Journey:
    """A published journey."""
    with at(when):
        made = actions.create(name=name, by=None, definition=definition)
        actions.publish(made, by=None)
        made.refresh_from_db()
    return made


def happens(customer: Customer, when: datetime, key: str = "customers.note", **more: Any) -> None:
    """Something happens to somebody, and is written down at once."""
    append(customer_id=customer.pk, key=key, occurred_at=when, data=more.pop("data", {}), **more)


def note(customer: Customer, when: datetime) -> None:
    """A note is written, and the worker has its round."""
    with at(when):
        happens(customer, when)
        turn()


def buys(customer: Customer, when: datetime, reference: str, amount: int = 1000) -> None:
    """A purchase is rung up."""
    with at(when):
        purchases.record(
            customer_id=customer.pk,
            source="pos",
            external_id=reference,
            purchased_at=when,
            amount=Decimal(amount),
            by=None,
        )


def agrees(customer: Customer, when: datetime = MONDAY - timedelta(days=300)) -> None:
    """Consent to mail."""
    consents.grant(
        customer_id=customer.pk,
        channel="mail",
        how="paper",
        text="配信に同意します",
        by=None,
        at=when,
    )


def rounds(start: datetime, days: int, hours: int = 24) -> None:
    """The worker has a round every so many hours."""
    for number in range(0, days * 24 + 1, hours):
        with at(start + timedelta(hours=number)):
            turn()


def passed(journey: Journey) -> list[tuple[str, str]]:
    """Every step passed, in order."""
    rows = Passage.objects.filter(entry__journey=journey).order_by("at", "pk")
    return list(rows.values_list("step", "outcome"))


def tags_of(customer: Customer) -> set[str]:
    """The tags somebody has."""
    return set(customer.tag_links.values_list("tag__name", flat=True))


def entries_of(journey: Journey) -> list[Entry]:
    """Every entry, in order."""
    return list(Entry.objects.filter(journey=journey).order_by("entered_at", "pk"))
