"""The sentences of mail on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event


def sent(event: Event) -> str:
    """A mail went out."""
    return _("A mail was sent to %(address)s") % {"address": event.data.get("address") or _("a deleted address")}


def opened(event: Event) -> str:
    """A mail was opened."""
    return _("Opened the mail")


def clicked(event: Event) -> str:
    """A link was followed."""
    return _("Followed the link %(link)s") % {"link": event.data.get("link", "")}


def bounced(event: Event) -> str:
    """The address does not exist."""
    address = event.data.get("address") or _("a deleted address")
    return _("A mail to %(address)s came back: %(error)s") % {
        "address": address,
        "error": event.data.get("error", ""),
    }


def unsubscribed(event: Event) -> str:
    """The person stopped mails."""
    return _("Stopped mails by the link in a mail")


def complained(event: Event) -> str:
    """The person reported the mail as spam."""
    return _("Reported the mail as unwanted")
