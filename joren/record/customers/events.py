"""The sentences of the customer's own events on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event

from .labels import field_label, value_words


def created(event: Event) -> str:
    """Became a customer."""
    return _("Recorded as a customer")


def imported(event: Event) -> str:
    """Came with an import, or was changed by one."""
    if event.data.get("changes"):
        return _("Changed by an import: %(fields)s") % {"fields": _fields(event)}
    return _("Came in with an import")


def changed(event: Event) -> str:
    """Which fields changed, with the values where it is one."""
    changes = event.data.get("changes") or {}
    if len(changes) != 1:
        return _("Changed: %(fields)s") % {"fields": _fields(event)} if changes else _("Changed")
    ((field, (was, became)),) = changes.items()
    words = {"field": field_label(field), "was": _shown(field, was), "became": _shown(field, became)}
    return _("%(field)s: %(was)s → %(became)s") % words


def note(event: Event) -> str:
    """The note itself."""
    return str(event.data.get("text") or _("A note, since deleted"))


def _fields(event: Event) -> str:
    return ", ".join(field_label(field) for field in event.data.get("changes") or {})


def _shown(field: str, value: object) -> str:
    if value is True or value is False:
        return _("yes") if value else _("no")
    return value_words(field, value) or _("(empty)")
