"""Writes of the business."""

from typing import Any

from django.db import transaction

from joren.foundation.accounts.models import Staff
from joren.foundation.audit.actions import record

from .models import Business
from .queries import the_business


@transaction.atomic
def change_business(*, by: Staff | None, **fields: Any) -> Business:
    """Set what is given of the business; makes its one row if there is none yet."""
    business = the_business(locked=True)
    before = {name: getattr(business, name) for name in fields}
    changed = {name: value for name, value in fields.items() if before[name] != value}
    for name, value in fields.items():
        setattr(business, name, value)
    new = business._state.adding
    business.save()
    if changed or new:
        record(
            "created" if new else "changed",
            by=by,
            subject_type="business",
            subject_id=1,
            label=business.name,
            detail={"before": {name: before[name] for name in changed}, "after": changed},
        )
    return business
