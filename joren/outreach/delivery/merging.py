"""Messages when two records are one person: every row stays, and nobody is written to twice.

Of several messages of one sending and occasion to one person, one is the message; the others are its duplicates
(`duplicate_of`).
What went out (or may have) goes before what waits, and a duplicate that waits will never go.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q

from joren.foundation.merging import Merging, Parting

from .models import Delivery, Wish

TABLE: Final = Delivery._meta.db_table
MERGED: Final = "merged"
"""The reason of a message that was not sent because the same person has another one of the same sending."""

_DOUBLES: Final = """
WITH ranked AS (
    SELECT d.id, d.state, d.duplicate_of_id, p.merge_id, d.customer_id, count(*) OVER same AS of_them,
        first_value(d.id) OVER (same ORDER BY CASE d.state WHEN 'claimed' THEN 0 WHEN 'sent' THEN 1
            WHEN 'uncertain' THEN 2 WHEN 'due' THEN 3 WHEN 'bounced' THEN 4 WHEN 'failed' THEN 5 ELSE 6 END,
            d.sent_at, d.id) AS first
    FROM delivery_delivery d JOIN merging_pair p ON d.customer_id IN (p.survivor_id, p.gone_id)
    WINDOW same AS (PARTITION BY p.merge_id, d.origin, d.channel, d.occasion))
SELECT id, merge_id, CASE WHEN id <> first THEN first END, id <> first AND state = 'due' FROM ranked
WHERE of_them > 1 AND (duplicate_of_id IS DISTINCT FROM CASE WHEN id <> first THEN first END)
ORDER BY id = first, id
"""
_MARK: Final = """
UPDATE delivery_delivery d SET duplicate_of_id = r.main, state = CASE WHEN r.stops THEN 'cancelled' ELSE d.state END,
    reason = CASE WHEN r.stops THEN %s ELSE d.reason END
FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[]) AS r(id, main, stops) WHERE d.id = r.id
"""


def merge(merging: Merging) -> None:
    """Move all; leave one message of each sending."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBLES)
        found = cursor.fetchall()
    merging.keep(TABLE, {key: merge for key, merge, _main, _stops in found})
    if found:
        with connection.cursor() as cursor:
            # The duplicates first: the constraint allows one message that is none.
            for duplicates in (True, False):
                rows = [row for row in found if (row[2] is not None) == duplicates]
                cursor.execute(_MARK, [MERGED, [r[0] for r in rows], [r[2] for r in rows], [r[3] for r in rows]])
    merging.move(TABLE)


def prefer(merging: Merging, rows: Iterable[tuple[int, int | None, int | None]]) -> None:
    """For each (merge, message, other): of these two of one sending the first is the message and not its duplicate.

    For channels whose own records know better than the states of messages which of two reached the person.
    """
    for merge, message, other in rows:
        if message is None or other is None or not Delivery.objects.filter(pk=message, duplicate_of=other).exists():
            continue
        others = Delivery.objects.filter(Q(pk=other) | Q(duplicate_of=other)).exclude(pk=message)
        merging.keep(TABLE, dict.fromkeys([message, *others.values_list("pk", flat=True)], merge))
        others.update(duplicate_of=message)
        Delivery.objects.filter(pk__in=[message]).update(duplicate_of=None)


_TOLD: Final = ("sent", "bounced", "opened", "unsubscribed")
_TO_THEM: Final = """
UPDATE delivery_delivery SET customer_id = %(gone)s
WHERE customer_id = %(survivor)s AND id > %(mark)s AND address = ANY(%(addresses)s)
"""
_EVENTS: Final = """
UPDATE timeline_event e SET customer_id = d.customer_id FROM delivery_delivery d
WHERE d.customer_id = %(gone)s AND e.subject = d.id AND e.key = ANY(%(keys)s) AND e.customer_id = %(survivor)s
"""
# What no longer can go must not look as if it waited: its sending is over.
_TOO_LATE: Final = """
UPDATE delivery_delivery d SET state = 'cancelled', reason = %(reason)s
WHERE d.customer_id IN (%(gone)s, %(survivor)s) AND d.state = 'due' AND EXISTS (
    SELECT FROM delivery_dispatch s WHERE s.origin = d.origin AND s.channel = d.channel
      AND s.state IN ('cancelled', 'finished'))
"""


def part(parting: Parting) -> None:
    """Messages that went to their address since are theirs, with what was told of them."""
    values: dict[str, Any] = {
        "gone": parting.gone,
        "survivor": parting.survivor,
        "addresses": list(parting.addresses),
        "mark": parting.marks.get(TABLE, 0),
        "keys": [f"{channel}.{what}" for channel in ("mail", "line", "sms") for what in _TOLD],
        "reason": MERGED,
    }
    with connection.cursor() as cursor:
        for statement in (_TO_THEM, _EVENTS, _TOO_LATE):
            cursor.execute(statement, values)


def sent(customer_ids: Sequence[int]) -> dict[int, int]:
    """How many messages each was sent, for whoever decides about a merge."""
    rows = Delivery.objects.filter(customer__in=customer_ids, state=Delivery.State.SENT).order_by()
    return dict(rows.values("customer").annotate(n=Count("pk")).values_list("customer_id", "n"))


WISHES: Final = Wish._meta.db_table
_SLOWEST: Final = (Wish.Pace.MONTHLY, Wish.Pace.WEEKLY, Wish.Pace.EVERY)


def merge_wishes(merging: Merging) -> None:
    """One wish for one person: what was said last counts, and of what holds messages back the stricter."""
    people = [key for pair in merging.pairs for key in (pair.survivor, pair.gone)]
    wishes = {wish.customer_id: wish for wish in Wish.objects.filter(customer_id__in=people)}
    both = [
        (pair.merge, wishes[pair.survivor], wishes[pair.gone])
        for pair in merging.pairs
        if pair.survivor in wishes and pair.gone in wishes
    ]
    merging.keep(WISHES, {mine.pk: merge for merge, mine, _theirs in both})
    for _merge, mine, theirs in both:
        _join(mine, theirs)
        mine.save()
    merging.drop(WISHES, {theirs.pk: (merge, None) for merge, _mine, theirs in both})
    merging.move(WISHES)


def _join(mine: Wish, theirs: Wish) -> None:
    """Write onto `mine` what holds for the one person."""
    newer, older = (theirs, mine) if _said(theirs) > _said(mine) else (mine, theirs)
    channel, hour = newer.channel or older.channel, newer.hour if newer.hour is not None else older.hour
    mine.asked_at, mine.asked_how = newer.asked_at, newer.asked_how
    mine.channel, mine.hour = channel, hour
    mine.pace = next(pace for pace in _SLOWEST if pace in (mine.pace, theirs.pace))
    mine.paused_until = max((day for day in (mine.paused_until, theirs.paused_until) if day), default=None)
    mine.declined_topics = sorted({*mine.declined_topics, *theirs.declined_topics})
    mine.learned_channel = mine.learned_channel or theirs.learned_channel
    mine.learned_hour = mine.learned_hour if mine.learned_hour is not None else theirs.learned_hour


def _said(wish: Wish) -> float:
    return wish.asked_at.timestamp() if wish.asked_at else 0.0
