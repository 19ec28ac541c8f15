"""Random rules over random histories: the mirror, PostgreSQL for everybody and for one, and plain Python agree."""

import random
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest

from joren.segments.engine import asking, run
from joren.segments.engine.engines import PostgresEngine
from joren.segments.engine.tables import Column, Own

from . import shop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("seed", range(3))
def test_every_engine_and_the_definition_agree_on_everybody(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    people = shop.stock(chance)
    days = list(islice(shop.random_days(chance), 8))
    rules = [(shop.random_rule(chance), chance.choice(days)) for _ in range(60)]
    by_mirror = [run.members(rule, as_of=day) for rule, day in rules]
    for (rule, day), found in zip(rules, by_mirror, strict=True):
        expected = [p.customer.pk for p in people if shop.was_there(p, day) and shop.holds(p, rule, day)]
        assert found == expected, (rule, day)
        assert run.count(rule, as_of=day) == len(expected)
        for person in chance.sample(people, 5):
            why = run.why(rule, person.customer.pk, as_of=day)
            assert why.met is (person.customer.pk in expected), (rule, day)
    monkeypatch.setattr(asking, "engine_for_rule", lambda customers: PostgresEngine())
    for (rule, day), found in zip(rules, by_mirror, strict=True):
        assert run.members(rule, as_of=day) == found, (rule, day)


@pytest.mark.parametrize("seed", range(3))
def test_answers_are_those_of_the_definition_to_the_cent(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(100 + seed)
    people = shop.stock(chance)
    uses = [_use(chance) for _ in range(25)]
    day = next(shop.random_days(random.Random(seed)))
    columns = [Column(str(number), use) for number, use in enumerate(uses)]
    expected = [_expected(person, uses, day) for person in people if shop.was_there(person, day)]
    assert [_plain(row) for row in run.evaluate(columns, as_of=day).rows()] == expected
    monkeypatch.setattr(asking, "engine_for_rule", lambda customers: PostgresEngine())
    assert [_plain(row) for row in run.evaluate(columns, as_of=day).rows()] == expected


@pytest.mark.parametrize("seed", range(3))
def test_each_customer_may_have_a_day_of_their_own(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """First purchase and some days more: nothing later is known of anybody, and periods count back from there."""
    chance = random.Random(200 + seed)
    people = shop.stock(chance)
    uses = [_use(chance) for _ in range(25)]
    day, plus = shop.START + timedelta(days=shop.DAYS - 100), 45
    own = Own("test.first_on", plus, complete=bool(seed % 2))
    columns = [Column(str(number), use, own) for number, use in enumerate(uses)]
    expected = []
    for person in people:
        first = shop.answer(person, "test.first_on", {}, day)
        if first is None or not shop.was_there(person, day):
            continue
        cutoff = first + timedelta(days=plus)
        if cutoff <= day or not own.complete:
            expected.append(_expected(person, uses, min(cutoff, day)))
    assert [_plain(row) for row in run.evaluate(columns, as_of=day).rows()] == expected
    monkeypatch.setattr(asking, "engine_for_rule", lambda customers: PostgresEngine())
    assert [_plain(row) for row in run.evaluate(columns, as_of=day).rows()] == expected


def _use(chance: random.Random) -> dict[str, Any]:
    key = chance.choice(shop.KEYS)
    parameters = shop.random_parameters(chance, key) if key.startswith("test.") else {}
    return {"attribute": key, "with": parameters}


def _expected(person: shop.Person, uses: list[dict[str, Any]], day: Any) -> list[Any]:
    return [person.customer.pk, *(shop.answer(person, use["attribute"], use["with"], day) for use in uses)]


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return list(row)
