"""The sentences of LINE on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event


def sent(event: Event) -> str:
    """A message went out."""
    return _("A LINE message was sent")


def bounced(event: Event) -> str:
    """LINE knows nobody of that id."""
    return _("LINE refused the message: %(error)s") % {"error": event.data.get("error", "")}


def replied(event: Event) -> str:
    """The person wrote."""
    kinds = {
        "text": _("Wrote a message on LINE"),
        "image": _("Sent a picture on LINE"),
        "sticker": _("Sent a sticker on LINE"),
    }
    return kinds.get(str(event.data.get("kind")), _("Sent something on LINE"))


def answered(event: Event) -> str:
    """Staff answered."""
    return _("Staff answered on LINE")


def tapped(event: Event) -> str:
    """A button was tapped."""
    return _("Tapped “%(data)s” on LINE") % {"data": event.data.get("data", "")}


def followed(event: Event) -> str:
    """Became a friend, or came back."""
    return _("Unblocked the LINE account") if event.data.get("unblocked") else _("Became a friend of the LINE account")


def blocked(event: Event) -> str:
    """Blocked the account."""
    return _("Blocked the LINE account")


def linked(event: Event) -> str:
    """The friend is this customer."""
    return _("LINE was linked (%(how)s)") % {"how": event.data.get("how", "")}


def unlinked(event: Event) -> str:
    """The friend is not this customer after all."""
    return _("LINE was unlinked")
