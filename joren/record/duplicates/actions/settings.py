"""What the business wants done with sure duplicates."""

from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.record.duplicates.models import ONLY, DuplicateSettings

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def change_settings(*, merge_sure: bool, by: "Staff | None") -> DuplicateSettings:
    """Switch the merging of sure duplicates on or off."""
    settings, _new = DuplicateSettings.objects.select_for_update().get_or_create(pk=ONLY)
    if settings.merge_sure != merge_sure:
        before, settings.merge_sure = settings.merge_sure, merge_sure
        settings.save()
        audit.record(
            "changed",
            by=by,
            subject_type="settings",
            subject_id=settings.pk,
            label="duplicates",
            detail={"merge_sure": [before, merge_sure]},
        )
    return settings
