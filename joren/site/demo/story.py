"""What the made-up business did about its customers: two campaigns and what came of them. Pure, like the world.

The first mail (a coffee for people who had not come for a while) brings one in five of those who got it back once
more; the second (news) changes nothing. Both held a tenth back by the same assignment a real campaign uses, over
the customers' running numbers, so that the verdicts do not depend on keys that a database gives out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any, Literal

from joren.foundation.chance import Member, assign
from joren.foundation.time.business_day import business_date
from joren.outreach.campaigns.rules import stratum

from . import words_story
from .story_journey import Led
from .world import TOKYO, Basket, Person, World

SHARE = Fraction(1, 10)
WINDOW_DAYS = 30
AWAY_DAYS = 45
AWAY = {"attribute": "purchases.days_since_last", "op": "at_least", "value": AWAY_DAYS}
EVERYBODY = {"attribute": "purchases.count", "op": "at_least", "value": 1}
_DAY_ENDS = {code: time(hour) for code, _name, _kind, hour, _postal, _address in words_story.SHOPS}
_SENT_AT = time(10)

Decision = Literal["send", "held_back", "excluded"]


def day_of(basket: Basket) -> date:
    """The business date a purchase counts for."""
    return business_date(basket.at, _DAY_ENDS[basket.shop])


@dataclass(frozen=True)
class Assigned:
    """One person of an audience, by number. `reason` says why somebody is excluded."""

    number: int
    decision: Decision
    reason: str = ""
    stratum: str = ""


@dataclass(frozen=True)
class Reaction:
    """When one person got the mail and what they did with it."""

    number: int
    sent_at: datetime
    opened_at: datetime | None = None
    clicked_at: datetime | None = None
    unsubscribed_at: datetime | None = None


@dataclass
class Mailing:
    """A campaign with its frozen audience, its reactions and the purchases it caused."""

    words: dict[str, str]
    rule: dict[str, Any]
    seed: str
    day: date
    audience: list[Assigned]
    reactions: list[Reaction] = field(default_factory=list)
    caused: list[Basket] = field(default_factory=list)

    @property
    def sent_at(self) -> datetime:
        """When the first mail went."""
        return datetime.combine(self.day, _SENT_AT, TOKYO)

    def numbers(self, decision: Decision) -> list[int]:
        """The people of that decision, by number."""
        return [person.number for person in self.audience if person.decision == decision]


class Story:
    """The world, and what the business did in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        # First, because purchases that it causes are part of what campaigns find.
        self.journey = Led(world)
        self.unsubscribed: dict[int, datetime] = {}
        last = world.last_day
        self.come_back = self._mailing(
            words_story.COME_BACK, AWAY, "demo-1", last - timedelta(days=100), away_for(AWAY_DAYS)
        )
        self.come_back.caused = world.later_visits(
            self.come_back.numbers("send"), self.come_back.day, WINDOW_DAYS, rate=0.2, seed=11
        )
        self.new_cups = self._mailing(words_story.NEW_CUPS, EVERYBODY, "demo-2", last - timedelta(days=50), everybody)
        self.mailings = [self.come_back, self.new_cups]

    def baskets(self) -> list[Basket]:
        """Every purchase, those that a mail caused among them, in the order in which they happened."""
        caused = [basket for mailing in self.mailings for basket in mailing.caused]
        return sorted(self.world.baskets() + caused, key=lambda basket: (basket.at, basket.person or 0))

    def _mailing(
        self,
        words: dict[str, str],
        rule: dict[str, Any],
        seed: str,
        day: date,
        wanted: Callable[[Person, date], bool],
    ) -> Mailing:
        people = [person for person in self.world.people if person.registered_on < day and wanted(person, day)]
        mailing = Mailing(words, rule, seed, day, self._audience(people, seed, day))
        mailing.reactions = [self._believable(reaction) for reaction in _reactions(mailing)]
        self.unsubscribed |= {
            reaction.number: reaction.unsubscribed_at for reaction in mailing.reactions if reaction.unsubscribed_at
        }
        return mailing

    def _believable(self, reaction: Reaction) -> Reaction:
        """Whoever the journey still writes to afterwards has not left."""
        left = reaction.unsubscribed_at
        stays = left is not None and self.journey.writes_after(reaction.number, left)
        return replace(reaction, unsubscribed_at=None) if stays else reaction

    def _audience(self, people: list[Person], seed: str, day: date) -> list[Assigned]:
        reasons = {person.number: self._reason(person) for person in people}
        strata = {person.number: _stratum(person, day) for person in people if not reasons[person.number]}
        held_back = assign([Member(*pair) for pair in strata.items()], SHARE, seed)
        return [
            Assigned(number, "held_back" if number in held_back else "send", stratum=strata[number])
            if not reason
            else Assigned(number, "excluded", reason)
            for number, reason in reasons.items()
        ]

    def _reason(self, person: Person) -> str:
        return "" if person.mail_consent and person.number not in self.unsubscribed else "no_consent"


def _stratum(person: Person, day: date) -> str:
    """The class of earlier buying a real campaign would have found on that day."""
    before = [day_of(basket) for basket in person.baskets if not basket.returned and day_of(basket) < day]
    return stratum(len(before), (day - max(before)).days if before else None)


def everybody(person: Person, day: date) -> bool:
    """Take all."""
    return True


def away_for(days: int) -> Callable[[Person, date], bool]:
    """Take those whose last purchase before the day is at least so many days old."""

    def away(person: Person, day: date) -> bool:
        before = [day_of(basket) for basket in person.baskets if day_of(basket) < day]
        return bool(before) and (day - max(before)).days >= days

    return away


def _reactions(mailing: Mailing) -> list[Reaction]:
    """A third opens within hours, a fifth of these clicks, one in a hundred of these has had enough."""
    chance = Random(mailing.seed)  # noqa: S311
    return [_reaction(chance, mailing, place, number) for place, number in enumerate(mailing.numbers("send"))]


def _reaction(chance: Random, mailing: Mailing, place: int, number: int) -> Reaction:
    sent_at = mailing.sent_at + timedelta(seconds=place // 5)
    opened_at = sent_at + timedelta(minutes=1 + int(chance.expovariate(1 / 700)))
    opens, clicks, leaves = (chance.random() < share for share in (0.34, 0.2, 0.01))
    return Reaction(
        number,
        sent_at,
        opened_at if opens else None,
        opened_at + timedelta(seconds=40) if opens and clicks else None,
        opened_at + timedelta(seconds=70) if opens and leaves else None,
    )
