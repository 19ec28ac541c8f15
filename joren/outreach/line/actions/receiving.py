"""What came in over the webhook: stored once, then written where it belongs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import F

from joren.foundation.audit import actions as audit
from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery
from joren.outreach.line import queries
from joren.outreach.line.models import ChatMessage, Friend, ReceivedEvent
from joren.outreach.line.rules.incoming import Incoming

from .friends import tell

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_ANSWERS: Final = timedelta(days=7)
"""So long after a message what somebody writes counts as an answer to it."""


@transaction.atomic
def store(events: Iterable[Incoming]) -> int:
    """Keep events that are not known yet and leave them to be handled. Returns how many are new."""
    rows = [
        ReceivedEvent(
            event_id=event.event_id,
            type=event.type,
            occurred_at=_believable(event.at),
            is_redelivery=event.is_redelivery,
            payload=event.payload,
        )
        for event in events
    ]
    ids = [row.event_id for row in rows]
    before = set(ReceivedEvent.objects.filter(event_id__in=ids).values_list("event_id", flat=True))
    ReceivedEvent.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        schedule("line.events")
    return len(set(ids) - before)


def _believable(at: datetime | None) -> datetime:
    """The moment LINE gave, never later than now: two machines' clocks differ."""
    now = clock.now()
    return now if at is None else min(at, now)


@transaction.atomic
def received(
    friend: Friend,
    *,
    line_id: str,
    kind: str,
    text: str,
    data: dict[str, Any],
    at: datetime,
    reply_token: str = "",
) -> ChatMessage | None:
    """Keep what somebody wrote: in the conversation, on the timeline, as an answer to our last message.

    None when it is there already, or was unsent before it came.
    """
    if line_id and ChatMessage.objects.filter(friend=friend, line_id=line_id, is_ours=False).exists():
        return None
    message = ChatMessage.objects.create(
        friend=friend,
        customer_id=friend.customer_id,
        line_id=line_id[:64],
        kind=kind[:20],
        text=text[:10_000],
        data=data,
        at=at,
        reply_token=reply_token[:64],
    )
    _move_up(friend, message)
    if friend.customer_id is not None:
        tell("line.replied", friend, at, subject=message.pk, kind=kind[:20])
    _answered(friend, at)
    return message


def _move_up(friend: Friend, message: ChatMessage) -> None:
    """The conversation is unread; the inbox shows the newest words."""
    Friend.objects.filter(pk=friend.pk).update(unread=F("unread") + 1, is_done=False)
    if friend.last_at is None or message.at >= friend.last_at:
        friend.last_at, friend.last_text = message.at, (message.text or "")[:100]
        Friend.objects.filter(pk=friend.pk).update(last_at=friend.last_at, last_text=friend.last_text)


def _answered(friend: Friend, at: datetime) -> None:
    """The first answer to the newest message of the last days."""
    sent = Delivery.objects.filter(
        channel=queries.CHANNEL,
        address=friend.user_id,
        state=Delivery.State.SENT,
        sent_at__lte=at,
        sent_at__gt=at - _ANSWERS,
    )
    newest = sent.order_by("-sent_at", "-pk").values_list("pk", flat=True).first()
    if newest is not None:
        Delivery.objects.filter(pk=newest, replied_at=None).update(replied_at=at)


@transaction.atomic
def edited(friend: Friend, *, line_id: str, text: str) -> bool:
    """The person changed what they had written. Returns whether the message is there."""
    rows = ChatMessage.objects.filter(friend=friend, line_id=line_id, is_ours=False, unsent_at=None)
    if not rows.update(text=text[:10_000]):
        return False
    _renew_excerpt(friend)
    return True


@transaction.atomic
def unsent(friend: Friend, *, line_id: str, at: datetime) -> None:
    """The person took a message back: its content is removed wherever it is kept. One that has not come yet is
    refused when it does.
    """
    ChatMessage.objects.get_or_create(
        friend=friend, line_id=line_id, is_ours=False, defaults={"at": at, "customer_id": friend.customer_id}
    )
    ChatMessage.objects.filter(friend=friend, line_id=line_id, is_ours=False).update(
        text="", data={}, picture=None, picture_type="", unsent_at=at
    )
    for event in ReceivedEvent.objects.filter(payload__message__id=line_id):
        event.payload = {}
        event.state = ReceivedEvent.State.HANDLED
        event.save(update_fields=["payload", "state"])
    _renew_excerpt(friend)


def _renew_excerpt(friend: Friend) -> None:
    newest = ChatMessage.objects.filter(friend=friend).order_by("-at", "-pk").values_list("text", flat=True).first()
    Friend.objects.filter(pk=friend.pk).update(last_text=(newest or "")[:100])


def tapped(friend: Friend, *, data: str, at: datetime, event_pk: int) -> None:
    """Somebody tapped a button (of a rich menu, of a message): told on the timeline of a linked customer."""
    if friend.customer_id is not None:
        tell("line.tapped", friend, at, subject=event_pk, data=data[:300])
    _answered(friend, at)


@transaction.atomic
def retry_events(*, by: "Staff") -> int:
    """Handle once more what failed. Returns how many."""
    failed = ReceivedEvent.objects.filter(state=ReceivedEvent.State.FAILED)
    number = failed.update(state=ReceivedEvent.State.DUE, attempts=0)
    audit.record("changed", by=by, subject_type="line.events", detail={"again": number})
    schedule("line.events")
    return number
