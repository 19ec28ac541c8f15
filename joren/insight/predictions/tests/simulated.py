"""Customers who behave as the models say, so that what should be found is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from joren.insight.loyalty.tests.history import noon
from joren.insight.predictions.rules.bg_nbd import BgNbd
from joren.record.customers.models import Customer
from joren.touchpoints.purchases.models import Purchase

TODAY = date(2026, 6, 1)
TRUE = BgNbd(r=0.8, alpha=6.0, a=0.6, b=3.0)


@dataclass(frozen=True)
class Person:
    """Days of purchases before today, oldest first, with their amounts."""

    days_ago: tuple[int, ...]
    amounts: tuple[int, ...]


def people(number: int, *, seed: int = 0, weeks: float = 104, model: BgNbd = TRUE) -> list[Person]:
    """First purchases spread over the weeks; then by the model, in days."""
    dice = np.random.default_rng(seed)
    return [_person(dice, weeks, model) for _ in range(number)]


def _person(dice: np.random.Generator, weeks: float, model: BgNbd) -> Person:
    rate, leaving = dice.gamma(model.r, 1 / model.alpha), dice.beta(model.a, model.b)
    mean, at, days = 1500 + dice.gamma(3, 500), 0.0, [0]
    age = int(dice.uniform(1, weeks * 7))
    while True:
        at += dice.exponential(1 / rate) * 7
        if at >= age:
            break
        days.append(int(at))
        if dice.random() < leaving:
            break
    days = sorted(set(days))
    return Person(tuple(age - day for day in days), tuple(int(mean * dice.gamma(6, 1 / 6)) + 1 for _day in days))


def record(persons: Sequence[Person], today: date = TODAY) -> list[Customer]:
    """As customers with purchases in the database."""
    customers = Customer.objects.bulk_create(
        [Customer(family_name=f"予測{number}", search_text="", search_grams=[]) for number in range(len(persons))]
    )
    Purchase.objects.bulk_create(
        [
            _purchase(customer, today - timedelta(days=ago), amount, f"{place}-{ago}")
            for place, (customer, person) in enumerate(zip(customers, persons, strict=True))
            for ago, amount in zip(person.days_ago, person.amounts, strict=True)
        ]
    )
    return customers


def buy(customer: Customer, day: date, amount: int = 1_000, *, kind: str = "sale") -> Purchase:
    """One more purchase."""
    made = _purchase(customer, day, amount, f"more-{Purchase.objects.count()}", kind)
    made.save()
    return made


def _purchase(customer: Customer, day: date, amount: int, name: str, kind: str = "sale") -> Purchase:
    return Purchase(
        customer=customer,
        kind=kind,
        source="simulated",
        external_id=name,
        purchased_at=noon(day),
        business_date=day,
        minute_of_day=720,
        amount=Decimal(amount),
    )
