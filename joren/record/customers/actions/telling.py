"""How a change of the record is told: before and after, in the audit trail and on the timeline."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Func, JSONField, Value

from joren.foundation.audit import actions as audit
from joren.foundation.time.clock import now
from joren.record.customers.models import Customer
from joren.record.customers.provenance import by_hand, stamped
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


def sign(customer_id: int, fields: Iterable[str], by: "Staff | None") -> None:
    """Keep who wrote these fields and when, in the caller's transaction; tells nothing."""
    entries = stamped({}, fields, by_hand(by.pk if by else None, now()))
    if entries:
        joined = Func(F("provenance"), Value(entries, JSONField()), template="%(expressions)s", arg_joiner=" || ")
        Customer.objects.filter(pk=customer_id).update(provenance=joined)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, dt.date) else value
