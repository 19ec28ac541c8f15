"""Sends the answers that are due: as a reply while its token works, else as a push under the answer's retry key."""

from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.time import clock

from . import queries
from .actions.account import refuse
from .actions.friends import tell
from .adapters.messaging_api import Answer, MessagingApi
from .errors import AccountRefused, LineUnreachable
from .handling import LINK_BUTTON, link_button
from .models import ChatMessage, Friend
from .rules.retrying import is_safe

State = ChatMessage.State


def send_due() -> int:
    """Send every answer that is due, oldest first. Returns how many went. Raises `LineUnreachable`, `LineIsOff`."""
    ids = list(ChatMessage.objects.filter(state=State.DUE).order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    api = queries.api_of(queries.active_account())
    try:
        return sum(_send(pk, api) for pk in ids)
    finally:
        api.close()


def _send(pk: int, api: MessagingApi) -> bool:
    """One answer. Its beginning is committed before LINE hears of it."""
    message = _begin(pk)
    if message is None:
        return False
    try:
        answer = _handed_over(message, api)
    except AccountRefused as problem:
        _end(message, State.FAILED, problem=str(problem))
        return False
    if answer.is_ok or answer.is_known:
        _end(message, State.SENT, charged=not message.reply_token)
        return True
    _not_sent(message, answer)
    return False


@transaction.atomic
def _begin(pk: int) -> ChatMessage | None:
    """Take one, unless another worker has it. What was begun before by reply, or too long ago, is given up: whether
    the person saw it nobody knows, and a second one would look foolish.
    """
    rows = ChatMessage.objects.select_for_update(skip_locked=True, of=("self",)).select_related("friend")
    message = rows.filter(pk=pk, state=State.DUE).first()
    if message is None:
        return None
    now = clock.now()
    if message.begun_at and (message.reply_token or not is_safe(message.begun_at.timestamp(), now.timestamp())):
        _end(message, State.FAILED, problem=_("No answer from LINE: it may have arrived."))
        return None
    message.begun_at = message.begun_at or now
    message.save(update_fields=["begun_at"])
    return message


def _handed_over(message: ChatMessage, api: MessagingApi) -> Answer:
    said = _messages(message, api)
    if message.reply_token:
        answer = api.reply(message.reply_token, said)
        if answer.status != HTTPStatus.BAD_REQUEST:
            return answer
        _forget_token(message)  # too old: it costs a message now, under a key of its own
    return api.push(message.friend.user_id, said, retry_key=str(message.retry_key))


def _messages(message: ChatMessage, api: MessagingApi) -> list[dict[str, object]]:
    given = message.data.get("messages")
    if not given:
        return [{"type": "text", "text": message.text}]
    if given[0].get("type") != LINK_BUTTON:
        return list(given)
    token = api.link_token(message.friend.user_id)
    refuse(token)
    return [link_button(message.text, str(token.body.get("linkToken", "")))]


def _forget_token(message: ChatMessage) -> None:
    message.reply_token = ""
    ChatMessage.objects.filter(pk=message.pk).update(reply_token="")


def _not_sent(message: ChatMessage, answer: Answer) -> None:
    """For good, or for now: then the job comes back."""
    if answer.is_refused:
        _end(message, State.FAILED, problem=answer.said)
        return
    if answer.is_busy:  # LINE took nothing: the reply token is still good
        ChatMessage.objects.filter(pk=message.pk).update(begun_at=None)
    raise LineUnreachable(reason=answer.said)


@transaction.atomic
def _end(message: ChatMessage, state: str, *, charged: bool = False, problem: str = "") -> None:
    message.state, message.was_charged, message.problem = state, charged, problem[:300]
    message.reply_token = ""
    message.save(update_fields=["state", "was_charged", "problem", "reply_token"])
    friend = Friend.objects.get(pk=message.friend_id)
    if state == State.SENT and message.staff_id is not None and friend.customer_id is not None:
        tell("line.answered", friend, clock.now(), subject=message.pk)
