"""Open data with known answers, taken in whole."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from joren.record.customers.models import Customer
from joren.record.products.models import Category, Product
from joren.record.shops.models import Shop
from joren.touchpoints.imports.tests.bringing import counts, take_in
from joren.touchpoints.purchases.models import Purchase, PurchaseLine
from tests.shared_data import shared_data

pytestmark = pytest.mark.django_db


def test_the_tokyo_customers_come_in_whole_and_twice_changes_nothing():
    path = shared_data("100knocks/customer_tokyo.csv")
    record = take_in("customers", path, source="knocks")
    assert (record.encoding, counts(record)) == ("utf-8", (11_928, 0, 0, 0))
    assert not record.report["rejects"]
    assert counts(take_in("customers", path, source="knocks")) == (0, 0, 11_928, 0)
    person = Customer.objects.get(external_ids__value="CS037613000071")
    assert (person.full_name, person.gender, person.birth_year) == ("六角 雅彦", "", 1952)
    assert (str(person.registered_on), person.shop.code) == ("2015-04-14", "S13037")
    assert person.addresses.get().postal_code == "136-0076"


def test_products_with_two_marks_come_in_and_seven_have_no_price():
    record = take_in("products", shared_data("100knocks/product.csv"), source="knocks")
    assert counts(record) == (10_030, 0, 0, 0)
    assert Product.objects.filter(unit_price=None).count() == 7
    assert not Product.objects.filter(unit_price=0).exists()
    categories = take_in("products", shared_data("100knocks/category.csv"), source="knocks")
    assert counts(categories) == (0, 228, 0, 0)
    assert Category.objects.get(code="040101").path == "04/0401/040101/"
    assert Category.objects.get(code="0401").name == "御飯類"


def test_the_cp932_product_file_reads_as_itself():
    record = take_in("products", shared_data("100knocks/P_df_product_full_CP932_header.csv"), source="knocks")
    assert (record.encoding, counts(record)) == ("cp932", (10_030, 0, 0, 0))
    product = Product.objects.select_related("category__parent__parent").get(code="P040101001")
    small = product.category
    assert (small.name, small.parent.name, small.parent.parent.name) == ("弁当類", "御飯類", "惣菜")
    assert (product.unit_price, product.unit_cost) == (Decimal("198.00"), Decimal("149.00"))


def test_shops_and_categories_come_in_whole():
    assert counts(take_in("shops", shared_data("100knocks/store.csv"))) == (53, 0, 0, 0)
    assert Shop.objects.filter(address__startswith="神奈川県横浜市").count() == 11
    assert counts(take_in("products", shared_data("100knocks/category.csv"))) == (228, 0, 0, 0)


def test_online_retail_nets_its_cancellations_out():
    path = shared_data("online_retail/online_retail_2010-12_2011-03.csv.gz")
    record = take_in("purchases", path, source="retail", options={"create_customers": True})
    assert counts(record) == (6_877, 0, 0, 0)
    assert (record.counts["lines"], record.counts["customers_new"]) == (142_083, 2_189)
    assert PurchaseLine.objects.count() == 142_083
    sold = PurchaseLine.objects.filter(purchase__kind="sale", customer__isnull=False, amount__gt=0)
    assert sold.count() == 94_488
    assert sold.values("customer_id").distinct().count() == 2_134
    assert sold.aggregate(total=Sum("amount"))["total"] == Decimal("2184797.04")
    net = Purchase.objects.filter(customer__isnull=False).aggregate(total=Sum("amount"))["total"]
    assert net == Decimal("2046189.16")
    back = Purchase.objects.get(external_id="C536379")
    assert (back.kind, back.amount, back.customer.member_number) == ("return", Decimal("-27.50"), "14527")
    assert Purchase.objects.filter(customer=None).count() == record.counts["anonymous"] == 1_112
    assert counts(take_in("purchases", path, source="retail")) == (0, 0, 6_877, 0)


def test_complete_journey_comes_in_to_the_cent():
    path = shared_data("completejourney/transactions_sample.csv.gz")
    record = take_in("purchases", path, source="cj", options={"create_customers": True})
    assert counts(record) == (47_243, 0, 0, 0)
    assert PurchaseLine.objects.count() == 75_000
    assert Customer.objects.count() == 2_377
    assert Purchase.objects.aggregate(total=Sum("amount"))["total"] == Decimal("233935.24")
    assert counts(take_in("purchases", path, source="cj")) == (0, 0, 47_243, 0)
