"""How a change of the record is told: before and after, in the audit trail and on the timeline."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from joren.foundation.audit import actions as audit
from joren.foundation.time.clock import now
from joren.record.timeline import actions as timeline

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Changes = dict[str, tuple[Any, Any]]
"""Field by field: what was, what is."""


def tell_changes(customer_id: int, changes: Changes, by: "Staff | None") -> None:
    """Tell that these fields changed; nothing if none did."""
    if not changes:
        return
    said = {field: [_plain(was), _plain(became)] for field, (was, became) in changes.items()}
    audit.record(
        "changed",
        by=by,
        subject_type="customer",
        subject_id=customer_id,
        customer_id=customer_id,
        detail={"changes": said},
    )
    timeline.append(customer_id=customer_id, key="customers.changed", occurred_at=now(), by=by, data={"changes": said})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else value
