"""What each kind of event means. Each runs in one transaction with the row of its event; none talks to LINE."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db import Error, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError

from . import actions, queries
from .models import ChatMessage, Friend, LinkTicket, ReceivedEvent
from .rules import codes
from .rules.incoming import part_of, text_of, user_of

State = ReceivedEvent.State
_MOST_TRIES: Final = 5
_KEPT: Final = (
    "packageId",
    "stickerId",
    "keywords",
    "fileName",
    "title",
    "address",
    "latitude",
    "longitude",
    "duration",
)
"""What is kept of a message beside its text."""


@transaction.atomic
def handle(event_pk: int) -> None:
    """Do what one event means, once; a fault of ours leaves it due for a few more tries, then listed as failed."""
    event = ReceivedEvent.objects.select_for_update(skip_locked=True).filter(pk=event_pk, state=State.DUE).first()
    if event is None:
        return
    try:
        with transaction.atomic():
            known = _do(event)
    except (JorenError, Error, LookupError, ValueError, TypeError) as problem:
        event.attempts += 1
        event.problem = f"{type(problem).__name__}: {problem}"[:300]
        event.state = State.FAILED if event.attempts >= _MOST_TRIES else State.DUE
    else:
        event.state, event.payload, event.problem = (State.HANDLED if known else State.IGNORED), {}, ""
    event.save(update_fields=["state", "payload", "attempts", "problem"])


def _do(event: ReceivedEvent) -> bool:
    handler = _HANDLERS.get(event.type)
    user = user_of(event.payload)
    if handler is None or not user:
        return False
    handler(event, user)
    return True


def _follow(event: ReceivedEvent, user: str) -> None:
    unblocked = part_of(event.payload, "follow").get("isUnblocked") is True
    friend = actions.followed(user, at=event.occurred_at, unblocked=unblocked)
    account = queries.the_account()
    if account and account.is_on and account.invites and friend.customer_id is None and friend.is_following:
        _invite(friend, text_of(event.payload, "replyToken"))


def _unfollow(event: ReceivedEvent, user: str) -> None:
    actions.blocked(user, at=event.occurred_at)


def _message(event: ReceivedEvent, user: str) -> None:
    said = part_of(event.payload, "message")
    kind, text = text_of(said, "type"), text_of(said, "text")
    friend = actions.know(user, at=event.occurred_at)
    kept = actions.received(
        friend,
        line_id=text_of(said, "id"),
        kind=kind or "unknown",
        text=text,
        data={key: said[key] for key in _KEPT if key in said},
        at=event.occurred_at,
        reply_token="" if event.payload.get("mode") == "standby" else text_of(event.payload, "replyToken"),
    )
    if kept is not None and kind == "text":
        _understand(friend, kept)


def _understand(friend: Friend, message: ChatMessage) -> None:
    """A code links the friend; nothing else is answered by a machine."""
    code = codes.found_in(message.text)
    ticket = actions.use_code(friend, code, at=message.at) if code else None
    if ticket is not None:
        _thank(friend, ticket)


def _edited(event: ReceivedEvent, user: str) -> None:
    said = part_of(event.payload, "message")
    friend = actions.know(user, at=event.occurred_at)
    actions.edited(friend, line_id=text_of(said, "id"), text=text_of(said, "text"))


def _unsend(event: ReceivedEvent, user: str) -> None:
    line_id = text_of(part_of(event.payload, "unsend"), "messageId")
    if line_id:
        actions.unsent(actions.know(user, at=event.occurred_at), line_id=line_id, at=event.occurred_at)


def _postback(event: ReceivedEvent, user: str) -> None:
    friend = actions.know(user, at=event.occurred_at)
    data = text_of(part_of(event.payload, "postback"), "data")
    if data == LINK_ME:
        _invite(friend, text_of(event.payload, "replyToken"))
        return
    actions.tapped(friend, data=data, at=event.occurred_at, event_pk=event.pk)


def _account_link(event: ReceivedEvent, user: str) -> None:
    said = part_of(event.payload, "link")
    if said.get("result") != "ok":
        return
    friend = actions.know(user, at=event.occurred_at)
    ticket = actions.use_nonce(friend, text_of(said, "nonce"), at=event.occurred_at)
    if ticket is not None:
        _thank(friend, ticket)


LINK_BUTTON: Final = "joren.link"
"""Stands in an answer for the button whose link token the worker asks LINE for."""
LINK_ME: Final = "joren:link"
"""The data of a button (of a rich menu, say) that asks to be linked."""


def _thank(friend: Friend, ticket: LinkTicket) -> None:
    """Tell the person in the chat what their code did."""
    if ticket.used_at is None:
        words = _("Thank you. We will check this and link your LINE soon.")
    else:
        words = _("Thank you, %(name)s. Your LINE is linked with your membership.") % {
            "name": f"{ticket.customer.family_name}{ticket.customer.honorific}" or ticket.customer.full_name
        }
    _say(friend, words)


def _invite(friend: Friend, reply_token: str) -> None:
    """Ask a friend nobody knows to say who they are: a button that begins LINE's account link, or just words where
    its page has no public address.
    """
    words = _("To link your LINE with your membership, send us here the code you got at the shop.")
    button = [{"type": LINK_BUTTON}] if settings.BASE_URL.startswith("https://") else None
    _say(friend, words, reply_token=reply_token, messages=button)


def _say(friend: Friend, words: str, *, reply_token: str = "", messages: list[dict[str, Any]] | None = None) -> None:
    """Answer by itself, where LINE is on and the person listens."""
    account = queries.the_account()
    if account is not None and account.is_on and friend.is_following:
        actions.answer(friend, text=words, by=None, reply_token=reply_token, messages=messages)


def link_button(words: str, link_token: str) -> dict[str, Any]:
    """The message with the button to the page where the code is entered."""
    page = f"{settings.BASE_URL.rstrip('/')}{reverse('line_public:connect')}?{urlencode({'linkToken': link_token})}"
    label = _("Link my LINE")[:20]
    action = {"type": "uri", "label": label, "uri": page}
    return {
        "type": "template",
        "altText": words[:400],
        "template": {"type": "buttons", "text": words[:160], "actions": [action]},
    }


_HANDLERS: Final[dict[str, Callable[[ReceivedEvent, str], None]]] = {
    "follow": _follow,
    "unfollow": _unfollow,
    "message": _message,
    "messageEdited": _edited,
    "unsend": _unsend,
    "postback": _postback,
    "accountLink": _account_link,
}
"""Events of other kinds are stored and ignored: LINE adds new ones without notice."""
