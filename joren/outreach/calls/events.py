"""The sentences of calls on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event


def _of(sentence: str, event: Event) -> str:
    data = event.data
    told = sentence % {
        "title": data.get("title") or "—",
        "minutes": data.get("minutes", ""),
        "address": data.get("address") or "—",
    }
    more = [*(data.get("answers") or []), *([_("“%(words)s”") % {"words": data["note"]}] if data.get("note") else [])]
    return " · ".join([told, *more])


def sent(event: Event) -> str:
    """A call was made."""
    return _("Was called at %(address)s") % {"address": event.data.get("address") or "—"}


def reached(event: Event) -> str:
    """Somebody answered and listened."""
    return _of(_("Reached on the phone about “%(title)s” (%(minutes)s minutes)"), event)


def refused(event: Event) -> str:
    """Somebody declined on the phone."""
    return _of(_("Declined “%(title)s” on the phone"), event)


def call_again(event: Event) -> str:
    """Somebody asked to be called at another time."""
    return _of(_("Asked to be called back about “%(title)s”"), event)


def not_reached(event: Event) -> str:
    """Nobody answered."""
    return _of(_("Nobody answered a call about “%(title)s”"), event)


def bounced(event: Event) -> str:
    """The number is somebody else's."""
    return _of(_("The number %(address)s is wrong"), event)


def told(event: Event) -> str:
    """Told at the counter."""
    return _of(_("Was told “%(title)s” at the counter"), event)


def counter_refused(event: Event) -> str:
    """Declined at the counter."""
    return _of(_("Declined “%(title)s” at the counter"), event)
