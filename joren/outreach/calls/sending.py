"""The phone channel's sender: a message is handed to staff by an entry on the list of calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.content.media import Compiled, Setting, compile_words
from joren.outreach.content.models import Content
from joren.outreach.content.words import words_of
from joren.outreach.delivery.channels import Handover, Line, Outcome
from joren.outreach.delivery.models import Delivery, Dispatch
from joren.outreach.delivery.policy import quiet_of
from joren.outreach.responses.queries import best_hours
from joren.record.customers.models import Customer

from . import queries
from .errors import NoWordsForPhone
from .medium import Card
from .models import Call


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk card ready to be filled in, and the name of its message."""

    title: str
    compiled: Compiled


def talks_of(origin: str) -> dict[str, Talk]:
    """The talk cards frozen for an origin, by variant. Raises `NoWordsForPhone`."""
    business = the_business()
    found = {}
    for content in Content.objects.filter(origin=origin, channel=queries.CHANNEL).select_related("message"):
        setting = Setting(business=business, base_url=content.base_url, origin=origin, tracked=False)
        title = content.message.name if content.message else ""
        found[content.variant] = Talk(title, compile_words(words_of(content), setting))
    if not found:
        raise NoWordsForPhone
    return found


def sender_for(dispatch: Dispatch) -> "PhoneSender":
    """The sender of a dispatch's messages. Raises `NoWordsForPhone`: the sending pauses with it."""
    return PhoneSender(talks_of(dispatch.origin))


class PhoneSender:
    """Puts people on the list of calls, within the transaction that records their messages as handed over."""

    lines = 0
    per_minute: int | None = None
    account = "phone"

    def __init__(self, talks: Mapping[str, Talk]) -> None:
        self._talks = talks
        self._cards: dict[int, tuple[str, Card]] = {}

    def open(self) -> Line:
        """The sender is its own line."""
        return self

    def send(self, delivery: Handover) -> Outcome:
        """Fill in one card."""
        talk = self._talks.get(delivery.variant) or self._talks.get("")
        try:
            if talk is None:
                raise NoWordsForPhone
            card = talk.compiled.fill(delivery.id, delivery.address, delivery.content)
        except JorenError as problem:
            return Outcome(kind="failed", code=problem.code[:20], text=str(problem))
        self._cards[delivery.id] = talk.title, card
        return Outcome(kind="sent", told_later=True)

    def close(self) -> None:
        """Nothing is open."""

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """Write the entries of the list."""
        rows = list(Delivery.objects.filter(pk__in=[row.id for row, _outcome in sent]))
        people = [row.customer_id for row in rows]
        shops = dict(Customer.objects.filter(pk__in=people).values_list("pk", "shop"))
        conditions, now, hours = queries.the_conditions(), clock.now(), best_hours(people)
        calls = []
        for row in rows:
            title, card = self._cards.pop(row.pk)
            shop = conditions.shop_id or shops.get(row.customer_id)
            calls.append(_call(row, title, card, shop, conditions.days, now, hours.get(row.customer_id)))
        Call.objects.bulk_create(calls, ignore_conflicts=True)


def _call(row: Delivery, title: str, card: Card, shop: int | None, days: int, now: datetime, hour: int | None) -> Call:
    given: dict[str, Any] = {"origin": row.origin, "occasion": row.occasion, "purpose": row.purpose}
    return Call(
        delivery=row,
        customer_id=row.customer_id,
        shop_id=shop,
        phone=row.address,
        title=title,
        card=card,
        handed_at=now,
        due_on=now.astimezone(TOKYO).date() + timedelta(days=days),
        not_before=now,
        best_hour=None if hour is None or _is_quiet(hour) else hour,
        **given,
    )


def _is_quiet(hour: int) -> bool:
    return quiet_of(queries.CHANNEL).in_hours(time(hour))
