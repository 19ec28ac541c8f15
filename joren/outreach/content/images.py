"""Writes of pictures: kept in the database, so that a backup has them and every web process serves them."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit

from .errors import ImageRefused
from .models import Image
from .rules.images import MAX_BYTES, MAX_SIDE, picture_of

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def keep(*, data: bytes, name: str, by: "Staff | None", alt: str = "") -> Image:
    """Keep a picture; the same bytes again are the picture that is there. Raises `ImageRefused`."""
    shown = name.replace("\\", "/").rpartition("/")[2][:200]
    if len(data) > MAX_BYTES:
        reason = _("it has %(size)s MB.") % {"size": f"{len(data) / 1024 / 1024:.1f}"}
        raise ImageRefused(name=shown, reason=reason)
    found = picture_of(data)
    if found is None:
        reason = _("it is not a PNG, JPEG or GIF, is damaged, or is longer than %(pixels)s pixels.")
        raise ImageRefused(name=shown, reason=reason % {"pixels": MAX_SIDE})
    image, created = Image.objects.get_or_create(
        digest=sha256(data).hexdigest(),
        defaults={
            "token": token_urlsafe(18),
            "name": shown,
            "alt": alt[:200],
            "content_type": found.content_type,
            "width": found.width,
            "height": found.height,
            "data": data,
            "created_by": by,
        },
    )
    if created:
        audit.record("created", by=by, subject_type="content.image", subject_id=image.pk, label=shown)
    return image
