"""How one person goes on: from where they stand to the next wait, or to the end.

`walk` is a generator. It yields questions about the world (does a rule hold, did something happen, do this), is sent
the answers, and returns what became of it. The engine answers from the database and does what is to be done; the
rehearsal answers from the past and does nothing. Both play this same code, so both come to the same.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from . import times
from .chance import path_of
from .flow import END, EVENT, NO, REACTION, RULE, SPLIT, UNTIL_HOUR, WAIT, YES, Flow, Settings, Step


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody inside: the `number`-th time this customer is in this journey."""

    customer_id: int
    number: int
    seed: str
    entry_id: int = 0


@dataclass(frozen=True, slots=True)
class Holds:
    """Does this rule hold of the person, as of the day of that moment? Answered with a bool, or `Failed`."""

    rule: Settings
    at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """When did one of these events first happen after one moment and up to another? Answered with it or None."""

    settings: Settings
    after: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Reacted:
    """When did the person first react so to the message of a step, up to that moment? Answered with it or None."""

    step: str
    reaction: str
    after: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Do:
    """Do this step. Answered with `Done` or `Failed`."""

    step: Step
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a step that was done (``sent``, ``no_consent``), and what to keep of it.

    `until`: when it comes about, where that is later: a message left in quiet hours goes in the morning, and the wait
    behind it begins then, or two messages with a day between them would go in the same minute.
    """

    outcome: str
    detail: dict[str, Any] = field(default_factory=dict)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A step that could not be done now; it is tried again, and given up in the end."""

    problem: str


Question = Holds | Happened | Reacted | Do


@dataclass(frozen=True, slots=True)
class Passed:
    """A step that is behind the person."""

    step: str
    at: datetime
    outcome: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rest:
    """Where the person stands now and until when at the latest; `awaits` are event keys that may end it before."""

    step: str
    arrived_at: datetime
    due_at: datetime
    awaits: tuple[str, ...] = ()
    problem: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Walked:
    """What became of a walk: what is behind, and either where the person rests or how and when it ended."""

    passed: tuple[Passed, ...]
    rest: Rest | None = None
    ending: str = ""
    ended_at: datetime | None = None


Walk = Generator[Question, Any, Walked]


def walk(
    flow: Flow,
    person: Person,
    step: str | None,
    arrived: datetime,
    now: datetime,
    *,
    attempts: int = 0,
    late: bool = True,
) -> Walk:
    """Go on from a step at which the person arrived then, as far as `now` allows.

    `late`: what should have been done long ago counts as done now (see `times.GRACE`); a rehearsal is never late.
    """
    passed: list[Passed] = []
    at = arrived
    while step is not None:
        node = flow.nodes[step]
        if node.type == END:
            passed.append(Passed(step, min(at, now), "ended"))
            return Walked(tuple(passed), ending="ended", ended_at=min(at, now))
        if node.acts:
            at = times.in_time(at, now) if late else at
            if at > now:
                return Walked(tuple(passed), Rest(step, at, at))
            done = yield Do(node, at)
            if isinstance(done, Failed):
                return _failed(passed, node, at, now, done, attempts)
            attempts = 0
            passed.append(Passed(step, at, done.outcome, done.detail))
            at = max(at, done.until or at)
            step = flow.after(node)
            continue
        outcome, until, awaits = yield from _settled(node, person, at, now)
        if isinstance(outcome, Failed):
            return _failed(passed, node, at, now, outcome, attempts)
        if outcome is None:
            return Walked(tuple(passed), Rest(step, at, until, awaits))
        attempts = 0
        passed.append(Passed(step, until, outcome))
        at = times.in_time(until, now) if late else until
        step = flow.after(node, outcome)
    return Walked(tuple(passed), ending="finished", ended_at=min(at, now))


def _settled(
    node: Step, person: Person, at: datetime, now: datetime
) -> Generator[Question, Any, tuple[str | Failed | None, datetime, tuple[str, ...]]]:
    """What comes of a wait or a branch, and when; None where it is not over yet: then until when, or what ends it."""
    if node.type in (WAIT, UNTIL_HOUR):
        until = (times.wait_end if node.type == WAIT else times.hour_end)(node.settings, at)
        return ("waited" if until <= now else None), until, ()
    if at > now:
        return None, at, ()
    if node.type == RULE:
        holds = yield Holds(node.settings["rule"], at)
        return (holds if isinstance(holds, Failed) else YES if holds else NO), at, ()
    if node.type == SPLIT:
        return path_of(person.seed, node, person.customer_id, person.number), at, ()
    until = times.deadline(node.settings, at)
    found = yield _asked(node, at, min(until, now))
    if found is not None:
        return YES, found, ()
    return (NO if until <= now else None), until, awaited(node)


def _asked(node: Step, at: datetime, until: datetime) -> Question:
    if node.type == EVENT:
        return Happened(node.settings, at, until)
    if node.settings["reaction"] == "bought":
        return Happened({"keys": list(awaited(node))}, at, until)
    return Reacted(str(node.settings.get("step", "")), node.settings["reaction"], at, until)


def awaited(node: Step) -> tuple[str, ...]:
    """The keys of events that may end the wait at this step."""
    if node.type == EVENT:
        return tuple(node.settings["keys"])
    if node.type == REACTION:
        reaction = node.settings["reaction"]
        return ("purchases.recorded",) if reaction == "bought" else (f"*.{reaction}",)
    return ()


def _failed(passed: list[Passed], node: Step, at: datetime, now: datetime, failed: Failed, attempts: int) -> Walked:
    if attempts >= len(times.RETRY):
        passed.append(Passed(node.id, at, "failed", {"problem": failed.problem}))
        return Walked(tuple(passed), ending="failed", ended_at=at)
    rest = Rest(node.id, at, now + times.RETRY[attempts], problem=failed.problem, attempts=attempts + 1)
    return Walked(tuple(passed), rest)
