"""How the timeline tells that somebody entered or left a segment."""

from typing import Any

from django.utils.translation import gettext as _


def entered(event: Any) -> str:
    """The sentence of ``segments.entered``."""
    return _("Entered the segment “%(name)s”") % {"name": event.data.get("name", "")}


def left(event: Any) -> str:
    """The sentence of ``segments.left``."""
    return _("Left the segment “%(name)s”") % {"name": event.data.get("name", "")}
