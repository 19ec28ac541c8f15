"""Letting people go on: due positions are claimed, walked and written down in one transaction."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction

from joren.foundation.errors import JorenError
from joren.foundation.time import clock

from .flows import flow_of
from .kinds import Doing, action
from .models import Entry, Passage, Position
from .rules.definition import BadDefinition
from .rules.walking import Do, Done, Failed, Person, Rest, Walked, walk
from .world import Facts, drive, perform_together, said_of

BATCH: Final = 500

_MOVE: Final = """
UPDATE journeys_position p SET step = r.step, arrived_at = r.arrived_at, due_at = r.due_at, attempts = r.attempts,
    awaits = string_to_array(r.awaits, ','), problem = r.problem
FROM jsonb_to_recordset(%s::jsonb) AS r(id bigint, step text, arrived_at timestamptz, due_at timestamptz,
    attempts smallint, awaits text, problem text) WHERE p.id = r.id
"""
_END: Final = """
UPDATE journeys_entry e SET ended_at = r.at, ending = r.ending
FROM jsonb_to_recordset(%s::jsonb) AS r(id bigint, at timestamptz, ending text) WHERE e.id = r.id
"""


def advance_all(*, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Let everybody who is due go on, in batches, until nobody is. Returns how many times somebody did."""
    walked = 0
    while not should_stop() and (number := advance()):
        walked += number
    return walked


@transaction.atomic
def advance(limit: int = BATCH) -> int:
    """Let up to `limit` due people go on; those another worker has in hand are skipped. Returns how many."""
    now = clock.now()
    due = Position.objects.filter(is_held=False, due_at__lte=now).order_by("due_at", "id")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:limit])
    return go_on(rows, now)


def go_on(rows: Sequence[Position], now: datetime) -> int:
    """Walk these people, whose rows are locked by the caller's transaction."""
    if not rows:
        return 0
    entries = {
        entry.pk: entry
        for entry in Entry.objects.filter(pk__in=[row.entry_id for row in rows]).select_related("version", "journey")
    }
    world = Live(entries, _passed([row.entry_id for row in rows if row.has_moved]))
    walks, broken = [], []
    for row in rows:
        entry = entries[row.entry_id]
        person = Person(entry.customer_id, entry.number, entry.journey.seed, entry.pk)
        try:
            flow = flow_of(entry.version)
        except BadDefinition as bad:
            broken.append((row, str(bad)))
            continue
        walks.append((row, person, walk(flow, person, row.step, row.arrived_at, now, attempts=row.attempts)))
    walked = drive([(person, steps) for _row, person, steps in walks], world)
    _write([(row, entries[row.entry_id], result) for (row, _p, _w), result in zip(walks, walked, strict=True)], world)
    for row, problem in broken:
        Position.objects.filter(pk=row.pk).update(is_held=True, problem=problem[:500])
    return len(rows)


class Live(Facts):
    """The world of now: what it is asked to do, it does."""

    def __init__(self, entries: dict[int, Entry], passed: Counter[tuple[int, str]]) -> None:
        super().__init__({key: (entry.journey_id, entry.version.number) for key, entry in entries.items()})
        self.entries, self.passed = entries, passed

    def inside(self, rule: Any, day: date, customers: Sequence[int]) -> set[int] | Failed:
        """A rule that can no longer be asked keeps those waiting who come to it, and nobody else."""
        try:
            with transaction.atomic():
                return super().inside(rule, day, customers)
        except JorenError as problem:
            return Failed(said_of(problem))

    def done(self, asked: Sequence[tuple[int, Person, Do]]) -> dict[int, Any]:
        """Do each step for its person, once: who did it in an earlier version does not do it again."""
        found: dict[int, Any] = {}
        waves: dict[tuple[str, int], dict[int, Doing]] = defaultdict(dict)
        times_asked: Counter[int] = Counter()
        for n, person, question in asked:
            entry, step = self.entries[person.entry_id], question.step
            if self.passed[entry.pk, step.id]:
                found[n] = Done("before")
            else:
                # Somebody who is asked twice waits for the first answer: what it left counts for the second.
                waves[step.type, times_asked[person.customer_id]][n] = doing_of(entry, question)
                times_asked[person.customer_id] += 1
        for (key, _turn), wave in sorted(waves.items(), key=lambda item: item[0][1]):
            kind = action(key)
            done = perform_together(kind, list(wave.values())) if kind else [Failed(key)] * len(wave)
            found |= zip(wave, done, strict=True)
        return found


def doing_of(entry: Entry, question: Do) -> Doing:
    """What an action is told of the person and the step."""
    return Doing(
        customer_id=entry.customer_id,
        entry_id=entry.pk,
        journey_id=entry.journey_id,
        origin=entry.version.origin(question.step.id),
        occasion=str(entry.number),
        step=question.step.id,
        settings=question.step.settings,
        at=question.at,
    )


def _passed(entry_ids: Collection[int]) -> Counter[tuple[int, str]]:
    """How often those who moved to another version have passed each step."""
    if not entry_ids:
        return Counter()
    return Counter(Passage.objects.filter(entry__in=entry_ids).values_list("entry_id", "step"))


def _write(walked: Sequence[tuple[Position, Entry, Walked]], world: Live) -> None:
    visits = world.passed.copy()
    passages = []
    for _row, entry, result in walked:
        for step in result.passed:
            visits[entry.pk, step.step] += 1
            passages.append(
                Passage(
                    entry=entry,
                    version_id=entry.version_id,
                    step=step.step,
                    visit=visits[entry.pk, step.step],
                    at=step.at,
                    outcome=step.outcome[:40],
                    detail=step.detail,
                )
            )
    Passage.objects.bulk_create(passages, batch_size=1000)
    _run(_MOVE, [_resting(row, result.rest) for row, _entry, result in walked if result.rest])
    ended = [(row, entry, result) for row, entry, result in walked if result.rest is None]
    _run(_END, [{"id": e.pk, "at": (r.ended_at or e.entered_at).isoformat(), "ending": r.ending} for _p, e, r in ended])
    Position.objects.filter(pk__in=[row.pk for row, _entry, _result in ended]).delete()


def _resting(row: Position, rest: Rest) -> dict[str, Any]:
    return {
        "id": row.pk,
        "step": rest.step,
        "arrived_at": rest.arrived_at.isoformat(),
        "due_at": rest.due_at.isoformat(),
        "attempts": rest.attempts,
        "awaits": ",".join(rest.awaits),
        "problem": rest.problem,
    }


def _run(statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(rows)])
