"""What the engine's questions promise."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from joren.foundation.catalogue import Attribute, AttributeType, CustomerColumn
from joren.record.customers.models import Customer, CustomField
from joren.record.shops.models import Shop
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.engine import run
from joren.segments.engine.compiler import Compiler
from joren.segments.engine.dialects import DuckDB, PostgreSQL
from joren.segments.engine.engines import MirrorEngine, PostgresEngine, engine_for
from joren.segments.engine.errors import DayOutOfRange, NotADate, UnknownCustomer
from joren.segments.engine.tables import Column, Crosstab, Own
from joren.touchpoints.purchases.models import Purchase
from tests import cast
from tests.worked_numbers import worked

DAY = date(2026, 4, 1)
COUNT: dict[str, Any] = {"attribute": "test.count", "op": "at_least", "value": 1}


def buy(customer: Customer, on: date, amount: int = 1000) -> Purchase:
    return Purchase.objects.create(
        customer=customer,
        source="test",
        external_id=f"{customer.pk}-{Purchase.objects.count()}",
        purchased_at=datetime.combine(on, datetime.min.time(), UTC),
        business_date=on,
        amount=Decimal(amount),
    )


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_before_the_question_is_in_its_answer() -> None:
    hanako = cast.hanako()
    assert run.count(COUNT, as_of=DAY) == 0
    purchase = buy(hanako, DAY)
    assert run.members(COUNT, as_of=DAY) == [hanako.pk]
    Purchase.objects.filter(pk=purchase.pk).update(cancelled_at=datetime.now(UTC))
    assert run.count(COUNT, as_of=DAY) == 0
    Purchase.objects.filter(pk=purchase.pk).update(cancelled_at=None)
    assert run.sample(COUNT, 10, as_of=DAY) == (1, [hanako.pk])
    purchase.delete()
    assert run.count(COUNT, as_of=DAY) == 0


@pytest.mark.django_db(transaction=True)
def test_a_writer_sees_its_own_rows_before_it_commits_and_the_mirror_never_keeps_them() -> None:
    hanako = cast.hanako()
    with transaction.atomic():
        buy(hanako, DAY)
        assert isinstance(engine_for(None), PostgresEngine)
        assert run.count(COUNT, as_of=DAY) == 1
        transaction.set_rollback(True)
    assert isinstance(engine_for(None), MirrorEngine)
    assert run.count(COUNT, as_of=DAY) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("row", worked("segments", "count_in_last_30_days"), ids=lambda row: row["as of"])
def test_periods_count_back_from_the_day_as_documented(row: dict[str, str]) -> None:
    hanako = cast.hanako()
    for day in row["purchases on"].split(", "):
        buy(hanako, date.fromisoformat(day))
    use = {"attribute": "test.count", "with": {"period": {"last_days": 30}}}
    found = run.values({"n": use}, [hanako.pk], as_of=date.fromisoformat(row["as of"]))
    assert found == {hanako.pk: {"n": int(row["count"])}}


@pytest.mark.django_db
def test_why_tells_each_answer_beside_what_was_asked() -> None:
    hanako = cast.hanako()
    buy(hanako, DAY - timedelta(days=10), 1500)
    rule = {"all": [COUNT, {"not": {"attribute": "test.amount", "op": "at_least", "value": 2000}}]}
    found = run.why(rule, hanako.pk, as_of=DAY)
    assert found.met and found.kind == "all"
    count, negated = found.parts
    assert (count.met, count.actual, count.target, count.path) == (True, 1, 1, "all[0]")
    amount = negated.parts[0]
    assert (negated.met, amount.met, amount.actual, amount.target) == (True, False, 1500, 2000)
    assert amount.as_dict()["actual_words"] == "¥1,500"


@pytest.mark.django_db
def test_why_asks_one_indexed_question_however_many_comparisons(django_assert_max_num_queries: Any) -> None:
    hanako = cast.hanako()
    rule = {"all": [COUNT | {"value": number} for number in range(20)]}
    with django_assert_max_num_queries(4):  # the custom fields, the shops, whether we have written, the question
        run.why(rule, hanako.pk, as_of=DAY)


@pytest.mark.django_db
def test_somebody_not_registered_yet_is_not_there_and_nobody_is_a_refusal() -> None:
    hanako = cast.hanako()
    before = date(2023, 3, 31)
    anybody = {"attribute": "test.count", "op": "at_least", "value": 0}
    assert run.members(anybody, as_of=before) == []
    assert run.members(anybody, as_of=date(2023, 4, 1)) == [hanako.pk]
    found = run.why(anybody, hanako.pk, as_of=before)
    assert (found.met, found.kind) == (False, "absent")
    with pytest.raises(UnknownCustomer):
        run.why(anybody, 999_999, as_of=DAY)


@pytest.mark.django_db
def test_a_removed_field_shop_or_segment_empties_no_condition_but_refuses() -> None:
    CustomField.objects.create(key="seat", label="Seat", type=CustomField.Type.TEXT)
    shop = Shop.objects.create(code="gone", name="Gone")
    cast.hanako()
    rules = [
        {"attribute": "customer.custom.seat", "op": "is_known"},
        COUNT | {"with": {"shop": "gone"}},
        {"attribute": "customer.shop", "op": "is", "value": "gone"},
    ]
    assert [run.count(rule, as_of=DAY) for rule in rules] == [0, 0, 0]
    CustomField.objects.all().delete()
    shop.delete()
    for rule in [*rules, {"segment": "gone"}]:
        for asked in (rule, {"not": rule}, {"any": [COUNT, rule]}):
            with pytest.raises(InvalidRule):
                run.members(asked, as_of=DAY)


EVIL = [
    "'; DROP TABLE customers_customer; --",
    "$v0",
    "%(v0)s",
    "%s%%",
    "{where} {as_of}",
    'x" OR "1"="1',
    "\\'; SELECT 1",
    "' OR TRUE OR '",
    "?",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", EVIL)
def test_texts_are_values_and_never_sql(text: str) -> None:
    evil = Customer.objects.create(family_name="悪", source=text[:50])
    Customer.objects.create(family_name="善", source="web")
    Shop.objects.create(code=text[:50], name="x")
    Customer.objects.filter(pk=evil.pk).update(shop=Shop.objects.get())
    for rule in (
        {"attribute": "customer.source", "op": "is", "value": text},
        {"attribute": "customer.source", "op": "any_of", "value": [text, "nobody"]},
        {"attribute": "customer.source", "op": "contains", "value": text},
        {"attribute": "customer.shop", "op": "is", "value": text},
    ):
        assert run.members(rule, as_of=DAY) == [evil.pk]
        assert run.why(rule, evil.pk, as_of=DAY).met
    assert run.count(COUNT | {"op": "at_most", "with": {"shop": text}}, as_of=DAY) == 2
    assert Customer.objects.count() == 2


def test_no_value_of_a_rule_stands_in_the_sql() -> None:
    """Every dialect marks values; the text of the query holds none of them."""
    from joren.segments.catalogue.binding import BoundLeaf, BoundUse
    from joren.segments.catalogue.operators import Operator
    from joren.segments.catalogue.tree import Leaf, Use

    column = CustomerColumn(expression="c.source")
    attribute = Attribute(key="x.y", label="", description="", type=AttributeType.TEXT, source=column, group="")
    bound = BoundLeaf(Leaf(Use("x.y"), Operator.ANY_OF, ("secret-1", "secret-2")), BoundUse(attribute), "")
    for dialect in (DuckDB(lambda name: f"({name})"), PostgreSQL(lambda name: f"({name})")):
        compiler = Compiler(dialect, DAY)
        query = compiler.query(["count(*)"], where=[compiler.holds(bound)])
        assert "secret" not in query.sql
        assert {"secret-1", "secret-2"} <= set(query.values.values())


@pytest.mark.django_db(transaction=True)
def test_facts_are_counted_against_an_outcome_inside_the_engine() -> None:
    """Known within 30 days of the first purchase, against having bought three times until today."""
    hanako, ichiro, misaki, kenta, yumi = cast.everybody()
    first = date(2025, 6, 1)
    for customer, days in ((hanako, [0, 10, 200]), (ichiro, [0, 20, 25]), (misaki, [0, 40, 80]), (kenta, [0])):
        for day in days:
            buy(customer, first + timedelta(days=day))
    buy(yumi, DAY - timedelta(days=5))  # her thirty days are not over
    own = Own("test.first_on", 30)
    table = run.evaluate(
        [
            Column("came back", COUNT | {"value": 2}, own),
            Column("times", "test.count", own),
            Column("regular", COUNT | {"value": 3}),
        ],
        as_of=DAY,
    )
    assert len(table) == 4
    assert table.cross_tabulate("regular", ["came back"]) == {"came back": Crosstab(2, 0, 1, 1)}
    assert table.frequencies("times", "regular") == [(1, 2, 1), (2, 1, 1), (3, 1, 1)]
    among = run.evaluate([Column("n", "test.count")], as_of=DAY, among=COUNT | {"value": 3})
    assert sorted(row[0] for row in among.rows()) == [hanako.pk, ichiro.pk, misaki.pk]
    assert run.evaluate([Column("n", "test.count")], as_of=DAY, among=[kenta.pk]).rows() == [(kenta.pk, 1)]


@pytest.mark.django_db
def test_an_own_day_can_only_be_counted_from_a_date() -> None:
    with pytest.raises(NotADate):
        run.evaluate([Column("n", "test.count", Own("test.count", 30))], as_of=DAY)


@pytest.mark.django_db(transaction=True)
def test_answers_for_many_come_from_the_mirror_and_for_few_from_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    hanako, ichiro = cast.hanako(), cast.ichiro()
    buy(hanako, DAY, 700)
    expected = {hanako.pk: {"test.amount": Decimal(700)}, ichiro.pk: {"test.amount": Decimal(0)}}
    assert run.values(["test.amount"], [hanako.pk, ichiro.pk, 999_999], as_of=DAY) == expected
    monkeypatch.setattr("joren.segments.engine.engines.A_FEW", 1)
    assert isinstance(engine_for(2), MirrorEngine)
    assert run.values(["test.amount"], [hanako.pk, ichiro.pk, 999_999], as_of=DAY) == expected
    assert run.values(["test.amount"], [], as_of=DAY) == {}
    assert not connection.in_atomic_block


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_day_outside_of_all_calendars_is_refused(day: date) -> None:
    for ask in (lambda: run.count(COUNT, as_of=day), lambda: run.why(COUNT, 1, as_of=day)):
        with pytest.raises(DayOutOfRange) as problem:
            ask()
        assert problem.value.details["first"] == "1900-01-01"
