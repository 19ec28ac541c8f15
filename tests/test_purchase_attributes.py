"""What can be known of a customer from purchases: exact answers, the same from the mirror and from PostgreSQL."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from joren.foundation.catalogue import Aggregate
from joren.foundation.time.clock import TOKYO
from joren.record.products.models import Category, Product
from joren.segments.engine import run
from joren.segments.mirror import actions as mirror
from joren.touchpoints.purchases import actions
from joren.touchpoints.purchases.actions import NewLine
from joren.touchpoints.purchases.attributes import ATTRIBUTES
from joren.touchpoints.purchases.tables import TABLES

pytestmark = pytest.mark.django_db(transaction=True)

ON = date(2024, 4, 10)
ANSWERS = {
    "purchases.count": 4,
    "purchases.amount": Decimal("6001.00"),
    "purchases.average": Decimal("1500.25"),
    "purchases.first_on": date(2024, 3, 1),
    "purchases.last_on": date(2024, 3, 31),
    "purchases.days_since_last": 10,
    "purchases.interval_days": Decimal("10.00"),
    "purchases.days_to_second": 10,
    "purchases.items": 4.5,
    "purchases.item_amount": Decimal("6001.00"),
}
NOTHING = {key: 0 if key.rpartition(".")[2] in ("count", "amount", "items", "item_amount") else None for key in ANSWERS}


def at(day, hour=12):
    return datetime(2024, 3, day, hour, tzinfo=TOKYO)


@pytest.fixture
def history(settings, tmp_path, hanako, ichiro, cafe, station_shop):
    """Three purchases, one given back whole, one cancelled; nothing of ichiro."""
    settings.MIRROR_HOME = tmp_path / "mirror"
    tea = Product.objects.create(code="T", category=Category.objects.create(code="tea", name="茶", path="tea/"))
    for day, hour, amount, shop in ((1, 12, 1000, cafe), (11, 19, 2000, station_shop), (31, 12, 3001, cafe)):
        line = NewLine(amount=Decimal(amount), quantity=Decimal("1.5"), product_id=tea.pk if day == 1 else None)
        actions.record(by=None, customer_id=hanako.pk, shop_id=shop.pk, purchased_at=at(day, hour), lines=[line])
    wrong = actions.record(by=None, customer_id=hanako.pk, amount=Decimal(9999), purchased_at=at(5))
    actions.cancel(purchase=wrong, by=None)
    back = actions.record(by=None, customer_id=hanako.pk, amount=Decimal(500), purchased_at=at(20))
    actions.record_return(purchase=back, by=None, returned_at=at(21))
    mirror.sync()
    return hanako.pk, ichiro.pk


def test_every_attribute_has_its_exact_answer_in_the_mirror(history):
    hanako, ichiro = history
    found = run.values(list(ANSWERS), [hanako, ichiro], as_of=ON)
    assert found == {hanako: ANSWERS, ichiro: NOTHING}


@pytest.mark.parametrize("key", ANSWERS)
def test_postgresql_gives_the_same_answer_for_one_person(history, key):
    hanako, ichiro = history
    rule = {"attribute": key, "op": "is_known"}
    expected = [said.isoformat() if isinstance(said, date) else said for said in (ANSWERS[key], NOTHING[key])]
    assert [run.why(rule, person, as_of=ON).actual for person in (hanako, ichiro)] == expected


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({"period": {"last_days": 30}}, 2),
        ({"shop": "cafe"}, 2),
        ({"weekday": [1]}, 1),
        ({"time_band": "dinner"}, 1),
        ({"shop": "cafe", "period": {"last_days": 30}}, 1),
    ],
)
def test_purchases_are_narrowed_by_period_shop_weekday_and_time_of_day(history, narrowed, count):
    hanako, _ichiro = history
    uses = {"n": {"attribute": "purchases.count", "with": narrowed}}
    assert run.values(uses, [hanako], as_of=ON) == {hanako: {"n": count}}


@pytest.mark.parametrize("narrowed", [{"category": "tea"}, {"product": "T"}])
def test_items_are_narrowed_by_product_and_category(history, narrowed):
    hanako, _ichiro = history
    uses = {
        "n": {"attribute": "purchases.items", "with": narrowed},
        "yen": {"attribute": "purchases.item_amount", "with": narrowed},
    }
    assert run.values(uses, [hanako], as_of=ON) == {hanako: {"n": 1.5, "yen": Decimal("1000.00")}}


def test_what_came_later_is_not_known_yet(history):
    hanako, _ichiro = history
    found = run.values(["purchases.count", "purchases.amount"], [hanako], as_of=date(2024, 3, 15))
    assert found == {hanako: {"purchases.count": 2, "purchases.amount": Decimal("3000.00")}}


def test_every_parameter_is_a_column_of_its_table_or_of_the_purchase_it_belongs_to():
    columns = {table.name: {column.name for column in table.columns} for table in TABLES}
    for attribute in ATTRIBUTES:
        assert isinstance(attribute.source, Aggregate)
        for parameter in attribute.parameters:
            of_purchase = parameter.column.startswith("q.")
            table = "purchases" if of_purchase else attribute.source.table
            assert parameter.column.removeprefix("q.") in columns[table], (attribute.key, parameter.key)
            assert not of_purchase or "purchase_id" in columns[attribute.source.table]
    assert set(ANSWERS) <= {attribute.key for attribute in ATTRIBUTES}
