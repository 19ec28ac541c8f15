"""The sentences of wishes on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event

from .describing import said


def wished(event: Event) -> str:
    """The person said how to be written to."""
    wishes = event.data.get("wishes") or {}
    return _("Said how to be written to: %(wishes)s") % {"wishes": said(wishes)}
