"""The sentences of post on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event

from .models import Return


def sent(event: Event) -> str:
    """A letter was posted."""
    return _("A letter was posted to %(address)s") % {"address": event.data.get("address") or "—"}


def bounced(event: Event) -> str:
    """It came back."""
    reasons = dict(Return.Reason.choices)
    words = {"address": event.data.get("address") or "—", "reason": reasons.get(event.data.get("reason"), "—")}
    return _("A letter to %(address)s came back: %(reason)s") % words


def return_undone(event: Event) -> str:
    """It had not come back after all."""
    return _("The letter to %(address)s counts as arrived again") % {"address": event.data.get("address") or "—"}


def clicked(event: Event) -> str:
    """A QR code was read."""
    return _("Read the QR code of a letter: %(link)s") % {"link": event.data.get("link", "")}
