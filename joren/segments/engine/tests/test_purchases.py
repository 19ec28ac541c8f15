"""Every attribute of purchases, with random parameters over random histories: both engines say what is meant by it."""

import random
from datetime import timedelta
from typing import Any

import pytest

from joren.foundation.catalogue import Attribute
from joren.segments.catalogue.queries import catalogue
from joren.segments.engine import asking, run
from joren.segments.engine.engines import PostgresEngine
from joren.segments.engine.tables import Column, Own

from . import real, shop

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_attribute_of_purchases_has_its_model() -> None:
    declared: dict[str, Attribute] = dict(catalogue().attributes)
    assert {key for key in declared if key.startswith("purchases.")} == set(real.KEYS)


@pytest.mark.parametrize("seed", range(4))
def test_answers_are_those_of_the_definition(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(300 + seed)
    people = shop.stock(chance)
    uses = _uses(chance)
    day = next(shop.random_days(random.Random(seed)))
    columns = [Column(str(number), use) for number, use in enumerate(uses)]
    there = [person for person in people if shop.was_there(person, day)]
    expected = [[person.customer.pk, *_answers(person, uses, day)] for person in there]
    _compare(run.evaluate(columns, as_of=day).rows(), expected, uses)
    monkeypatch.setattr(asking, "engine_for_rule", lambda customers: PostgresEngine())
    _compare(run.evaluate(columns, as_of=day).rows(), expected, uses)
    for person in chance.sample(there, 3):
        found = run.values({str(number): use for number, use in enumerate(uses)}, [person.customer.pk], as_of=day)
        _compare([(person.customer.pk, *found[person.customer.pk].values())], [
            [person.customer.pk, *_answers(person, uses, day)]
        ], uses)  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_the_same_as_of_each_customers_own_day(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """First purchase and some days more: what is known by then never depends on what came later."""
    chance = random.Random(400 + seed)
    people = shop.stock(chance)
    uses = _uses(chance)
    day = shop.START + timedelta(days=shop.DAYS - 50)
    own = Own("purchases.first_on", 60, complete=False)
    columns = [Column(str(number), use, own) for number, use in enumerate(uses)]
    expected = []
    for person in people:
        first = shop.first_purchase(person)
        if first and first.day <= day and shop.was_there(person, day):
            cutoff = min(first.day + timedelta(days=60), day)
            expected.append([person.customer.pk, *_answers(person, uses, cutoff)])
    _compare(run.evaluate(columns, as_of=day).rows(), expected, uses)
    monkeypatch.setattr(asking, "engine_for_rule", lambda customers: PostgresEngine())
    _compare(run.evaluate(columns, as_of=day).rows(), expected, uses)


def _uses(chance: random.Random) -> list[dict[str, Any]]:
    """Each attribute without parameters and with some."""
    uses = [{"attribute": key, "with": {}} for key in real.KEYS]
    return uses + [{"attribute": key, "with": real.parameters_for(chance, key)} for key in real.KEYS]


def _answers(person: shop.Person, uses: list[dict[str, Any]], day: Any) -> list[Any]:
    return [real.answer(person, use["attribute"], use["with"], day) for use in uses]


def _compare(rows: list[Any], expected: list[list[Any]], uses: list[dict[str, Any]]) -> None:
    assert [row[0] for row in rows] == [row[0] for row in expected]
    for row, right in zip(rows, expected, strict=True):
        for said, meant, use in zip(row[1:], right[1:], uses, strict=True):
            assert said == meant, (row[0], use)
