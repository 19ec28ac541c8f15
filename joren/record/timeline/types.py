"""What the registry knows of an event's key, and the words for one event."""

import logging

from joren.foundation.registry import EventType, entries, resolve

from .models import Event

UNKNOWN_ICON = "circle-dot"

log = logging.getLogger(__name__)


def event_type(key: str) -> EventType | None:
    """The declared type of that key; None when no app declares it (any more)."""
    return next((kind for kind in entries(EventType) if kind.key == key), None)


def icon_of(event: Event) -> str:
    """The icon's name; a plain dot for a key nobody declares."""
    declared = event_type(event.key)
    return declared.icon if declared else UNKNOWN_ICON


def sentence_of(event: Event) -> str:
    """The event in one sentence of the reader's language.

    A key nobody declares is told by its kind, a sentence that fails by its label: one bad row never hides a page.
    """
    declared = event_type(event.key)
    if declared is None:
        return f"{event.get_kind_display()} ({event.key})"
    try:
        return str(resolve(declared.sentence)(event))
    except Exception:
        log.exception("no sentence for event %s %s", event.pk, event.key)
        return str(declared.label)
