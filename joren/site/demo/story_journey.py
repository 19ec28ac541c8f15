"""The journey of the made-up business, and everybody's way through it. Pure, like the world.

Whoever buys for the first time is thanked the next morning; who has not come again ten days later is invited once
more, and that brings some back. Everybody goes the way real journeys walk, over what happened in the world;
purchases that the invitation causes become part of the world.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from joren.foundation.time.business_day import business_date
from joren.outreach.journeys.rules import entering, walking
from joren.outreach.journeys.rules.chance import is_held_back
from joren.outreach.journeys.rules.definition import read
from joren.outreach.journeys.rules.flow import Flow
from joren.outreach.journeys.rules.walking import Do, Done, Happened, Holds, Question, Walked

from . import words_journey, words_story
from .world import TOKYO, Basket, Person, World

SEED = "demo-journey"
DAYS_RUNNING = 270
SHARE = Decimal("0.2")
THANKS, SECOND, TASK = "s3", "s7", "s10"
_ACTIONS = ("message", "task")
_BIG = 8_000
_COMES = 0.24
_OPENS = {THANKS: 0.46, SECOND: 0.37}
_CLICKS = 0.22
_DAY_ENDS = {code: time(hour) for code, _name, _kind, hour, _postal, _address in words_story.SHOPS}
_BOUGHT = ["purchases.recorded"]
_ONCE = {"attribute": "purchases.count", "op": "at_most", "value": 1}
_AGREES = {"attribute": "consent.given", "op": "is", "value": True, "with": {"channel": "mail", "purpose": "marketing"}}


def definition(messages: dict[str, int]) -> dict[str, Any]:
    """The journey as it was published; `messages` are keys of messages by step."""
    no = [
        _step("s6", "until_hour", hour="10:00"),
        _send(SECOND, messages),
        _step(
            "s8",
            "wait_event",
            [],
            [
                _step(
                    "s9",
                    "rule",
                    [_step(TASK, "task", days=3, **dict[str, Any](words_journey.TASK))],
                    [],
                    rule={"attribute": "purchases.amount", "op": "at_least", "value": _BIG},
                )
            ],
            keys=_BOUGHT,
            days=14,
        ),
    ]
    return {
        "trigger": {"type": "event", "settings": {"keys": _BOUGHT}},
        "only_if": {"all": [_ONCE, _AGREES]},
        "again": {"rule": "once"},
        "held_back": str(SHARE),
        "max_age_hours": 48,
        "steps": [
            _step("s1", "wait", amount=1, unit="days"),
            _step("s2", "until_hour", hour="10:00"),
            _send(THANKS, messages),
            _step("s4", "wait_event", [_step("s5", "end")], no, keys=_BOUGHT, days=10),
        ],
    }


def _step(
    key: str,
    kind: str,
    yes: list[dict[str, Any]] | None = None,
    no: list[dict[str, Any]] | None = None,
    **settings: Any,
) -> dict[str, Any]:
    made: dict[str, Any] = {"id": key, "type": kind, "settings": settings}
    if yes is not None:
        made["paths"] = [{"key": "yes", "steps": yes}, {"key": "no", "steps": no or []}]
    return made


def _send(key: str, messages: dict[str, int]) -> dict[str, Any]:
    return _step(key, "message", message=messages.get(key, 0), channels=["mail"], never_twice=True)


@dataclass(frozen=True)
class Sent:
    """A message of a step to one person, and what they did with it."""

    number: int
    step: str
    at: datetime
    opened_at: datetime | None = None
    clicked_at: datetime | None = None


@dataclass
class Way:
    """One person's way. Who is held back goes none (`walked` is None)."""

    number: int
    entered_at: datetime
    stratum: str
    walked: Walked | None = None
    sent: list[Sent] = field(default_factory=list)
    caused: Basket | None = None


class Led:
    """Everybody who entered the journey up to the last day of the world, in the order of entering."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.started_at = datetime.combine(world.last_day - timedelta(days=DAYS_RUNNING), time(9), TOKYO)
        self.now = datetime.combine(world.last_day + timedelta(days=1), time(5), TOKYO)
        self.flow: Flow = read(definition({}), _ACTIONS)
        new = [one for one in world.people if one.mail_consent and self.started_at <= one.baskets[0].at < self.now]
        self.ways = [self._way(person) for person in sorted(new, key=lambda one: (one.baskets[0].at, one.number))]
        self._last = {way.number: way.sent[-1].at for way in self.ways if way.sent}

    def writes_after(self, number: int, at: datetime) -> bool:
        """Whether the journey wrote to this person after that moment: who left before is written to no more."""
        return number in self._last and self._last[number] > at

    def _way(self, person: Person) -> Way:
        way = Way(person.number, person.baskets[0].at, entering.stratum(1, 0))
        if not is_held_back(SEED, person.number, SHARE):
            way.walked = self._walked(person, way, Random(f"{SEED}:{person.number}"))  # noqa: S311
        return way

    def _walked(self, person: Person, way: Way, chance: Random) -> Walked:
        who = walking.Person(person.number, 1, SEED)
        steps = walking.walk(self.flow, who, self.flow.first, way.entered_at, self.now, late=False)
        answer: Any = None
        while True:
            try:
                question = steps.send(answer)
            except StopIteration as end:
                walked: Walked = end.value
                return walked
            answer = self._answer(question, person, way, chance)

    def _answer(self, question: Question, person: Person, way: Way, chance: Random) -> Any:
        if isinstance(question, Happened):
            found = (basket.at for basket in person.baskets if not basket.returned)
            return next((at for at in found if question.after < at <= question.until), None)
        if isinstance(question, Holds):
            return sum(b.amount for b in person.baskets if _day(b) <= question.at.astimezone(TOKYO).date()) >= _BIG
        assert isinstance(question, Do), "nothing else is asked in this journey"
        if question.step.type != "message":
            return Done("done")
        if question.step.id == SECOND:
            self._brings_back(person, way, question.at, chance)
        way.sent.append(self._sent(person.number, question, way.caused is not None, chance))
        return Done("sent", {"channel": "mail", "goes_at": question.at.isoformat()})

    def _brings_back(self, person: Person, way: Way, at: datetime, chance: Random) -> None:
        day = at.astimezone(TOKYO).date() + timedelta(days=chance.randrange(1, 13))
        if chance.random() < _COMES and day <= self.world.last_day:
            way.caused = self.world.visit(chance, person, day)
            person.baskets.append(way.caused)
            person.baskets.sort(key=lambda basket: basket.at)

    def _sent(self, number: int, asked: Do, comes: bool, chance: Random) -> Sent:
        """Whoever it brought back has opened it within hours."""
        opens, clicks = chance.random() < _OPENS[asked.step.id], chance.random() < _CLICKS
        minutes = 1 + int(chance.expovariate(1 / 600))
        opened = asked.at + timedelta(minutes=min(minutes, 600) if comes else minutes)
        if not (opens or comes) or opened >= self.now:
            return Sent(number, asked.step.id, asked.at)
        return Sent(number, asked.step.id, asked.at, opened, opened + timedelta(seconds=50) if clicks else None)


def _day(basket: Basket) -> date:
    return business_date(basket.at, _DAY_ENDS[basket.shop])
