"""What the business says about its data."""

from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.insight.health.models import ONLY, HealthSettings
from joren.insight.health.queries import the_settings

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@transaction.atomic
def change_settings(*, stale_years: int, by: "Staff | None") -> None:
    """Say after how many years without anything a record is old; counts from the next measurement on."""
    before = the_settings().stale_years
    HealthSettings.objects.update_or_create(pk=ONLY, defaults={"stale_years": stale_years})
    if before != stale_years:
        audit.record("changed", by=by, subject_type="health_settings", detail={"stale_years": [before, stale_years]})
