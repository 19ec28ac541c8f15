"""Answers that stand ready-made are the very answers an ordinary pass gives, whatever happened to the facts."""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from joren.foundation.catalogue import Aggregate, days_between
from joren.record.customers.models import Customer
from joren.segments.engine import run
from joren.segments.engine.asking import Asking
from joren.segments.engine.compiler import Compiler
from joren.segments.engine.engines import MirrorEngine
from joren.segments.engine.ready import parts
from joren.segments.engine.tables import Column, Own
from joren.segments.mirror import reading
from joren.segments.mirror.actions import sync
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

from . import shop

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = [key for key in shop.KEYS if key.startswith("test.")]
LAST = shop.START + timedelta(days=shop.DAYS)
TODAY = "2026-11-01"


def answers(day: date, *, ready: bool, at: Own | None = None) -> list[tuple[Any, ...]]:
    """Every attribute of everybody as of the day, with and without "in all time"; PostgreSQL is never asked."""
    engine = MirrorEngine()
    assert engine.ready is not None
    if not ready:
        engine.ready = None
    asking = Asking(as_of=day, engine=engine)
    compiler = asking.compiler()
    uses = [{"attribute": key, "with": narrowing} for key in KEYS for narrowing in ({}, {"period": {"all": True}})]
    select = [compiler.answer(asking.use(use)) for use in uses]
    rules = [shop.random_rule(random.Random(seed)) for seed in range(20)]
    select += [compiler.holds(asking.rule(rule)) for rule in rules]
    return [tuple(row) for row in asking.rows(compiler.query(["c.id", *select], tail=" ORDER BY 1"))]


def disturb(chance: random.Random, people: list[shop.Person]) -> None:
    """What happens to facts: corrected, moved to somebody else, taken away, dated into the future, new people."""
    sales = list(Purchase.objects.order_by("pk").values_list("pk", flat=True))
    for pk in chance.sample(sales, min(6, len(sales))):
        row = Purchase.objects.filter(pk=pk)
        what = chance.choice(["amount", "owner", "nobody", "day", "future", "gone"])
        if what == "amount":
            row.update(amount=chance.randrange(5000))
        elif what in ("owner", "nobody"):
            to = None if what == "nobody" else chance.choice(people).customer.pk
            row.update(customer_id=to)
            PurchaseLine.objects.filter(purchase_id=pk).update(customer_id=to)
        elif what == "gone":
            row.delete()
        else:
            row.update(business_date=date(2026, 11, chance.randint(2, 6)) if what == "future" else shop._day(chance))
    Customer.objects.filter(pk=chance.choice(people).customer.pk).update(gender=chance.choice(["female", "male"]))
    Customer.objects.create(family_name="鈴木", registered_on=chance.choice([None, shop.START]))


@pytest.mark.parametrize("seed", range(3))
def test_ready_made_and_computed_answers_are_the_same_after_anything_that_happens(seed: int) -> None:
    chance = random.Random(300 + seed)
    with time_machine.travel(f"{TODAY}T03:00:00Z", tick=False) as moment:
        people = shop.stock(chance, 25)
        for step in range(6):
            for day in (LAST, date(2026, 11, 1), date(2026, 11, 4), date(2027, 1, 1), shop._day(chance)):
                assert answers(day, ready=True) == answers(day, ready=False), (step, day)
            disturb(chance, people)
            if step % 2:
                moment.shift(timedelta(days=chance.choice([1, 2])))
            if step == 3:
                sync(compact=True)


def test_a_question_about_all_time_reads_no_purchase_at_all() -> None:
    shop.stock(random.Random(1), 5)
    sql = _sql({"attribute": "test.count", "op": "at_least", "value": 1}, LAST)
    assert "test_sales" not in sql and "purchases" not in sql and "ready." in sql
    days = {"attribute": "test.days_since", "op": "at_most", "value": 30}
    assert "test_sales" not in _sql(days, LAST)


