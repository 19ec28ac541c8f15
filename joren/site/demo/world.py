"""A made-up business of three shops, two years old: pure, and the same for the same last day.

Planted truth, which the screens must find again (`tests/test_planted_truth.py`):

* buying coffee beans on the first visit, and coming a second time within 30 days, make regulars;
* taking part in the class on the first visit does too, but few do;
* gender, month of birth, weekday and prefecture make no difference;
* the first campaign brings people back, the second does nothing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from . import words

SEED = 20240401
DAYS = 730
PEOPLE = 3000
TOKYO = ZoneInfo("Asia/Tokyo")

CAFE, STORE, ONLINE = "CAFE", "STORE", "ONLINE"
_PRICE = {code: price for code, _name, _category, price in words.PRODUCTS}
_BY_CATEGORY: dict[str, list[str]] = {}
for _code, _name, _category, _price in words.PRODUCTS:
    _BY_CATEGORY.setdefault(_category, []).append(_code)


@dataclass
class Basket:
    """One purchase: product codes with quantities."""

    person: int | None
    shop: str
    at: datetime
    lines: list[tuple[str, int]]
    returned: bool = False

    @property
    def amount(self) -> int:
        """Yen, tax included; negative for a return."""
        total = sum(_PRICE[code] * quantity for code, quantity in self.lines)
        return -total if self.returned else total


@dataclass
class Person:
    """A made-up customer. `pull` is the hidden rate of coming back, in visits per 30 days."""

    number: int
    family: tuple[str, str]
    given: tuple[str, str]
    gender: str
    birthday: tuple[int | None, int | None, int | None]
    registered_on: date
    home_shop: str
    place: tuple[str, str, str, str]
    street: str
    building: str
    email: str
    phone: str
    line_id: str
    mail_consent: bool
    line_consent: bool
    pull: float
    stays: float
    baskets: list[Basket] = field(default_factory=list)


class World:
    """Everything that happened in the two years up to and including `last_day`."""

    def __init__(self, last_day: date, people: int = PEOPLE) -> None:
        self.last_day = last_day
        self.first_day = last_day - timedelta(days=DAYS - 1)
        self._chance = Random(SEED)
        self.people = [self._person(number) for number in range(1, people + 1)]
        self.strangers = [self._anonymous() for _ in range(people)]

    def baskets(self) -> list[Basket]:
        """All purchases in the order in which they happened."""
        known = [basket for person in self.people for basket in person.baskets]
        return sorted(known + self.strangers, key=lambda basket: (basket.at, basket.person or 0))

    def later_visits(self, numbers: list[int], start: date, days: int, rate: float, seed: int) -> list[Basket]:
        """Extra purchases that a campaign brought about: each person comes once more with probability `rate`."""
        chance = Random(seed)
        extra = []
        for number in numbers:
            if chance.random() < rate:
                day = start + timedelta(days=chance.randrange(1, days))
                extra.append(self._basket(chance, number, self.people[number - 1].home_shop, day, first=False))
        return extra

    def visit(self, chance: Random, person: Person, day: date) -> Basket:
        """One more purchase of somebody, at the shop they know."""
        return self._basket(chance, person.number, person.home_shop, day, first=False)

    def _person(self, number: int) -> Person:
        chance = self._chance
        gender = chance.choices(["female", "male", ""], [0.58, 0.36, 0.06])[0]
        given = chance.choice(words.MALE if gender == "male" else words.FEMALE)
        shop = chance.choices([CAFE, STORE, ONLINE], [0.5, 0.3, 0.2])[0]
        # More and more people register as the business becomes known.
        registered = self.last_day - timedelta(days=int(DAYS * (1 - chance.random() ** 0.75)))
        registered = max(registered, self.first_day)
        has_mail, has_phone, has_line = chance.random() < 0.78, chance.random() < 0.7, chance.random() < 0.45
        person = Person(
            number=number,
            family=words.split_reading(chance.choice(words.FAMILY)),
            given=words.split_reading(given),
            gender=gender,
            birthday=self._birthday(chance),
            registered_on=registered,
            home_shop=shop,
            place=chance.choice(words.PLACES),
            street=f"{chance.randrange(1, 6)}-{chance.randrange(1, 30)}-{chance.randrange(1, 20)}",
            building=chance.choice(words.BUILDINGS).format(chance.randrange(101, 909)),
            email=f"demo{number:04d}@example.jp" if has_mail else "",
            phone=f"090-0000-{number:04d}" if has_phone else "",
            line_id=f"U{chance.getrandbits(128):032x}" if has_line else "",
            mail_consent=has_mail and chance.random() < 0.82,
            line_consent=has_line and chance.random() < 0.9,
            pull=chance.gammavariate(1.1, 0.32),
            stays=0.84,
        )
        self._live(person)
        return person

    @staticmethod
    def _birthday(chance: Random) -> tuple[int | None, int | None, int | None]:
        kind = chance.random()
        if kind < 0.15:
            return (None, None, None)
        day = date(1950, 1, 1) + timedelta(days=chance.randrange(56 * 365))
        return (None, day.month, day.day) if kind < 0.25 else (day.year, day.month, day.day)

    def _live(self, person: Person) -> None:
        """Let a person come, and come again while they last."""
        chance = self._chance
        first = self._basket(chance, person.number, person.home_shop, person.registered_on, first=True)
        person.baskets.append(first)
        bought = {code[0] for code, _ in first.lines}
        if "B" in bought:
            person.pull, person.stays = person.pull * 2.1, 0.93
        if "C" in bought:
            person.pull, person.stays = person.pull * 2.4, 0.95
        day = person.registered_on
        while True:
            wait = 2 + int(chance.expovariate(max(person.pull, 0.02) / 30))
            day += timedelta(days=wait)
            # Whoever comes back within 30 days has made it a habit.
            if len(person.baskets) == 1 and wait <= 30:
                person.pull, person.stays = person.pull * 1.5, min(0.97, person.stays + 0.05)
            if day > self.last_day or chance.random() > person.stays:
                return
            shop = person.home_shop if chance.random() < 0.8 else chance.choice([CAFE, STORE, ONLINE])
            basket = self._basket(chance, person.number, shop, day, first=False)
            person.baskets.append(basket)
            if shop != CAFE and chance.random() < 0.02 and day + timedelta(days=5) <= self.last_day:
                back = Basket(person.number, shop, basket.at + timedelta(days=5), basket.lines[:1], returned=True)
                person.baskets.append(back)

    def _anonymous(self) -> Basket:
        day = self.first_day + timedelta(days=self._chance.randrange(DAYS))
        return self._basket(self._chance, None, self._chance.choice([CAFE, CAFE, STORE]), day, first=False)

    def _basket(self, chance: Random, number: int | None, shop: str, day: date, *, first: bool) -> Basket:
        if shop == CAFE:
            hour, kinds = self._cafe_visit(chance)
        else:
            hour = chance.choice(range(24)) if shop == ONLINE else chance.choice(range(10, 20))
            goods = ["GOODS-TABLE", "GOODS-KITCHEN", "GOODS-GIFT", "CAFE-SWEETS"]
            kinds = chance.sample(goods, chance.choice([1, 1, 2]))
        if chance.random() < (0.22 if first else 0.12):
            kinds = [*kinds, "GOODS-BEANS"]
        if first and chance.random() < 0.06:
            kinds = [*kinds, "CLASS"]
        lines = [(chance.choice(_BY_CATEGORY[kind]), chance.choice([1, 1, 1, 2])) for kind in kinds]
        at = datetime.combine(day, time(0), TOKYO) + timedelta(hours=hour, minutes=chance.randrange(60))
        return Basket(number, shop, at, lines)

    @staticmethod
    def _cafe_visit(chance: Random) -> tuple[int, list[str]]:
        """Return the hour (24 and 25: after midnight, still the same business day) and what is ordered."""
        when = chance.choices(["lunch", "tea", "dinner"], [0.5, 0.2, 0.3])[0]
        if when == "lunch":
            return chance.choice([11, 12, 12, 13]), ["CAFE-LUNCH", "CAFE-DRINK"]
        if when == "tea":
            return chance.choice([14, 15, 16]), ["CAFE-DRINK", "CAFE-SWEETS"]
        return chance.choice([18, 19, 20, 21, 24, 25]), ["CAFE-DINNER", "CAFE-DINNER", "CAFE-DRINK"]
