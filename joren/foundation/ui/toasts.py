"""Short messages about what was just done, with a way to take it back.

A toast is an entry of Django's message list, so it survives a redirect and shows without JavaScript; the answer to
an htmx request carries it in ``HX-Trigger`` instead.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse

from joren.foundation.registry.entries import Text

_UNDO: Final = "undo="
_MARKS: Final = {"success": "circle-check", "info": "info-circle", "warning": "alert-triangle", "error": "alert-circle"}


def undoable(request: HttpRequest, text: Text, *, undo_url: str) -> None:
    """Say that something was done and offer to take it back: `undo_url` is POSTed to by the toast's button."""
    messages.success(request, str(text), extra_tags=f"{_UNDO}{undo_url}")


@dataclass(frozen=True)
class Toast:
    """A message as the page shows it. level: success, info, warning or error. undo: an address to POST to, or ""."""

    level: str
    text: str
    undo: str

    @property
    def icon(self) -> str:
        """The icon of its level."""
        return _MARKS[self.level]


def toast_of(message: Message) -> Toast:
    """Read a message of the list."""
    tags = message.extra_tags or ""
    undo = tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
    level = message.level_tag if message.level_tag in _MARKS else "info"
    return Toast(level, str(message.message), undo)


class ToastMiddleware:
    """Hands toasts to htmx: pages that are swapped in part have no place of their own for them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what waits to an answer that htmx swaps in."""
        response = self.get_response(request)
        if request.headers.get("HX-Request") == "true" and not _leads_elsewhere(response):
            add_toasts(response, [toast_of(message) for message in get_messages(request)])
        return response


def add_toasts(response: HttpResponse, toasts: list[Toast]) -> None:
    """Put the toasts into the answer's ``HX-Trigger`` beside what is there."""
    if not toasts:
        return
    events = _events(response.headers.get("HX-Trigger", ""))
    shown = [{"level": toast.level, "text": toast.text, "undo": toast.undo} for toast in toasts]
    response.headers["HX-Trigger"] = json.dumps(events | {"joren:toasts": {"toasts": shown}})


def _events(header: str) -> dict[str, object]:
    if header.startswith("{"):
        events: dict[str, object] = json.loads(header)
        return events
    return {name.strip(): None for name in header.split(",") if name.strip()}


def _leads_elsewhere(response: HttpResponse) -> bool:
    """Whether the browser will open another page, which then shows the toasts itself."""
    is_redirect = 300 <= response.status_code < 400  # noqa: PLR2004 - the range of redirects
    return is_redirect or any(name in response.headers for name in ("HX-Redirect", "HX-Refresh", "HX-Location"))