def test_a_day_before_the_newest_fact_and_a_narrowing_parameter_are_computed() -> None:
    shop.stock(random.Random(1), 5)
    assert "test_sales" in _sql({"attribute": "test.count", "op": "at_least", "value": 1}, shop.START)
    narrowed = {"attribute": "test.count", "with": {"period": {"last_days": 9999}}, "op": "at_least", "value": 1}
    assert "test_sales" in _sql(narrowed, LAST)


def test_one_purchase_of_the_far_future_leaves_the_answers_of_everybody_ready() -> None:
    people = shop.stock(random.Random(1), 5)
    rule = {"attribute": "test.count", "op": "at_least", "value": 1}
    before = run.count(rule, as_of=LAST)
    newcomer = Customer.objects.create(family_name="未来")
    row = Purchase.objects.order_by("pk").last()
    assert row is not None and people
    Purchase.objects.filter(pk=row.pk).update(business_date=date(2150, 1, 1), customer=newcomer)
    assert "test_sales" not in _sql(rule, LAST)
    assert run.members(rule, as_of=LAST).count(newcomer.pk) == 0
    assert run.count(rule, as_of=LAST) in (before, before - 1)
    assert newcomer.pk in run.members(rule, as_of=date(2150, 1, 1))


def test_a_cut_off_of_each_customer_s_own_may_be_counted_from_a_ready_answer() -> None:
    people = shop.stock(random.Random(5), 20)
    own = Own("test.first_on", 45)
    table = run.evaluate([Column("n", "test.count", own), Column("all", "test.count")], as_of=LAST + timedelta(99))
    expected = []
    for person in people:
        first = shop.answer(person, "test.first_on", {}, LAST)
        if first is not None and shop.was_there(person, LAST):
            counts = [shop.answer(person, "test.count", {}, day) for day in (first + timedelta(days=45), LAST)]
            expected.append((person.customer.pk, *counts))
    assert table.rows() == expected


def test_an_aggregate_over_the_day_is_kept_as_the_aggregates_in_it() -> None:
    last = "max(f.business_date) FILTER (WHERE {where})"
    source = Aggregate(table="test_sales", expression=days_between(last, "{as_of}"), where="f.counts", ready=True)
    split = parts(source)
    assert split is not None
    assert split.template == "CAST(({as_of}) - ({r0}) AS INTEGER)"
    assert [kept.expression for kept in split.kept] == [last]
    assert parts(replace(source, where="f.business_date < {as_of}")) is None
    assert parts(replace(source, expression="count(*) FILTER (WHERE {where} AND f.business_date < {as_of})")) is None
    assert parts(replace(source, ready=False)) is None


def test_a_mistake_in_the_ready_made_answers_does_not_outlive_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.stock(random.Random(1), 5)
    sync()
    monkeypatch.setattr("joren.segments.mirror.writing.Writer._note_people", lambda *_: None)
    Purchase.objects.update(amount=1)
    sync()
    assert answers(LAST, ready=True) != answers(LAST, ready=False)
    sync(compact=True)
    assert answers(LAST, ready=True) == answers(LAST, ready=False)


def test_answers_of_another_definition_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.stock(random.Random(1), 5)
    sync()
    folder = reading.open_mirror()
    made = folder.manifest.ready
    assert made is not None
    other = replace(folder.manifest, ready=replace(made, files=replace(made.files, fingerprint="of older software")))
    monkeypatch.setattr(reading, "load", lambda _folder: other)
    assert MirrorEngine().ready is None


def _sql(rule: dict[str, Any], day: date) -> str:
    engine = MirrorEngine()
    asking = Asking(as_of=day, engine=engine)
    compiler: Compiler = asking.compiler()
    sql = compiler.query(["count(*)"], where=[compiler.holds(asking.rule(rule))]).sql
    for file in connection.introspection.table_names():
        assert f" {file} " not in sql
    return sql
