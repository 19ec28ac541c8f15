"""The sentences of consent on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event

from .models import Consent


def granted(event: Event) -> str:
    """Agreed to <purpose> by <channel> (<how>)."""
    return _("Agreed to %(purpose)s by %(channel)s (%(how)s)") % _words(event)


def withdrawn(event: Event) -> str:
    """No longer agrees to <purpose> by <channel> (<how>)."""
    return _("No longer agrees to %(purpose)s by %(channel)s (%(how)s)") % _words(event)


def _words(event: Event) -> dict[str, str]:
    return {
        "channel": str(dict(Consent.Channel.choices).get(event.data.get("channel", ""), event.channel)),
        "purpose": str(dict(Consent.Purpose.choices).get(event.data.get("purpose", ""), "")),
        "how": event.data.get("how") or _("no evidence kept"),
    }
