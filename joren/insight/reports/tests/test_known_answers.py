"""Open data with known answers, imported whole and reported."""

from datetime import date
from decimal import Decimal

import pytest

from joren.insight.loyalty import queries as loyalty
from joren.insight.loyalty.actions import define
from joren.insight.loyalty.finding import find
from joren.insight.reports import queries
from joren.touchpoints.imports.tests.bringing import take_in
from tests.shared_data import shared_data

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def mirror(settings, tmp_path):
    settings.MIRROR_HOME = tmp_path / "mirror"


def rows(key, as_of, **given):
    return queries.run(key, {"as_of": as_of, **given}, staff=None).rows


def total(found, key):
    return sum(row[key] for row in found)


def test_online_retail_sales_customers_and_cancellations():
    path = shared_data("online_retail/online_retail_2010-12_2011-03.csv.gz")
    take_in("purchases", path, source="retail", options={"create_customers": True})
    as_of = date(2011, 3, 31)
    months = rows("sales", as_of)
    assert [row["period"] for row in months] == ["2010-12", "2011-01", "2011-02", "2011-03"]
    known = rows("customers", as_of)
    assert total(known, "new_buyers") == 2_134
    assert rows("repeat", as_of)[0]["customers"] == 2_134
    cells = rows("rfm", as_of)
    assert total(cells, "customers") == 2_134
    assert total(known, "linked_sales") == Decimal("2184797.04")
    items = rows("products", as_of, limit=10_000)
    assert total(items, "amount") == total(months, "net")


def test_complete_journey_to_the_cent_and_its_regulars():
    path = shared_data("completejourney/transactions_sample.csv.gz")
    take_in("purchases", path, source="cj", options={"create_customers": True})
    as_of = date(2018, 1, 1)
    assert total(rows("sales", as_of), "net") == Decimal("233935.24")
    assert total(rows("shops", as_of), "net") == Decimal("233935.24")
    assert total(rows("products", as_of, limit=10_000), "amount") <= Decimal("233935.24")
    assert rows("repeat", as_of)[0]["customers"] == 2_377
    definition = define(rule={"attribute": "purchases.count", "op": "at_least", "value": 30}, by=None)
    seen = loyalty.overview(definition, as_of=as_of)
    assert (seen.customers, seen.sales) == (2_377, Decimal("233935.24"))
    assert 0 < seen.regulars < seen.customers
    assert find(definition, as_of=as_of)["status"] == "found"


def test_cdnow_purchases_one_by_one(tmp_path):
    lines = shared_data("cdnow/CDNOW_sample.txt").read_text().splitlines()
    fields = [line.split() for line in lines]
    path = tmp_path / "cdnow.csv"
    table = [f"{who},{day},{amount}" for _master, who, day, _items, amount in fields]
    path.write_text("\n".join(["customer_id,date,amount", *table]))
    take_in("purchases", path, source="cdnow", options={"create_customers": True})
    as_of = date(1998, 6, 30)
    again = rows("repeat", as_of)
    assert again[0]["customers"] == 2_357
    assert total(rows("sales", as_of), "net") == sum(Decimal(amount) for *_rest, amount in fields)
    assert total(rows("sales", as_of), "purchases") == 6_919
