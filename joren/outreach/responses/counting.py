"""Counting responses on messages: set-based, with the timeline, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import connection

from joren.foundation.registry import EventType, entries
from joren.outreach.content.models import Link
from joren.outreach.delivery.models import Delivery
from joren.record.timeline.actions import NewEvent, append_many

from .rules.hits import Hit
from .rules.machines import Judged, judge

_COUNT: Final = """
WITH h AS (SELECT * FROM unnest(%s::bigint[], %s::text[], %s::boolean[], %s::timestamptz[])
        AS h(delivery_id, kind, machine, at)),
    s AS (SELECT delivery_id,
        count(*) FILTER (WHERE kind = 'o' AND NOT machine) AS opens,
        min(at) FILTER (WHERE kind = 'o' AND NOT machine) AS opened,
        count(*) FILTER (WHERE kind = 'c' AND NOT machine) AS clicks,
        min(at) FILTER (WHERE kind = 'c' AND NOT machine) AS clicked,
        min(at) FILTER (WHERE kind = 'o' AND machine) AS machine_opened,
        min(at) FILTER (WHERE kind = 'c' AND machine) AS machine_clicked
    FROM h GROUP BY delivery_id)
UPDATE delivery_delivery d SET open_count = open_count + s.opens, click_count = click_count + s.clicks,
    first_opened_at = LEAST(first_opened_at, s.opened), first_clicked_at = LEAST(first_clicked_at, s.clicked),
    machine_opened_at = LEAST(machine_opened_at, s.machine_opened),
    machine_clicked_at = LEAST(machine_clicked_at, s.machine_clicked)
FROM s WHERE d.id = s.delivery_id
"""
_CLICKS: Final = """
INSERT INTO responses_click AS c (delivery_id, number, first_at, times)
SELECT h.delivery_id, h.number, min(h.at), count(*)
FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS h(delivery_id, number, at)
JOIN delivery_delivery d ON d.id = h.delivery_id GROUP BY 1, 2 ORDER BY 1, 2
ON CONFLICT (delivery_id, number) DO UPDATE SET times = c.times + excluded.times,
    first_at = LEAST(c.first_at, excluded.first_at)
RETURNING c.id, c.delivery_id, c.number, c.first_at, (xmax = 0) AS is_new
"""


@dataclass(frozen=True, slots=True)
class _Message:
    id: int
    customer_id: int
    origin: str
    channel: str
    variant: str
    sent_at: datetime | None


def count(hits: Sequence[Hit]) -> None:
    """Count responses once they are complete for their messages; those on messages that are gone count for nothing."""
    messages = _messages({hit.delivery_id for hit in hits})
    judged = list(_judged(hits, messages))
    if not judged:
        return
    _count(judged)
    human = [one.hit for one in judged if one.sign is None]
    events = _opened(human, messages) + _clicked(human, messages)
    known = {entry.key for entry in entries(EventType)}
    append_many([event for event in events if event.key in known])


def _messages(ids: Iterable[int]) -> dict[int, _Message]:
    # In the order of ids, as everybody locks them: the sending engine may be writing to the same rows.
    rows = Delivery.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update(no_key=True)
    wanted = ("pk", "customer_id", "origin", "channel", "variant", "sent_at")
    return {row[0]: _Message(*row) for row in rows.values_list(*wanted)}


def _judged(hits: Iterable[Hit], messages: dict[int, _Message]) -> Iterable[Judged]:
    by_message: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_message[hit.delivery_id].append(hit)
    for delivery_id, theirs in by_message.items():
        if message := messages.get(delivery_id):
            # Only mail is scanned on its way; whoever has a chat open may answer within a second.
            sent_at = message.sent_at if message.channel == "mail" else None
            yield from judge(theirs, sent_at.timestamp() if sent_at else None)


def _count(judged: Sequence[Judged]) -> None:
    columns: tuple[list[Any], ...] = (
        [one.hit.delivery_id for one in judged],
        [one.hit.kind for one in judged],
        [one.sign is not None for one in judged],
        [moment(one.hit) for one in judged],
    )
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, columns)


def _opened(hits: Iterable[Hit], messages: dict[int, _Message]) -> list[NewEvent]:
    first: dict[int, Hit] = {}
    for hit in hits:
        if hit.kind == "o" and (hit.delivery_id not in first or hit.at < first[hit.delivery_id].at):
            first[hit.delivery_id] = hit
    return [_event("opened", messages[key], moment(hit), subject=key) for key, hit in first.items()]


def _clicked(hits: Iterable[Hit], messages: dict[int, _Message]) -> list[NewEvent]:
    clicks = [hit for hit in hits if hit.kind == "c"]
    if not clicks:
        return []
    with connection.cursor() as cursor:
        columns = ([h.delivery_id for h in clicks], [h.number for h in clicks], [moment(h) for h in clicks])
        cursor.execute(_CLICKS, columns)
        new = [row[:4] for row in cursor.fetchall() if row[4]]
    targets = _targets({messages[row[1]].origin for row in new})
    told = []
    for pk, delivery_id, number, at in new:
        message = messages[delivery_id]
        link = targets.get((message.origin, message.channel, message.variant, number), "")
        told.append(_event("clicked", message, at, subject=pk, link=link[:300]))
    return told


def _targets(origins: Iterable[str]) -> dict[tuple[str, str, str, int], str]:
    rows = Link.objects.filter(content__origin__in=list(origins))
    wanted = ("content__origin", "content__channel", "content__variant", "number", "target")
    return {tuple(row[:4]): row[4] for row in rows.values_list(*wanted)}


def _event(what: str, message: _Message, at: datetime, *, subject: int, **data: str) -> NewEvent:
    return NewEvent(
        customer_id=message.customer_id,
        key=f"{message.channel}.{what}",
        occurred_at=at,
        subject=subject,
        channel=message.channel,
        origin=message.origin,
        data=data,
    )


def moment(hit: Hit) -> datetime:
    """When it was."""
    return datetime.fromtimestamp(hit.at / 1000, tz=UTC)
