"""One-to-one answers: written by staff, sent by a worker, free of charge where the reply token still works."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock
from joren.outreach.line import queries
from joren.outreach.line.errors import EmptyAnswer, NotFollowing, TextTooLong
from joren.outreach.line.models import AnswerTemplate, ChatMessage, Friend
from joren.outreach.line.rules import lengths
from joren.outreach.line.rules.retrying import retry_key

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def answer(
    friend: Friend,
    *,
    text: str,
    by: "Staff | None",
    reply_token: str = "",
    messages: list[dict[str, Any]] | None = None,
) -> ChatMessage:
    """Leave an answer to be sent. `messages` says it in LINE's own form where text alone is not enough.

    Raises `EmptyAnswer`, `TextTooLong`, `NotFollowing`, `LineIsOff`.
    """
    words = text.strip()
    if not words:
        raise EmptyAnswer
    if lengths.units(words) > lengths.TEXT:
        raise TextTooLong(length=lengths.units(words), limit=lengths.TEXT)
    queries.active_account()
    friend = Friend.objects.select_for_update().get(pk=friend.pk)
    if not friend.is_following:
        raise NotFollowing(name=friend)
    message = _due(friend, words, by=by, reply_token=reply_token or _unused_token(friend), messages=messages)
    Friend.objects.filter(pk=friend.pk).update(last_at=message.at, last_text=words[:100], unread=0)
    if by is not None:
        audit.record("sent", by=by, subject_type="line.answer", subject_id=message.pk, customer_id=friend.customer_id)
    schedule("line.answers")
    return message


def _due(
    friend: Friend, words: str, *, by: "Staff | None", reply_token: str, messages: list[dict[str, Any]] | None
) -> ChatMessage:
    message = ChatMessage.objects.create(
        friend=friend,
        customer_id=friend.customer_id,
        is_ours=True,
        text=words,
        data={"messages": messages} if messages else {},
        at=clock.now(),
        staff=by,
        state=ChatMessage.State.DUE,
        reply_token=reply_token,
    )
    message.retry_key = retry_key(settings.SECRET_KEY, "answer", message.pk)
    message.save(update_fields=["retry_key"])
    return message


def _unused_token(friend: Friend) -> str:
    """The reply token of the person's newest message, taken so that nobody uses it twice."""
    newest = ChatMessage.objects.filter(friend=friend, is_ours=False).order_by("-at", "-pk").first()
    if newest is None or not newest.reply_token:
        return ""
    token, newest.reply_token = newest.reply_token, ""
    newest.save(update_fields=["reply_token"])
    return token


def mark_read(friend: Friend) -> None:
    """Somebody has looked at the conversation."""
    Friend.objects.filter(pk=friend.pk, unread__gt=0).update(unread=0)


@transaction.atomic
def assign(friend: Friend, *, to: "Staff | None", by: "Staff") -> None:
    """Say who looks after the conversation; None: nobody in particular."""
    Friend.objects.filter(pk=friend.pk).update(assigned_to=to)
    audit.record(
        "changed",
        by=by,
        subject_type="line.conversation",
        subject_id=friend.pk,
        customer_id=friend.customer_id,
        detail={"assigned_to": str(to or "")},
    )


def close_conversation(friend: Friend) -> None:
    """Nothing is to be done about it; a new message opens it again."""
    Friend.objects.filter(pk=friend.pk).update(is_done=True, unread=0)


def reopen(friend: Friend) -> None:
    """Something is to be done after all."""
    Friend.objects.filter(pk=friend.pk).update(is_done=False)


@transaction.atomic
def keep_template(template: AnswerTemplate, *, by: "Staff") -> AnswerTemplate:
    """Keep a ready answer. Raises `TextTooLong`."""
    if lengths.units(template.text) > lengths.TEXT:
        raise TextTooLong(length=lengths.units(template.text), limit=lengths.TEXT)
    template.save()
    audit.record("changed", by=by, subject_type="line.template", subject_id=template.pk, label=template.name)
    return template


@transaction.atomic
def remove_template(template: AnswerTemplate, *, by: "Staff") -> None:
    """Take a ready answer away."""
    audit.record("deleted", by=by, subject_type="line.template", subject_id=template.pk, label=template.name)
    template.delete()
