"""The rehearsal: a journey played over days that are over, by the walk of the live one, in a world without effects."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.foundation.jobs.running import RunningJob
from joren.foundation.registry import resolve
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO

from . import past
from .admitting import Candidate, wanted
from .kinds import Doing, action, action_keys
from .models import Journey, Rehearsal, Rehearsed
from .rehearsed_messages import Told, agreed_since, settle, told_of
from .rules.chance import is_held_back
from .rules.definition import BadDefinition, read
from .rules.entering import may_enter
from .rules.flow import Flow
from .rules.walking import Do, Done, Holds, Passed, Person, Reacted, walk
from .sentences.labels import remark_sentence
from .world import Facts, drive

CHUNK: Final = 500
MOST: Final = 200_000
"""People a rehearsal follows at most; what it leaves out it says."""
State = Rehearsal.State


@dataclass(frozen=True, slots=True)
class Entering:
    """Somebody who would have entered."""

    customer_id: int
    number: int
    at: datetime
    held_back: bool


def play(rehearsal_id: int, job: RunningJob | None = None) -> Rehearsal | None:
    """Play a rehearsal and keep what it came to. Safe to run again: what a dead worker left is thrown away."""
    rehearsal = Rehearsal.objects.select_related("journey").filter(pk=rehearsal_id).first()
    if rehearsal is None or rehearsal.state == State.DONE:
        return rehearsal
    rehearsal.rows.all().delete()
    Rehearsal.objects.filter(pk=rehearsal.pk).update(state=State.RUNNING, problem="")
    try:
        figures = _play(rehearsal, job)
    except (JorenError, BadDefinition) as problem:
        said = " ".join(map(remark_sentence, problem.remarks)) if isinstance(problem, BadDefinition) else str(problem)
        Rehearsal.objects.filter(pk=rehearsal.pk).update(state=State.FAILED, problem=said[:500], done_at=clock.now())
    else:
        if figures is not None:
            done = {"state": State.DONE, "figures": figures, "done_at": clock.now()}
            Rehearsal.objects.filter(pk=rehearsal.pk).update(**done)
    rehearsal.refresh_from_db()
    return rehearsal


def _play(rehearsal: Rehearsal, job: RunningJob | None) -> dict[str, Any] | None:
    """The figures; None when it was asked to stop."""
    flow = read(rehearsal.definition, action_keys())
    entering = list(entering_of(rehearsal.journey, flow, rehearsal.since, rehearsal.until, job))
    figures = _Figures(entering)
    going = _together([one for one in entering[:MOST] if not one.held_back])
    agreed_at = clock.now() if rehearsal.has_todays_consents else None
    total, done = sum(map(len, going)), 0
    for chunk in going:
        if job is not None:
            if job.should_stop():
                return None
            job.progress(done, total, _("Playing the journey"))
        world = Past(rehearsal.journey, everybody=rehearsal.everybody_reacts, agreed_at=agreed_at)
        rows = played(rehearsal.journey, flow, chunk, rehearsal.until, world=world, ways=figures.ways)
        with transaction.atomic():
            Rehearsed.objects.bulk_create([_row(rehearsal, row) for row in rows], batch_size=1000)
        figures.add(rows)
        figures.agreed_since += agreed_since(flow, rows)
        done += len(chunk)
    return figures.told(cut=len(entering) > MOST, note=past.note_of(flow, rehearsal.since))


def _together(entering: Sequence[Entering]) -> list[list[Entering]]:
    """In chunks, all entries of one person in the same one: what they got before matters."""
    chunks: list[list[Entering]] = [[]]
    for one in sorted(entering, key=lambda one: (one.customer_id, one.number)):
        if len(chunks[-1]) >= CHUNK and chunks[-1][-1].customer_id != one.customer_id:
            chunks.append([])
        chunks[-1].append(one)
    return [chunk for chunk in chunks if chunk]


def entering_of(
    journey: Journey, flow: Flow, since: datetime, until: datetime, job: RunningJob | None = None
) -> Iterator[Entering]:
    """Who would have entered and when, in the order of the moments."""
    last: dict[int, tuple[int, datetime]] = {}
    found = sorted(past.candidates(flow, since, until, job), key=lambda one: (one.at, one.cause))
    for one in _wanted(flow, found):
        number, before = last.get(one.customer_id, (0, None))
        if may_enter(flow.again, before, one.at):
            last[one.customer_id] = number + 1, one.at
            held_back = is_held_back(journey.seed, one.customer_id, flow.held_back)
            yield Entering(one.customer_id, number + 1, one.at, held_back)


def _wanted(flow: Flow, found: Sequence[Candidate]) -> Iterable[Candidate]:
    for start in range(0, len(found), 1000):
        yield from wanted(flow, found[start : start + 1000])


@dataclass(slots=True)
class Row:
    """What one person would have got at one step."""

    customer_id: int
    number: int
    step: str
    kind: str
    at: datetime
    goes_at: datetime
    outcome: str
    channel: str = ""
    remark: str = ""
    is_unsure: bool = False


def played(
    journey: Journey,
    flow: Flow,
    chunk: Sequence[Entering],
    until: datetime,
    *,
    world: "Past | None" = None,
    ways: Counter[tuple[str, str]] | None = None,
) -> list[Row]:
    """What these people would have got, in the order of the moments. `ways` counts what came of waits and branches."""
    world = world or Past(journey)
    people = [Person(one.customer_id, one.number, journey.seed, place) for place, one in enumerate(chunk)]
    walks = [
        (person, walk(flow, person, flow.first, one.at, until, late=False))
        for person, one in zip(people, chunk, strict=True)
    ]
    passed = [
        (person, step) for person, walked in zip(people, drive(walks, world), strict=True) for step in walked.passed
    ]
    rows = [_played(flow, person, step, world) for person, step in passed if flow.nodes[step.step].acts]
    if ways is not None:
        ways.update((step.step, step.outcome) for _person, step in passed if not flow.nodes[step.step].acts)
    settle(rows, journey.pk)
    return sorted([row for row, _told in rows], key=lambda row: (row.at, row.customer_id, row.number))


def _played(flow: Flow, person: Person, passed: Passed, world: "Past") -> tuple[Row, Told | None]:
    told = world.told.get((person.entry_id, passed.step))
    unsure = world.unsure.get(person.entry_id)
    row = Row(
        customer_id=person.customer_id,
        number=person.number,
        step=passed.step,
        kind=flow.nodes[passed.step].type,
        at=passed.at,
        goes_at=told.goes_at if told else passed.at,
        outcome=passed.outcome,
        channel=told.channel if told else "",
        is_unsure=unsure is not None and unsure <= passed.at,
    )
    return row, told


class Past(Facts):
    """The past: what was known then is answered, what is to be done is only noted."""

    def __init__(self, journey: Journey, *, everybody: bool = False, agreed_at: datetime | None = None) -> None:
        super().__init__()
        self.journey, self.everybody, self.agreed_at = journey, everybody, agreed_at
        self.told: dict[tuple[int, str], Told] = {}
        self.unsure: dict[int, datetime] = {}

    def holds(self, asked: Sequence[tuple[int, Person, Holds]]) -> dict[int, Any]:
        """As of the end of the day; of whom something happened later on that day, it is noted as unsure."""
        for entry, at in past.unsure_of(asked).items():
            self.unsure[entry] = min(at, self.unsure.get(entry, at))
        return super().holds(asked)

    def reacted(self, asked: Sequence[tuple[int, Person, Reacted]]) -> dict[int, Any]:
        """Nobody reacts to what was never sent; or, if so chosen, everybody does after an hour."""
        found: dict[int, Any] = {}
        for n, person, question in asked:
            told = self.told.get((person.entry_id, question.step))
            if self.everybody and told is not None and told.outcome == "sent":
                at = max(told.goes_at + timedelta(hours=1), question.after + timedelta(minutes=1))
                found[n] = at if at <= question.until else None
        return found

    def done(self, asked: Sequence[tuple[int, Person, Do]]) -> dict[int, Any]:
        """What would have come of each step."""
        found: dict[int, Any] = {}
        messages = []
        for n, person, question in asked:
            doing = self._doing(person, question)
            if question.step.type == "message":
                messages.append((n, person, doing))
                continue
            kind = action(question.step.type)
            found[n] = resolve(kind.rehearse)(doing) if kind and kind.rehearse else Done("done")
        answers = told_of([doing for *_rest, doing in messages], self.agreed_at)
        for (n, person, doing), told in zip(messages, answers, strict=True):
            self.told[person.entry_id, doing.step] = told
            found[n] = Done(told.outcome, until=told.goes_at)
        return found

    def _doing(self, person: Person, question: Do) -> Doing:
        return Doing(
            customer_id=person.customer_id,
            entry_id=person.entry_id,
            journey_id=self.journey.pk,
            origin="",
            occasion=str(person.number),
            step=question.step.id,
            settings=question.step.settings,
            at=question.at,
        )


def _row(rehearsal: Rehearsal, row: Row) -> Rehearsed:
    return Rehearsed(
        rehearsal=rehearsal,
        customer_id=row.customer_id,
        number=row.number,
        step=row.step,
        kind=row.kind,
        at=row.at,
        goes_at=row.goes_at,
        outcome=row.outcome[:40],
        channel=row.channel,
        remark=row.remark,
        is_unsure=row.is_unsure,
    )


class _Figures:
    """What a rehearsal comes to, counted as it goes."""

    def __init__(self, entering: Sequence[Entering]) -> None:
        self.entered = Counter(one.at.astimezone(TOKYO).date() for one in entering)
        self.held_back = sum(one.held_back for one in entering)
        self.people = len({one.customer_id for one in entering})
        self.again = sum(one.number > 1 for one in entering)
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self.remarks: Counter[str] = Counter()
        self.sent: Counter[Any] = Counter()
        self.channels: Counter[str] = Counter()
        self.ways: Counter[tuple[str, str]] = Counter()
        self.unsure = self.refused = self.agreed_since = 0

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.outcomes[row.step][row.outcome] += 1
            self.unsure += row.is_unsure
            if row.remark:
                self.remarks[row.remark] += 1
            self.refused += row.kind == "message" and row.outcome != "sent"
            if row.kind == "message" and row.outcome == "sent":
                self.sent[row.goes_at.astimezone(TOKYO).date()] += 1
                self.channels[row.channel] += 1

    def told(self, *, cut: bool, note: str) -> dict[str, Any]:
        days = sorted({*self.entered, *self.sent})
        for (step, outcome), number in self.ways.items():
            self.outcomes[step][outcome] += number
        return {
            "entered": sum(self.entered.values()),
            "people": self.people,
            "again": self.again,
            "held_back": self.held_back,
            "sent": sum(self.sent.values()),
            "outcomes": {step: dict(counted) for step, counted in self.outcomes.items()},
            "remarks": dict(self.remarks),
            "channels": dict(self.channels),
            "days": [[day.isoformat(), self.entered[day], self.sent[day]] for day in days],
            "unsure": self.unsure,
            "refused": self.refused,
            "agreed_since": self.agreed_since,
            "cut": cut,
            "note": note,
        }
