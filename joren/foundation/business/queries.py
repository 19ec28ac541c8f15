"""Reads of the business."""

from .models import Business


def the_business() -> Business:
    """The one business; an unsaved one with defaults before `joren init` made it."""
    return Business.objects.filter(pk=1).first() or Business(pk=1, name="Joren")
