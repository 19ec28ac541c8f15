"""Gets from LINE what its events only point to: the names of new friends, the pictures they sent."""

from datetime import timedelta
from typing import Final

from django.db.models import QuerySet

from joren.foundation.time import clock

from . import queries
from .adapters.messaging_api import MessagingApi
from .models import ChatMessage, Friend

_MOST: Final = 500
_LARGEST: Final = 10 * 1024 * 1024
_KEPT: Final = timedelta(days=7)
"""LINE keeps what was sent for some days only; later nothing is asked for."""
PICTURES: Final = ("image/jpeg", "image/png", "image/gif", "image/webp")


def fetch_missing() -> int:
    """Fetch what is missing. Returns how many answers came. Raises `LineIsOff`."""
    api = queries.api_of(queries.active_account())
    try:
        return _names(api) + _pictures(api)
    finally:
        api.close()


def is_missing() -> bool:
    """Whether there is anything to fetch."""
    return _nameless().exists() or _pictureless().exists()


def _nameless() -> "QuerySet[Friend]":
    return Friend.objects.filter(profile_at=None, is_following=True).order_by("pk")


def _pictureless() -> "QuerySet[ChatMessage]":
    return ChatMessage.objects.filter(
        kind="image", is_ours=False, picture=None, picture_type="", unsent_at=None, at__gt=clock.now() - _KEPT
    ).exclude(line_id="")


def _names(api: MessagingApi) -> int:
    """Names of friends; one LINE does not tell is not asked for again."""
    found = 0
    for friend in _nameless()[:_MOST]:
        answer = api.profile(friend.user_id)
        if answer.is_silent or answer.is_busy:
            break
        name = str(answer.body.get("displayName", ""))[:100] if answer.is_ok else ""
        Friend.objects.filter(pk=friend.pk).update(display_name=name, profile_at=clock.now())
        found += 1
    return found


def _pictures(api: MessagingApi) -> int:
    found = 0
    for message in _pictureless().defer("picture")[:_MOST]:
        answer = api.content(message.line_id)
        if answer.is_silent or answer.is_busy:
            break
        kind = answer.content_type.partition(";")[0].strip().lower()
        fine = answer.is_ok and kind in PICTURES and 0 < len(answer.data) <= _LARGEST
        rows = ChatMessage.objects.filter(pk=message.pk, unsent_at=None)
        rows.update(picture=answer.data if fine else None, picture_type=kind[:50] if fine else "none")
        found += 1
    return found
