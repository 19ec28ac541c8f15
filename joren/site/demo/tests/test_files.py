"""The files to try are as dirty as they say, and the import copes."""

import io

import pytest

from joren.record.customers.models import Customer
from joren.site.demo import queries
from joren.touchpoints.imports import actions as imports
from joren.touchpoints.purchases.models import Purchase

pytestmark = pytest.mark.django_db(transaction=True)


def take_in(name, kind):
    _called, content = queries.file_to_try(name)
    record = imports.bring(io.BytesIO(content), file_name=name, kind=kind, by=None)
    return imports.run(record=record, by=None)


def test_the_files_go_in_and_what_cannot_be_read_is_left_out():
    take_in("customers.csv", "customers")
    assert Customer.objects.count() == 20
    assert Customer.objects.get(member_number="K0003").full_name == "①㈱髙﨑商店"
    assert Customer.objects.get(member_number="K0002").addresses.get().postal_code == "181-0013"
    born_on_31_february = Customer.objects.get(member_number="K0004")
    assert (born_on_31_february.full_name, born_on_31_february.birth_day) == ("佐藤 美咲", None)
    assert Customer.objects.get(member_number="K0008").full_name == "伊藤 直美", (
        "a row that ends early ends in empty cells"
    )
    take_in("purchases.csv", "purchases")
    assert Purchase.objects.get(external_id="D9004").amount == -1900
    assert not Purchase.objects.filter(external_id__in=["D9001", "D9005"]).exists(), "30 February, an amount in words"
