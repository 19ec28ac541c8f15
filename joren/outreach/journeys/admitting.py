"""Letting people in: candidates are checked and entered in one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db import transaction
from django.db.models import Max

from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.record.customers.models import Customer
from joren.segments.engine import run

from .flows import flow_of
from .models import Entry, Journey, Position, Version
from .rules.chance import is_held_back
from .rules.entering import is_fresh, may_enter, stratum
from .rules.flow import Flow
from .rules.times import in_time
from .world import members, said_of

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom something that happened at that moment would let in. `cause` names it, once and for all."""

    customer_id: int
    at: datetime
    cause: str


def admit(journey: Journey, candidates: Iterable[Candidate]) -> int:
    """Let in those who may enter, in the order of the moments. Returns how many did, held back or not."""
    people = sorted(candidates, key=lambda one: (one.at, one.cause))
    return sum(_admit(journey, people[start : start + BATCH]) for start in range(0, len(people), BATCH))


@contextmanager
def telling(journey: Journey) -> Iterator[None]:
    """A rule that can no longer be asked lets nobody into this journey; its page says so, and no other waits for it."""
    try:
        yield
    except JorenError as problem:
        Journey.objects.filter(pk=journey.pk).update(problem=said_of(problem))


@transaction.atomic
def _admit(journey: Journey, candidates: Sequence[Candidate]) -> int:
    # The row is held so that two workers cannot count the same person's entries at once.
    held = Journey.objects.select_for_update(of=("self",)).select_related("version").get(pk=journey.pk)
    if held.status != Journey.Status.LIVE or held.version is None:
        return 0
    now, flow = clock.now(), flow_of(held.version)
    fresh = [
        Candidate(one.customer_id, in_time(one.at, now), one.cause)
        for one in _once(held, candidates)
        if is_fresh(one.at, now, flow.max_age_hours, held.started_at)
    ]
    entered = _enter(held, flow, _allowed(held, flow, wanted(flow, fresh)))
    Journey.objects.filter(pk=held.pk).exclude(problem="").update(problem="")
    return entered


def _once(journey: Journey, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without those whose cause has begun the journey already, and those who are no more."""
    ids = [one.customer_id for one in candidates]
    causes = [one.cause for one in candidates]
    known = set(
        Entry.objects.filter(journey=journey, customer__in=ids, cause__in=causes).values_list("cause", "customer")
    )
    there = set(Customer.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return [one for one in candidates if one.customer_id in there and (one.cause, one.customer_id) not in known]


def wanted(flow: Flow, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those of whom the rule of entering holds on their day; everybody where there is none."""
    if flow.only_if is None:
        return list(candidates)
    days: dict[date, list[int]] = defaultdict(list)
    for one in candidates:
        days[_day(one)].append(one.customer_id)
    inside = {day: members(flow.only_if, day, ids) for day, ids in days.items()}
    return [one for one in candidates if one.customer_id in inside[_day(one)]]


def _day(one: Candidate) -> date:
    return one.at.astimezone(TOKYO).date()


def _allowed(journey: Journey, flow: Flow, candidates: Sequence[Candidate]) -> list[tuple[Candidate, int]]:
    """Those the rule of entering again lets in, each with the number of the entry."""
    found = Entry.objects.filter(journey=journey, customer__in=[one.customer_id for one in candidates]).order_by()
    rows = found.values("customer").annotate(number=Max("number"), last=Max("entered_at"))
    known = {row["customer"]: (row["number"], row["last"]) for row in rows}
    chosen = []
    for one in candidates:
        number, last = known.get(one.customer_id, (0, None))
        if may_enter(flow.again, last, one.at):
            chosen.append((one, number + 1))
            known[one.customer_id] = (number + 1, one.at)
    return chosen


def _enter(journey: Journey, flow: Flow, chosen: Sequence[tuple[Candidate, int]]) -> int:
    classes = strata([one for one, _number in chosen])
    entries = [_entry(journey, flow, one, number, classes.get(one, "")) for one, number in chosen]
    Entry.objects.bulk_create(entries, batch_size=BATCH)
    positions = [
        Position(
            entry=entry,
            journey=journey,
            version_id=entry.version_id,
            customer_id=entry.customer_id,
            step=flow.first or "",
            arrived_at=entry.entered_at,
            due_at=entry.entered_at,
        )
        for entry in entries
        if entry.decision == Entry.Decision.SEND
    ]
    Position.objects.bulk_create(positions, batch_size=BATCH)
    return len(entries)


def _entry(journey: Journey, flow: Flow, one: Candidate, number: int, kind: str) -> Entry:
    held_back = is_held_back(journey.seed, one.customer_id, flow.held_back)
    return Entry(
        journey=journey,
        version=cast(Version, journey.version),
        customer_id=one.customer_id,
        number=number,
        cause=one.cause,
        decision=Entry.Decision.HELD_BACK if held_back else Entry.Decision.SEND,
        stratum=kind,
        entered_at=one.at,
        entered_on=one.at.astimezone(TOKYO).date(),
        ended_at=one.at if held_back else None,
        ending=Entry.Ending.HELD_BACK if held_back else Entry.Ending.NONE,
    )


def strata(candidates: Sequence[Candidate]) -> dict[Candidate, str]:
    """The class of earlier buying of each on the day of entering, before anything was sent."""
    days: dict[date, list[Candidate]] = defaultdict(list)
    for one in candidates:
        days[_day(one)].append(one)
    found: dict[Candidate, str] = {}
    for day, people in days.items():
        asked = {"count": "purchases.count", "days": "purchases.days_since_last"}
        answers = run.values(asked, [one.customer_id for one in people], as_of=day)
        for one in people:
            answer = answers.get(one.customer_id, {})
            found[one] = stratum(answer.get("count"), answer.get("days"))
    return found
