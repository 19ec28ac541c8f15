"""Reading what happened, in transaction order: nothing is missed, and what is read twice changes nothing.

Neither ids nor times are commit order. A pass takes all rows there are from the place where no older transaction was
running when the pass before began, page by page in the order (transaction, id); where it stands is written in the
transaction of the effects. What was read above that place is kept (`Seen`) and left by the next pass: so what a slow
transaction commits late is found, and nobody waits for it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction

from joren.foundation.registry import resolve
from joren.foundation.time import clock

from .admitting import Candidate, admit, telling
from .kinds import Happening, Trigger
from .models import Journey, Position, Reader, Seen
from .rules.flow import Flow
from .rules.times import moment_of
from .running import Running, running
from .watching import look_again

PAGE: Final = 2_000
OLDEST: Final = timedelta(days=92)
"""Events older than the longest age a journey may allow are passed over by the database."""
EVENTS: Final = "timeline_event"
SPELLS: Final = "library_membership"

_EVENTS: Final = """
SELECT changed_xid::text::bigint, id, customer_id, key, occurred_at, shop_id, channel, origin, data
FROM timeline_event
WHERE changed_xid >= %(xid)s::text::xid8 AND (changed_xid, id) > (%(xid)s::text::xid8, %(row)s)
  AND occurred_at > %(oldest)s
ORDER BY changed_xid, id LIMIT %(page)s
"""
_SPELLS: Final = """
SELECT changed_xid::text::bigint, id, customer_id, segment_id, entered_on, left_on,
    coalesce(entered_because ->> 'kind', ''), coalesce(left_because ->> 'kind', '')
FROM library_membership
WHERE changed_xid >= %(xid)s::text::xid8 AND (changed_xid, id) > (%(xid)s::text::xid8, %(row)s)
  AND greatest(entered_on, left_on) > %(oldest)s
ORDER BY changed_xid, id LIMIT %(page)s
"""
_WAKE: Final = """
UPDATE journeys_position p SET due_at = least(p.due_at, greatest(r.at, %s))
FROM unnest(%s::bigint[], %s::timestamptz[]) AS r(id, at) WHERE p.id = r.id
"""


def start_reading() -> None:
    """Begin at this moment, where nothing was read before: what is there already starts nobody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (upper,) = cursor.fetchone()
    for table in (EVENTS, SPELLS):
        Reader.objects.get_or_create(table=table, defaults={"xid": upper, "read_at": clock.now()})


def read_events() -> bool:
    """Read a page of the timeline: let people in and wake those who waited for it. Returns whether there is more."""
    with transaction.atomic():
        rows, more = _page(EVENTS, _EVENTS)
        happenings = [Happening(*row[1:]) for row in rows]
        if happenings:
            live = running()
            for journey, candidates in _starting(live, happenings).items():
                with telling(journey):
                    admit(journey, candidates)
            wake(happenings)
            look_again(live, sorted({event.customer_id for event in happenings}))
    return more


def read_spells() -> bool:
    """Read a page of who entered and left segments. Returns whether there is more."""
    with transaction.atomic():
        rows, more = _page(SPELLS, _SPELLS)
        if rows:
            for journey, candidates in _moved(running(), rows).items():
                with telling(journey):
                    admit(journey, candidates)
    return more


def _page(table: str, statement: str) -> tuple[list[tuple[Any, ...]], bool]:
    """The next rows of the table that were not read before, and whether the pass goes on behind them.

    None while another worker reads it.
    """
    reader = Reader.objects.select_for_update(skip_locked=True).filter(table=table).first()
    if reader is None:
        return [], False
    with connection.cursor() as cursor:
        if not reader.row_id:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            reader.floor = max(cursor.fetchone()[0], reader.xid)
        oldest = clock.now() - OLDEST
        cursor.execute(statement, {"xid": str(reader.xid), "row": reader.row_id, "oldest": oldest, "page": PAGE})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    new = _unseen(reader, rows)
    more = len(rows) == PAGE
    if more:
        reader.xid, reader.row_id = rows[-1][0], rows[-1][1]
    else:
        reader.xid, reader.row_id = reader.floor, 0
        reader.seen.filter(xid__lt=reader.floor).delete()
    reader.read_at = clock.now()
    reader.save()
    return new, more


