"""Writes of consent that people make on the pages messages lead to, with their evidence."""

from datetime import datetime

from django.db import transaction

from joren.foundation.registry import EventType, entries
from joren.outreach.delivery import channels
from joren.record.consents import actions as consents
from joren.record.consents.queries import may_receive, state_of
from joren.record.customers.models import ContactPoint
from joren.record.timeline.actions import append

from .addressed import Reader


@transaction.atomic
def unsubscribe(reader: Reader, *, how: str, at: datetime) -> None:
    """The reader wants no more news and offers over the message's channel: consent withdrawn with evidence.

    Again changes nothing. Everybody with the same address is meant: a family's mailbox has one reader who pressed the
    button.
    """
    for customer_id in sorted(may_receive(_sharing(reader), reader.channel)):
        consents.withdraw(
            customer_id=customer_id, channel=reader.channel, how=how, by=None, at=at, origin=reader.origin
        )
    _tell(reader, at)


@transaction.atomic
def stop_everything(reader: Reader, *, how: str, at: datetime) -> None:
    """No news and offers over any channel: those the reader agreed to, and a refusal where nothing was ever said."""
    unsubscribe(reader, how=how, at=at)
    for state in state_of(reader.customer_id):
        if state.purpose == "marketing" and not state.refused:
            consents.withdraw(
                customer_id=reader.customer_id, channel=state.channel, how=how, by=None, at=at, origin=reader.origin
            )


@transaction.atomic
def choose(reader: Reader, *, channel: str, purpose: str, wanted: bool, text: str, how: str) -> None:
    """The reader's own choice about one channel and purpose. `text`: the words beside the tick."""
    given = bool(may_receive([reader.customer_id], channel, purpose))
    about = {"customer_id": reader.customer_id, "channel": channel, "purpose": purpose, "how": how, "by": None}
    if wanted and not given:
        consents.grant(**about, text=text, origin=reader.origin)  # type: ignore[arg-type]
    elif given and not wanted:
        consents.withdraw(**about, origin=reader.origin)  # type: ignore[arg-type]


def _sharing(reader: Reader) -> set[int]:
    try:
        kind = channels.channel(reader.channel).address_kind
    except KeyError:
        return {reader.customer_id}
    sharing = ContactPoint.objects.filter(kind=kind, value=reader.address).exclude(value="")
    return {reader.customer_id, *sharing.values_list("customer_id", flat=True)}


def _tell(reader: Reader, at: datetime) -> None:
    key = f"{reader.channel}.unsubscribed"
    if key in {entry.key for entry in entries(EventType)}:
        append(
            customer_id=reader.customer_id,
            key=key,
            occurred_at=at,
            subject=reader.delivery_id,
            channel=reader.channel,
            origin=reader.origin,
        )
