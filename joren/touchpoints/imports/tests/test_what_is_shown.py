"""What people are shown of a file before it is taken in, and of what it changed: as they write it themselves."""

import pytest
from django.apps import apps

from joren.foundation.importing import ImportKind
from joren.foundation.registry import entries
from joren.record.customers.models import Customer
from joren.record.timeline.models import Event
from joren.touchpoints.imports import obstacles
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in
from joren.touchpoints.imports.units import models_by_table

pytestmark = pytest.mark.django_db

FRIEND = "U" + "0123456789abcdef" * 2


def _shown(client, manager, record):
    client.force_login(manager)
    return client.get(f"/imports/{record.pk}/").content.decode()


def test_a_number_made_for_a_row_without_one_is_not_shown(client, manager):
    page = _shown(client, manager, bring("customers", "氏名,電話\n大野 智子,09088880001\n", source="list"))
    assert "090-8888-0001" in page
    assert "~" not in page


def test_the_number_of_a_ticket_becomes_nothing_but_itself(client, manager):
    header = "取引番号,取引日時,会員番号,商品名,数量,単価,小計,合計金額,取引区分\n"
    text = f"{header}T1,2024/04/01 24:30,12,珈琲,1,480,480,480,販売\n"
    page = _shown(client, manager, bring("purchases", text, source="till"))
    assert "T1" in page
    assert "12 · 珈琲" not in page


def test_a_second_phone_joins_the_first_and_both_are_written_as_they_are_dialled(client, manager):
    take_in("customers", "会員番号,氏名,電話\n1,渡邊 太郎,0663451234\n", source="list")
    text = "会員番号,氏名,電話,携帯\n1,渡邊 太郎,0663451234,09012345604\n"
    page = _shown(client, manager, bring("customers", text, source="list"))
    assert "+81" not in page
    take_in("customers", text, source="list")
    told = Event.objects.get(key="customers.changed")
    assert told.data["changes"] == {"phone": ["", "+819012345604"]}
    page = client.get(f"/customers/{told.customer_id}/").content.decode()
    assert "（空） → 090-1234-5604" in page


def test_a_friend_of_the_line_account_is_reached_at_line_and_has_no_member_number_of_it():
    take_in("customers", f"ユーザーID,表示名\n{FRIEND},みさき\n", source="LINE")
    record = take_in("customers", f"ユーザーID,表示名\n{FRIEND},みさき2\n", source="LINE")
    assert counts(record) == (0, 1, 0, 0)
    customer = Customer.objects.get()
    assert customer.member_number is None
    assert list(customer.contact_points.values_list("kind", "value")) == [("line", FRIEND)]


def test_what_stands_in_the_way_of_an_undo_has_words_for_every_table():
    between = {"shops_shop_staff", *(f"coupons_coupon_{name}" for name in ("shops", "products", "categories"))}
    known = {model._meta.db_table for model in apps.get_models()}
    assert set(obstacles._WORDS) <= known | between
    assert set(models_by_table()) >= set(obstacles._WORDS) - between
    kinds = {table for kind in entries(ImportKind) for table in kind.tables}
    leaning = {
        other._meta.db_table for table in kinds for other, _column in obstacles.pointing_at(models_by_table()[table])
    }
    own = {"imports_importchange", *obstacles._TWINS}
    assert leaning - set(obstacles._WORDS) - own == set()