def _unseen(reader: Reader, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Without those an earlier pass has read; what the next pass will meet again is kept."""
    known = set(reader.seen.filter(row_id__in=[row[1] for row in rows]).values_list("xid", "row_id"))
    new = [row for row in rows if row[:2] not in known]
    Seen.objects.bulk_create(Seen(reader=reader, xid=row[0], row_id=row[1]) for row in new if row[0] >= reader.floor)
    return new


def by_key(live: Sequence[Running]) -> dict[str, list[Running]]:
    """The journeys that begin with an event, by its key: an event asks only those it may begin."""
    found: dict[str, list[Running]] = defaultdict(list)
    for one in live:
        for key in keys_of(one.kind, one.flow):
            found[key].append(one)
    return found


def keys_of(kind: Trigger | None, flow: Flow) -> list[str]:
    """The keys of the events that may begin a journey."""
    return list(dict.fromkeys(resolve(kind.keys)(flow.settings))) if kind and kind.keys else []


def matches(kind: Trigger, flow: Flow, event: Happening) -> bool:
    """Whether this event, whose key fits, begins the journey."""
    return not kind.matches or bool(resolve(kind.matches)(flow.settings, event))


def names_of(key: str) -> tuple[str, str]:
    """The key itself and the name under which any app's event of that sort is meant."""
    return key, f"*.{key.rpartition('.')[2]}"


def _starting(live: Sequence[Running], events: Sequence[Happening]) -> Mapping[Journey, list[Candidate]]:
    index, found = by_key(live), defaultdict(list)
    for event in events:
        for name in names_of(event.key):
            for one in index.get(name, ()):
                if one.kind and matches(one.kind, one.flow, event):
                    cause = f"event:{event.id}"
                    found[one.journey].append(Candidate(event.customer_id, event.occurred_at, cause))
    return found


def _moved(live: Sequence[Running], rows: Sequence[tuple[Any, ...]]) -> Mapping[Journey, list[Candidate]]:
    index, found = by_segment(live), defaultdict(list)
    for _xid, key, customer, segment, entered_on, left_on, entered_because, left_because in rows:
        for entering, day, because in ((True, entered_on, entered_because), (False, left_on, left_because)):
            for one in index.get((segment, entering), ()) if day and because not in ("first", "archived") else ():
                at = moment_of(day, one.flow.settings.get("hour") or "10:00")
                cause = f"spell:{key}:{'in' if entering else 'out'}"
                found[one.journey].append(Candidate(customer, at, cause))
    return found


def by_segment(live: Sequence[Running]) -> dict[tuple[int, bool], list[Running]]:
    """The journeys that begin with entering (True) or leaving a segment, by its id."""
    from joren.segments.library.models import Segment

    named = [(one, *resolve(one.kind.spell)(one.flow.settings)) for one in live if one.kind and one.kind.spell]
    ids = dict(Segment.objects.filter(key__in=[key for _one, key, _in in named]).values_list("key", "pk"))
    found: dict[tuple[int, bool], list[Running]] = defaultdict(list)
    for one, key, entering in named:
        if key in ids:
            found[ids[key], entering].append(one)
    return found


def wake(events: Sequence[Happening]) -> int:
    """Make those due who wait for one of these events. Returns how many."""
    happened: dict[int, list[Happening]] = defaultdict(list)
    for event in events:
        happened[event.customer_id].append(event)
    waiting = Position.objects.filter(customer__in=list(happened)).exclude(awaits=[])
    woken = {}
    for pk, customer, awaits, arrived in waiting.values_list("pk", "customer", "awaits", "arrived_at"):
        moments = [
            event.occurred_at
            for event in happened[customer]
            if event.occurred_at > arrived and set(names_of(event.key)) & set(awaits)
        ]
        if moments:
            woken[pk] = min(moments)
    if woken:
        with connection.cursor() as cursor:
            cursor.execute(_WAKE, [clock.now(), list(woken), list(woken.values())])
    return len(woken)
