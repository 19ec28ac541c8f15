"""Reads of the business."""

from hashlib import blake2b

from .models import Business


def the_business(*, locked: bool = False) -> Business:
    """The one business; an unsaved one with defaults before `joren init` made it.

    `locked`: for the caller's transaction alone.
    """
    rows = Business.objects.select_for_update() if locked else Business.objects.all()
    return rows.filter(pk=1).first() or Business(pk=1, name="Joren")


def installation_key() -> str:
    """Eight letters that tell this installation's record numbers from another's, the same in every copy of it.

    Made of the moment the business was recorded, so that it comes back with a restored backup.
    """
    made_at = the_business().created_at
    moment = made_at.isoformat() if made_at else ""
    return blake2b(f"joren {moment}".encode(), digest_size=4).hexdigest()
