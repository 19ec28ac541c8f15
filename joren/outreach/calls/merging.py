"""Calls when two of their people are one: nobody is called again about what they heard or declined already.

Of two calls about the same thing the one that was settled counts, else the one that got further. The other stays for
the record, with its tries, and is never called.
"""

from typing import Any, Final

from django.db import connection

from joren.foundation.merging import Merging, Parting
from joren.outreach.delivery.merging import MERGED, prefer
from joren.outreach.delivery.models import Delivery

from . import telling
from .models import Call
from .outcomes import let_go

TABLE: Final = Call._meta.db_table
DELIVERIES: Final = Delivery._meta.db_table
State = Call.State
_STANDING: Final = {State.REACHED: 0, State.REFUSED: 0, State.NOT_REACHED: 1, State.OPEN: 2}
"""What counts first. A wrong number, and a call that was never made, leave another number to be called."""
_NEVER_MADE: Final = 3

Twins = list[tuple[int, Call, Call]]
"""The merge, the call that counts, the other."""


def merge(merging: Merging) -> None:
    """One call about one thing for one person."""
    twins = _twins(merging)
    merging.keep(TABLE, {call.pk: merge for merge, *both in twins for call in both})
    closed = [(merge, other) for merge, _counts, other in twins if other.state == State.OPEN]
    for merge, counts, other in twins:
        if counts.state == State.OPEN and other.state == State.OPEN:
            _carry(counts, other)
        if other.state == State.OPEN:
            other.state, other.ended_at = State.WITHDRAWN, merging.at
            let_go(other)
        other.occasion = f"merged:{merge}:{other.pk}"
        other.save()
    merging.move(TABLE)
    prefer(merging, [(merge, one.delivery_id, other.delivery_id) for merge, one, other in twins])
    merging.keep(DELIVERIES, {call.delivery_id: merge for merge, call in closed if call.delivery_id})
    for _merge, call in closed:
        telling.never(call, reason=MERGED)


def _twins(merging: Merging) -> Twins:
    """Calls of both about the same thing. Whoever records one of them at this moment is waited for."""
    people = [person for pair in merging.pairs for person in (pair.survivor, pair.gone)]
    rows = Call.objects.filter(customer_id__in=people).defer("card").select_for_update(of=("self",)).order_by("pk")
    known = {(call.customer_id, call.place, call.origin, call.occasion): call for call in rows}
    merges = {pair.gone: pair for pair in merging.pairs}
    twins = []
    for (person, *about), theirs in known.items():
        pair = merges.get(person)
        mine = known.get((pair.survivor, *about)) if pair else None  # type: ignore[arg-type]
        if pair is not None and mine is not None:
            counts, other = sorted((mine, theirs), key=lambda call: _standing(call, merging))
            twins.append((pair.merge, counts, other))
    return twins


def _standing(call: Call, merging: Merging) -> tuple[int, bool, bool, int]:
    """Of two open calls: the one somebody makes now, the one the customer asked for, the one that was tried oftener."""
    place = _STANDING.get(State(call.state), _NEVER_MADE)
    return place, not call.is_taken(merging.at), not call.is_agreed, -call.misses


def _carry(counts: Call, other: Call) -> None:
    """The tries of both count, and the pause after the last one."""
    counts.misses += other.misses
    if not counts.is_agreed:
        counts.not_before = max(counts.not_before, other.not_before)
    counts.save(update_fields=["misses", "not_before"])


_EVENTS: Final = """
UPDATE timeline_event e SET customer_id = c.customer_id
FROM calls_call c LEFT JOIN calls_attempt a ON a.call_id = c.id
WHERE c.customer_id = %(gone)s AND e.customer_id = %(survivor)s
  AND (e.subject = c.delivery_id AND e.key = 'phone.sent' OR e.subject = a.id AND e.key IN (
      'phone.reached', 'phone.refused', 'phone.call_again', 'phone.not_reached', 'phone.bounced',
      'counter.told', 'counter.refused'))
"""


def part(parting: Parting) -> None:
    """Their calls are theirs again, and so is what was told of them since."""
    values: dict[str, Any] = {"gone": parting.gone, "survivor": parting.survivor}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, values)
