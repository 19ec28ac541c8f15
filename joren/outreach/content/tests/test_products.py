"""Products chosen for each person, in bulk, from what was bought."""

from decimal import Decimal

import pytest
from django.core.cache import cache

from joren.foundation.time import clock
from joren.outreach.content import products
from joren.outreach.content.queries import values_of
from joren.outreach.content.words import Words
from joren.record.products.models import Category, Product
from joren.touchpoints.purchases.models import Purchase, PurchaseLine
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    cache.clear()
    beans = Category.objects.create(code="豆", name="豆", path="豆/")
    made = {
        code: Product.objects.create(code=code, name=f"品{code}", unit_price=Decimal(price), category=category)
        for code, price, category in (("A", 500, beans), ("B", 600, beans), ("C", 700, None), ("D", 800, None))
    }
    yield made
    cache.clear()


def buy(customer, *items):
    today = clock.today()
    for number, product in enumerate(items):
        key = f"{customer.pk}-{Purchase.objects.count()}"
        purchase = Purchase.objects.create(
            customer=customer, source="test", external_id=key, purchased_at=clock.now(), business_date=today, amount=1
        )
        PurchaseLine.objects.create(
            purchase=purchase, number=number + 1, product=product, amount=1, customer=customer, business_date=today
        )


def names(block, *customers):
    ids = [customer.pk for customer in customers]
    found = products.values(block, ids, "")
    return [[found[pk][f"item{n}"]["code"] for n in range(1, 7) if f"item{n}" in found[pk]] for pk in ids]


def test_each_way_of_picking(shelf):
    hanako, ichiro, misaki, kenta = cast.hanako(), cast.ichiro(), cast.misaki(), cast.kenta()
    a, b, c, d = (shelf[code] for code in "ABCD")
    buy(hanako, a, a, b)
    buy(ichiro, a, c, c)
    buy(misaki, a, c, d)
    assert names({"pick": "manual", "codes": "D, A"}, hanako, kenta) == [["D", "A"], ["D", "A"]]
    assert names({"pick": "best", "number": 2}, kenta) == [["A", "C"]]
    assert names({"pick": "best", "category": "豆"}, kenta) == [["A", "B"]]
    assert names({"pick": "again", "number": 2}, hanako, ichiro) == [["A", "B"], ["C", "A"]]
    assert names({"pick": "again", "number": 1}, kenta) == [["A"]]  # no purchases: best sellers
    # A and C were bought by two people each and both: near. Hanako has A, not C.
    assert names({"pick": "also", "number": 1}, hanako) == [["C"]]
    assert hanako.pk in products.values({"pick": "also"}, [hanako.pk], "")


def test_a_category_or_code_that_is_not_there_picks_nothing(shelf):
    kenta = cast.kenta()
    assert names({"pick": "best", "category": "無"}, kenta) == [[]]
    assert names({"pick": "manual", "codes": "無"}, kenta) == [[]]


def test_values_of_a_hundred_cost_no_more_questions_than_of_one(shelf, django_assert_max_num_queries):
    people = cast.crowd(100)
    for customer in people[:20]:
        buy(customer, shelf["A"], shelf["B"])
    words = Words(channel="mail", subject="x", blocks=[{"type": "products", "id": "b1", "pick": "again", "number": 2}])
    products.values(words.blocks[0], [people[0].pk], "")
    with django_assert_max_num_queries(12):
        values = values_of([customer.pk for customer in people], words)
    assert len(values) == 100
    assert values[people[0].pk]["blocks"]["b1"]["item1"] == {"code": "A", "name": "品A", "price": "¥500"}


def test_what_it_expands_to_shows_only_what_the_person_has():
    block = {
        "id": "b1",
        "type": "products",
        "title": "おすすめ",
        "number": 4,
        "prices": True,
        "url": "https://a.jp/[code]",
    }
    made = products.expand(block, "blocks.b1")
    assert [one["type"] for one in made] == ["heading", "columns", "columns"]
    assert [len(one["columns"]) for one in made[1:]] == [3, 1]
    assert made[2]["when"] == "blocks.b1.item4"
    assert "(https://a.jp/{{blocks.b1.item1.code|url_encode}})" in made[1]["columns"][0][0]["text"]
