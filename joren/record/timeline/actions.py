"""Writes of the timeline: append only."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from joren.foundation.registry import EventType, entry
from joren.foundation.time.business_day import MIDNIGHT, business_date
from joren.record.shops.models import Shop

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """An event to append. See `Event` for the fields; `occurred_on` None: worked out from the shop's business day."""

    customer_id: int
    key: str
    occurred_at: datetime
    occurred_on: date | None = None
    subject: int | None = None
    shop_id: int | None = None
    by: "Staff | None" = None
    channel: str = ""
    origin: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    import_id: int | None = None


def append(
    *,
    customer_id: int,
    key: str,
    occurred_at: datetime,
    occurred_on: date | None = None,
    subject: int | None = None,
    shop_id: int | None = None,
    by: "Staff | None" = None,
    channel: str = "",
    origin: str = "",
    data: dict[str, Any] | None = None,
    import_id: int | None = None,
) -> None:
    """Tell one event, in the caller's transaction. The same (key, subject) told again changes nothing.

    Raises KeyError for a key that no app declares, ValueError for a naive moment.
    """
    append_many(
        [
            NewEvent(
                customer_id=customer_id,
                key=key,
                occurred_at=occurred_at,
                occurred_on=occurred_on,
                subject=subject,
                shop_id=shop_id,
                by=by,
                channel=channel,
                origin=origin,
                data=data or {},
                import_id=import_id,
            )
        ]
    )


_INSERT = """
INSERT INTO timeline_event (customer_id, key, kind, occurred_at, occurred_on, subject, shop_id, staff_id, channel,
    origin, data, import_id)
SELECT coalesce(f.survivor_id, r.customer_id), r.key, r.kind, r.occurred_at, r.occurred_on, r.subject, r.shop_id,
    r.staff_id, r.channel, r.origin, r.data, r.import_id
FROM jsonb_to_recordset(%s::jsonb) AS r(customer_id bigint, key text, kind text, occurred_at timestamptz,
    occurred_on date, subject bigint, shop_id bigint, staff_id bigint, channel text, origin text, data jsonb,
    import_id bigint)
LEFT JOIN customers_formerid f ON f.id = r.customer_id
ON CONFLICT DO NOTHING
"""


def append_many(events: Sequence[NewEvent]) -> None:
    """Tell many events in the caller's transaction, in batches; what was told before is left as it is.

    An event of somebody whose record was merged meanwhile (a mail was on its way) goes to the survivor.
    """
    kinds = {key: entry(EventType, key).kind for key in {event.key for event in events}}
    ends = _day_ends(event.shop_id for event in events if event.occurred_on is None)
    rows = [_row(event, kinds[event.key], ends) for event in events]
    # One document instead of a dozen parameters for each row: a fifth of the time of bulk_create.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.execute(_INSERT, [json.dumps(rows[start : start + BATCH])])


def _row(event: NewEvent, kind: str, ends: dict[int, time]) -> dict[str, object]:
    """The columns of `_INSERT`, as JSON carries them. Raises ValueError for a naive moment."""
    day_ends_at = ends.get(event.shop_id, MIDNIGHT) if event.shop_id else MIDNIGHT
    occurred_on = event.occurred_on or business_date(event.occurred_at, day_ends_at)
    if event.occurred_at.tzinfo is None:
        raise ValueError(f"{event.key} at {event.occurred_at}: a moment needs its time zone")
    return {
        "customer_id": event.customer_id,
        "key": event.key,
        "kind": str(kind),
        "occurred_at": event.occurred_at.isoformat(),
        "occurred_on": occurred_on.isoformat(),
        "subject": event.subject,
        "shop_id": event.shop_id,
        "staff_id": event.by.pk if event.by else None,
        "channel": event.channel,
        "origin": event.origin,
        "data": event.data,
        "import_id": event.import_id,
    }


def _day_ends(shop_ids: Iterable[int | None]) -> dict[int, time]:
    wanted = {shop_id for shop_id in shop_ids if shop_id}
    if not wanted:
        return {}
    return dict(Shop.objects.filter(pk__in=wanted).values_list("pk", "day_ends_at"))
