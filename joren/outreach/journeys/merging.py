"""Journeys when two of their people are one: every entry stays, nobody goes the same way twice at once.

The entries of both are counted through. Whoever was held back with one record and went along with the other can be
compared with nobody. Of two who are inside at once, the one merged away is out.
"""

from collections import defaultdict
from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from joren.foundation.merging import Merging, Parting

from .models import Entry, Journey, Position, Task, Watched

Row = TypeVar("Row", bound=Model)
ENTRIES: Final = Entry._meta.db_table
POSITIONS: Final = Position._meta.db_table
_CHOSEN: Final = (Entry.Decision.SEND, Entry.Decision.HELD_BACK)


def entries(merging: Merging) -> None:
    """Count the entries of both through, and end what would be twice."""
    kept: dict[int, tuple[int, Entry]] = {}
    known = _of_people(Entry.objects.order_by("journey_id", "number"), merging)
    for pair in merging.pairs:
        for theirs in known[pair.gone]:
            mine = [one for one in known[pair.survivor] if one.journey_id == theirs.journey_id]
            if not mine:
                continue
            theirs.number += max(one.number for one in mine)
            if theirs.cause in {one.cause for one in mine}:
                theirs.cause = f"merged:{pair.merge}:{theirs.pk}"
            for one in _mixed(theirs, mine):
                kept[one.pk] = (pair.merge, one)
            if not theirs.ending and any(not one.ending for one in mine):
                theirs.ending, theirs.ended_at = Entry.Ending.MERGED, merging.at
            kept[theirs.pk] = (pair.merge, theirs)
    merging.keep(ENTRIES, {key: merge for key, (merge, _entry) in kept.items()})
    rows = [entry for _merge, entry in kept.values()]
    # From the highest number down, so that none meets one that is still to be counted on.
    for row in sorted(rows, key=lambda row: -row.number):
        row.save(update_fields=["number", "cause", "decision", "ending", "ended_at"])
    gone = Position.objects.filter(entry__in=[row.pk for row in rows if row.ending == Entry.Ending.MERGED])
    merges = {entry.pk: merge for merge, entry in kept.values()}
    merging.drop(POSITIONS, {pk: (merges[entry], None) for pk, entry in gone.values_list("pk", "entry_id")})
    merging.move(ENTRIES)


def _of_people(rows: QuerySet[Row], merging: Merging) -> dict[int, list[Row]]:
    """The rows of everybody who is merged or survives, by customer, in one question."""
    people = [person for pair in merging.pairs for person in (pair.survivor, pair.gone)]
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows.filter(customer_id__in=people):
        found[row.customer_id].append(row)  # type: ignore[attr-defined]
    return found


def _mixed(theirs: Entry, mine: list[Entry]) -> list[Entry]:
    """Those whose group no longer says anything, because the one person was in both."""
    others = [one for one in mine if one.decision in _CHOSEN and one.decision != theirs.decision]
    if theirs.decision not in _CHOSEN or not others:
        return []
    for one in (theirs, *others):
        one.decision = Entry.Decision.EXCLUDED
    return others


def positions(merging: Merging) -> None:
    """Who is inside goes on as the survivor."""
    merging.move(POSITIONS)


def watched(merging: Merging) -> None:
    """What is known of both is known once."""
    table = Watched._meta.db_table
    known = _of_people(Watched.objects.all(), merging)
    twice = {}
    for pair in merging.pairs:
        mine = {row.journey_id: row.pk for row in known[pair.survivor]}
        for row in known[pair.gone]:
            if row.journey_id in mine:
                twice[row.pk] = (pair.merge, mine[row.journey_id])
    merging.drop(table, twice)
    merging.move(table)


def tasks(merging: Merging) -> None:
    """Tasks about either are tasks about the one; the same task twice is one."""
    table = Task._meta.db_table
    known = _of_people(Task.objects.exclude(origin=""), merging)
    twice = {}
    for pair in merging.pairs:
        mine = {(row.origin, row.occasion): row.pk for row in known[pair.survivor]}
        for row in known[pair.gone]:
            if (row.origin, row.occasion) in mine:
                twice[row.pk] = (pair.merge, mine[row.origin, row.occasion])
    merging.drop(table, twice)
    merging.move(table)


_THEIRS = """
UPDATE journeys_entry e SET customer_id = %(gone)s
WHERE e.customer_id = %(survivor)s AND e.id > %(mark)s AND e.cause LIKE 'event:%%' AND EXISTS (
    SELECT FROM timeline_event t WHERE t.id = split_part(e.cause, ':', 2)::bigint AND t.customer_id = %(gone)s)
"""
_POSITIONS = """
UPDATE journeys_position p SET customer_id = e.customer_id FROM journeys_entry e
WHERE e.id = p.entry_id AND p.customer_id <> e.customer_id AND e.customer_id = %(gone)s
"""
_HELD = """
UPDATE journeys_position p SET is_held = (j.status <> 'live') FROM journeys_journey j
WHERE j.id = p.journey_id AND p.customer_id IN (%(gone)s, %(survivor)s)
"""


def part(parting: Parting) -> None:
    """An entry belongs to whom the event belongs that began it, and whoever is inside with it.

    A place that comes back obeys the journey as it is now: it may have been paused, resumed or ended since.
    """
    values: dict[str, Any] = {
        "gone": parting.gone,
        "survivor": parting.survivor,
        "mark": parting.marks.get(ENTRIES, 0),
    }
    with connection.cursor() as cursor:
        cursor.execute(_THEIRS, values)
        cursor.execute(_POSITIONS, values)
        cursor.execute(_HELD, values)
    over = Entry.objects.filter(
        customer__in=[parting.gone, parting.survivor], ending="", journey__status=Journey.Status.STOPPED
    )
    Position.objects.filter(entry__in=over).delete()
    over.update(ending=Entry.Ending.STOPPED, ended_at=parting.at)
