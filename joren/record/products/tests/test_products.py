"""Products: the tree of categories, unknown prices, one list."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from joren.record.products import actions, queries
from joren.record.products.errors import CodeTaken, CodeUnfit
from joren.record.products.models import Category, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea():
    food = actions.create_category(code="01", name="食料品", by=None)
    drinks = actions.create_category(code="0101", name="飲料", by=None, parent=food)
    tea = actions.create_category(code="010101", name="お茶", by=None, parent=drinks)
    actions.create_category(code="02", name="雑貨", by=None)
    actions.create(code="P1", name="煎茶", category=tea, unit_price=Decimal(1280), by=None)
    actions.create(code="P2", name="手ぬぐい", by=None)
    return tea


def test_the_tree_lists_parents_before_children(tea, django_assert_num_queries):
    with django_assert_num_queries(1):
        tree = [(branch.category.name, branch.depth, branch.products) for branch in queries.category_tree()]
    assert tree == [("食料品", 0, 0), ("飲料", 1, 0), ("お茶", 2, 1), ("雑貨", 0, 0)]


def test_a_category_holds_what_hangs_below_it(tea):
    food = queries.category_by_code("01")
    assert [product.code for product in queries.narrowed(queries.all_products(), category=food)] == ["P1"]


def test_codes_are_unique_and_fit_a_path(tea):
    with pytest.raises(CodeTaken):
        actions.create(code="P1", name="別の品", by=None)
    with pytest.raises(CodeTaken):
        actions.create_category(code="01", name="別", by=None)
    with pytest.raises(CodeUnfit):
        actions.create_category(code="a/b", name="別", by=None)
    with pytest.raises(CodeUnfit):
        actions.create(code=" ", name="別の品", by=None)
    assert (Category.objects.count(), Product.objects.count()) == (4, 2)


def test_an_unknown_price_is_said_and_never_0(client, reader, tea):
    client.force_login(reader)
    html = client.get(reverse("products:list")).content.decode()
    assert "¥1,280" in html
    assert "不明" in html
    assert "¥0" not in html


def test_the_list_narrows(client, reader, tea):
    client.force_login(reader)
    for query, shown, hidden in (
        ({"q": "煎茶"}, "P1", "P2"),
        ({"q": "p2"}, "P2", "P1"),
        ({"category": tea.parent.pk}, "P1", "P2"),
    ):
        html = client.get(reverse("products:list"), query).content.decode()
        assert f"{shown}</td>" in html, query
        assert f"{hidden}</td>" not in html, query


def test_the_list_costs_the_same_for_any_number(client, reader, tea):
    client.force_login(reader)
    counts = []
    for size in (2, 40):
        for number in range(size):
            actions.create(code=f"X{size}-{number}", name=f"{number}", category=tea, by=None)
        client.get(reverse("products:list"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("products:list"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
