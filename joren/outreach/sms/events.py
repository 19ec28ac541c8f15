"""The sentences of short messages on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event


def sent(event: Event) -> str:
    """A short message went out."""
    return _("A short message was sent to %(address)s") % {"address": event.data.get("address") or "—"}


def bounced(event: Event) -> str:
    """It did not arrive."""
    words = {"address": event.data.get("address") or "—", "error": event.data.get("error", "")}
    return _("A short message to %(address)s did not arrive: %(error)s") % words


def replied(event: Event) -> str:
    """Somebody wrote back."""
    return _("Answered the short message: “%(text)s”") % {"text": event.data.get("text", "")}


def clicked(event: Event) -> str:
    """A link was followed."""
    return _("Followed the link %(link)s") % {"link": event.data.get("link", "")}


def unsubscribed(event: Event) -> str:
    """The person stopped short messages."""
    return _("Stopped short messages")
