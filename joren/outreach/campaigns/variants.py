"""Which wordings a campaign compares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.outreach.content import actions as content

from .locking import locked
from .models import Campaign, Variant

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff
    from joren.outreach.content.models import Message


@dataclass(frozen=True, kw_only=True)
class NewVariant:
    """A wording to compare: its message (None: a copy of the campaign's) and its weight."""

    message: "Message | None" = None
    weight: int = 1


@transaction.atomic
def compare(campaign: Campaign, variants: Sequence[NewVariant], *, by: "Staff | None") -> Campaign:
    """Compare these wordings, called a, b, …; none ends the comparison. Raises `NotInThisState`."""
    campaign = locked(campaign, Campaign.Status.DRAFT)
    kept: Mapping[str, Variant] = {variant.key: variant for variant in campaign.variants.all()}
    keys = "abcde"[: len(variants)]
    for key, given in zip(keys, variants, strict=False):
        message = given.message or (kept[key].message if key in kept else None) or _first_words(campaign, key, by)
        Variant.objects.update_or_create(
            campaign=campaign, key=key, defaults={"message": message, "weight": max(1, given.weight)}
        )
    campaign.variants.exclude(key__in=list(keys)).delete()
    campaign.changed_by, campaign.annoyance = by, Campaign.Annoyance.OPEN
    campaign.save(update_fields=["changed_by", "annoyance"])
    audit.record(
        "changed", by=by, subject_type="campaigns.campaign", subject_id=campaign.pk, detail={"variants": len(variants)}
    )
    return campaign


def _first_words(campaign: Campaign, key: str, by: "Staff | None") -> "Message":
    """The campaign's own message for the first wording, a copy of it for every other."""
    name = f"{campaign.name[:190]} {key.upper()}"
    if campaign.message is None:
        return content.create(name=name, by=by)
    return campaign.message if key == "a" else content.copy(campaign.message, by=by, name=name)
