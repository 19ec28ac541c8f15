"""An undo that leaves exactly those people as they are who were shown; in one piece, also when it is killed."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from joren.foundation.jobs.running import release_leases_of_the_dead, run_due
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer, CustomField, Tag
from joren.record.customers.queries import find
from joren.record.merging import actions as merging
from joren.touchpoints.imports import actions
from joren.touchpoints.imports.errors import InTheWay, PlanChanged
from joren.touchpoints.imports.planning import plan_undo, plan_with_reasons
from joren.touchpoints.imports.tests.bringing import take_in
from joren.touchpoints.imports.tests.whole_database import differences, whole_database
from joren.touchpoints.purchases.models import Purchase

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,氏名,メール,タグ,店舗,ランク\n"
FILE = HEADER + (
    "C1,山田 太郎,taro@example.com,VIP,S1,金\n"
    "C2,佐藤 花子,h@example.com,VIP,S2,銀\n"
    "C3,鈴木 一,i@example.com,新顔,S3,銅\n"
)
SALES = "伝票番号,顧客番号,日付,商品コード,数量,単価,店舗\nR1,C1,2024-04-01,P1,2,100,S1\n"
OWN = {"custom.rank": "ランク"}


def test_all_the_rest_goes_and_who_was_shown_stays_as_they_are():
    record = take_in("customers", FILE, mapping=OWN)
    take_in("purchases", SALES)
    customers.change(customer_id=find("member:C2").pk, by=None, given_name="はなこ")
    taro, hanako = find("member:C1"), find("member:C2")
    before = whole_database(keys=True)["customers_contactpoint"]
    plan, staying = plan_with_reasons(record, 10)
    assert plan.kept["customers_customer"] == [taro.pk, hanako.pk]
    assert sorted(str(shop) for shop in [taro.shop.code, hanako.shop.code]) == ["S1", "S2"]
    assert len(plan.kept["shops_shop"]) == 2
    assert {one.key for one in staying if one.table == "customers_customer"} == {taro.pk, hanako.pk}
    undone = actions.undo(record=record, by=None, leave=plan.name)
    assert (undone.state, undone.undo_plan["kept"]) == ("undone", {"customers_customer": 2, "shops_shop": 2})
    assert set(Customer.objects.values_list("member_number", flat=True)) == {"C1", "C2"}
    left = whole_database(keys=True)["customers_contactpoint"]
    assert (len(before - left), len(left - before)) == (1, 0)
    assert set(Tag.objects.values_list("name", flat=True)) == {"VIP"}
    assert Purchase.objects.get().customer == taro


def test_fields_and_tags_nobody_else_uses_go_with_the_undo():
    record = take_in("customers", FILE, mapping=OWN)
    assert CustomField.objects.filter(key="rank").exists()
    actions.undo(record=record, by=None)
    assert not CustomField.objects.filter(key="rank").exists()
    assert not Tag.objects.exists()


def test_a_field_somebody_else_uses_stays(hanako):
    record = take_in("customers", FILE, mapping=OWN)
    customers.set_custom_values(customer_id=hanako.pk, values={"rank": "金"}, by=None)
    actions.undo(record=record, by=None)
    assert CustomField.objects.get(key="rank").values.get().customer == hanako


def test_an_undo_without_a_plan_is_refused_with_the_plans_name_and_nothing_changes():
    record = take_in("customers", FILE)
    take_in("purchases", SALES)
    before = whole_database(keys=True)
    with pytest.raises(InTheWay) as caught:
        actions.undo(record=record, by=None)
    assert caught.value.details["plan"] == plan_undo(record).name != ""
    assert differences(before, whole_database(keys=True)) == {}


def test_a_plan_that_no_longer_holds_is_refused_and_nothing_changes():
    record = take_in("customers", FILE)
    take_in("purchases", SALES)
    shown = plan_undo(record).name
    customers.change(customer_id=find("member:C3").pk, by=None, given_name="はじめ")
    before = whole_database(keys=True)
    with pytest.raises(PlanChanged):
        actions.undo(record=record, by=None, leave=shown)
    assert differences(before, whole_database(keys=True)) == {}


def test_a_plan_that_breaks_while_the_worker_waits_is_told_and_nothing_changes():
    record = take_in("customers", FILE)
    take_in("purchases", SALES)
    actions.start_undo(record=record, by=None, leave=plan_undo(record).name)
    customers.change(customer_id=find("member:C3").pk, by=None, given_name="はじめ")
    run_due(kinds=["imports.undo"])
    record.refresh_from_db()
    assert (record.state, record.error["code"], Customer.objects.count()) == ("done", "plan_changed", 3)


@pytest.mark.django_db(transaction=True)
def test_what_was_changed_of_those_who_stay_is_not_put_back():
    take_in("customers", FILE)
    second = take_in("customers", HEADER + "C1,山本 太郎,,,,\nC3,鈴木 二,,,,\n")
    customers.change(customer_id=find("member:C1").pk, by=None, given_name="次郎")
    plan = plan_undo(second)
    assert (plan.kept, plan.restores) == ({"customers_customer": [find("member:C1").pk]}, {"customers_customer": 1})
    actions.undo(record=second, by=None, leave=plan.name)
    assert (find("member:C1").full_name, find("member:C3").full_name) == ("山本 次郎", "鈴木 一")


def test_a_later_merge_is_named_and_its_survivor_stays(hanako):
    record = take_in("customers", FILE)
    taro = find("member:C1")
    done = merging.merge(survivor=hanako, gone=taro, by=None, reason="同じ人")
    plan = plan_undo(record)
    assert ("merging_merge", 1) in [(one.table, one.count) for one in plan.obstacles]
    assert hanako.pk in plan.kept["customers_customer"]
    with pytest.raises(InTheWay):
        actions.undo(record=record, by=None)
    merging.unmerge(merge=done, by=None)
    assert find("member:C1").pk == taro.pk


@pytest.mark.django_db(transaction=True)
def test_an_undo_killed_in_the_middle_leaves_everything_and_is_done_by_the_next_worker():
    before = whole_database()
    record = take_in("customers", FILE, mapping=OWN)
    taken = whole_database(keys=True)
    actions.start_undo(record=record, by=None)
    _killed_while_deleting()
    assert differences(taken, whole_database(keys=True)) == {}
    release_leases_of_the_dead()
    assert run_due(kinds=["imports.undo"]) == 1
    record.refresh_from_db()
    assert (record.state, Customer.objects.count()) == ("undone", 0)
    assert differences(before, whole_database()) == {}


WORKER = """
import sys
import django
django.setup()
from joren.foundation.jobs.running import run_due
from joren.touchpoints.imports.actions import undoing
restore = undoing._delete_unused
def stop_in_the_middle(cursor, table, ids):
    restore(cursor, table, ids)
    print("in the middle", flush=True)
    sys.stdin.read()
undoing._delete_unused = stop_in_the_middle
run_due(kinds=["imports.undo"])
"""


def _killed_while_deleting():
    """Start a worker of its own, let it delete, and kill it with -9 before that is committed."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "in the middle\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.communicate()
