"""Writes about addresses that are never written to, whoever they belong to."""

from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.time import clock

from .errors import AlreadySuppressed, BadAddress
from .models import Suppression

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def suppress(*, channel: str, address: str, reason: str, by: "Staff | None", note: str = "") -> Suppression:
    """Never write to this address again. An address that is on the list already stays as it is."""
    value = normalise_email(address) if channel == "mail" else address.strip()
    if not value:
        raise BadAddress(address=address)
    found, created = Suppression.objects.get_or_create(
        channel=channel, address=value, defaults={"reason": reason, "note": note[:300], "at": clock.now()}
    )
    if not created and by is not None:
        raise AlreadySuppressed(address=value)
    if created:
        audit.record("created", by=by, subject_type="delivery.suppression", subject_id=found.pk, label=value)
    return found


@transaction.atomic
def lift_suppression(suppression: Suppression, *, by: "Staff") -> None:
    """Allow an address again, on a person's word."""
    audit.record(
        "deleted",
        by=by,
        subject_type="delivery.suppression",
        subject_id=suppression.pk,
        label=suppression.address,
    )
    suppression.delete()
