"""A whole import is taken back exactly, or not at all and with the reason."""

import pytest
from django.apps import apps
from django.db import connection

from joren.foundation.changes.models import Tombstone
from joren.foundation.jobs.running import run_due
from joren.record.consents import actions as consents
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.record.customers.queries import find
from joren.touchpoints.imports import actions, files
from joren.touchpoints.imports.errors import InTheWay, WrongState
from joren.touchpoints.imports.kinds_known import kinds
from joren.touchpoints.imports.models import ImportChange
from joren.touchpoints.imports.tests.bringing import take_in
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,氏名,メール,住所,タグ,メルマガ,店舗\n"
FIRST = HEADER + "C1,山田 太郎,taro@example.com,東京都渋谷区1,VIP,1,S1\nC2,佐藤 花子,h@example.com,,,0,S1\n"
SECOND = HEADER + "C1,山本 太郎,new@example.com,大阪府大阪市2,団体,0,S2\nC3,鈴木 一,i@example.com,,,1,S2\n"
SALES = (
    "伝票番号,顧客番号,日付,商品コード,商品名,数量,単価\n"
    "R1,C1,2024-04-01,P1,茶,2,100\nR1,C1,2024-04-01,P2,菓子,1,50\nR2,C9,2024-04-02,P1,茶,1,100\n"
)


def everything():
    """All rows of all tables an import may touch, without what only says who wrote last."""
    tables = sorted({table for kind in kinds() for table in kind.tables})
    models = {model._meta.db_table: model for model in apps.get_models()}
    dropped = ("changed_xid",)
    found = {}
    for table in tables:
        rows = models[table].objects.order_by("pk").values()
        found[table] = [{key: value for key, value in row.items() if key not in dropped} for row in rows]
    return found


def without_ids(tables):
    return {name: [{k: v for k, v in row.items() if k != "id"} for row in rows] for name, rows in tables.items()}


def test_an_import_into_nothing_leaves_nothing():
    before = everything()
    record = take_in("customers", FIRST)
    assert Customer.objects.count() == 2
    undone = actions.undo(record=record, by=None)
    assert undone.state == "undone"
    assert everything() == before
    assert Tombstone.objects.filter(table="customers_customer").count() == 2


def test_what_an_import_changed_is_as_before():
    take_in("customers", FIRST)
    before = everything()
    second = take_in("customers", SECOND)
    assert find("member:C1").family_name == "山本"
    actions.undo(record=second, by=None)
    assert everything() == before


def test_custom_values_that_were_replaced_come_back():
    text = "顧客番号,氏名,ランク\n1,甲,金\n"
    mapping = {"custom.rank": "ランク"}
    take_in("customers", text, mapping=mapping)
    before = without_ids(everything())
    second = take_in("customers", text.replace("金", "銀"), mapping=mapping)
    assert find("member:1").custom_values.get().value == "銀"
    actions.undo(record=second, by=None)
    assert without_ids(everything()) == before
    assert find("member:1").custom_values.get().value == "金"


def test_purchases_are_taken_back_with_what_they_made():
    take_in("customers", FIRST)
    before = everything()
    record = take_in("purchases", SALES, options={"create_customers": True})
    assert (Purchase.objects.count(), Customer.objects.count()) == (2, 3)
    actions.undo(record=record, by=None)
    assert everything() == before


def test_a_changed_purchase_gets_its_lines_and_events_back():
    take_in("customers", FIRST)
    first = take_in("purchases", SALES)
    before = without_ids(everything())
    second = take_in("purchases", SALES.replace("R1,C1,2024-04-01,P2,菓子,1,50", "R1,C1,2024-04-01,P2,菓子,3,50"))
    assert (second.counts["changed"], Purchase.objects.get(external_id="R1").amount) == (1, 350)
    actions.undo(record=second, by=None)
    after = without_ids(everything())
    assert sorted(map(str, after["purchases_purchaseline"])) == sorted(map(str, before["purchases_purchaseline"]))
    assert after["purchases_purchase"] == before["purchases_purchase"]
    assert sorted(map(str, after["timeline_event"])) == sorted(map(str, before["timeline_event"]))
    actions.undo(record=first, by=None)
    assert not Purchase.objects.exists()


def test_a_later_purchase_stands_in_the_way_and_nothing_is_changed():
    record = take_in("customers", FIRST)
    take_in("purchases", SALES)
    before = everything()
    with pytest.raises(InTheWay) as caught:
        actions.undo(record=record, by=None)
    assert "あとから加わった 1 件の購入" in str(caught.value)
    assert {obstacle["table"] for obstacle in caught.value.details["found"]} >= {"purchases_purchase", "timeline_event"}
    assert everything() == before
    record.refresh_from_db()
    assert record.state == "done"


def test_a_later_edit_a_later_consent_and_a_later_import_stand_in_the_way():
    record = take_in("customers", FIRST)
    customer = find("member:C2")
    customers.change(customer_id=customer.pk, by=None, given_name="はなこ")
    with pytest.raises(InTheWay) as caught:
        actions.undo(record=record, by=None)
    assert "あとから加わった 1 件の履歴" in str(caught.value)
    consents.grant(customer_id=customer.pk, channel="line", how="店頭", text="可", by=None)
    with pytest.raises(InTheWay) as caught:
        actions.undo(record=record, by=None)
    assert "件の配信許諾" in str(caught.value)


@pytest.mark.django_db(transaction=True)
def test_a_silent_change_of_a_row_stands_in_the_way_too_but_not_one_that_was_undone():
    record = take_in("customers", FIRST)
    actions.undo(record=take_in("customers", SECOND), by=None)
    point = find("member:C2").contact_points.get()
    assert customers.mark_undeliverable(customer_id=point.customer_id, kind="email", value=point.value, reason="550")
    with pytest.raises(InTheWay) as caught:
        actions.undo(record=record, by=None)
    found = [(one["table"], one["edited"], one["ids"]) for one in caught.value.details["found"]]
    assert found == [("customers_contactpoint", True, [point.pk])]
    assert "その後に変更された 1 件の連絡先" in str(caught.value)


def test_imports_are_taken_back_one_after_the_other_the_newest_first():
    first = take_in("customers", FIRST)
    second = take_in("customers", SECOND)
    with pytest.raises(InTheWay):
        actions.undo(record=first, by=None)
    actions.undo(record=second, by=None)
    actions.undo(record=first, by=None)
    assert not Customer.objects.exists()


def test_a_row_edited_after_an_undo_still_stands_in_the_way():
    first = take_in("customers", FIRST)
    actions.undo(record=take_in("customers", SECOND), by=None)
    customers.change(customer_id=find("member:C1").pk, by=None, given_name="次郎")
    with pytest.raises(InTheWay):
        actions.undo(record=first, by=None)


def test_the_worker_undoes_and_the_files_are_gone():
    record = take_in("customers", FIRST)
    assert files.folder_of(record.stored).exists()
    started = actions.start_undo(record=record, by=None)
    assert started.state == "undoing"
    run_due(kinds=["imports.undo"])
    record.refresh_from_db()
    assert (record.state, Customer.objects.count()) == ("undone", 0)
    with pytest.raises(WrongState):
        actions.undo(record=record, by=None)


def test_an_obstacle_that_comes_up_while_the_worker_waits_is_told():
    record = take_in("customers", FIRST)
    actions.start_undo(record=record, by=None)
    take_in("purchases", SALES)
    run_due(kinds=["imports.undo"])
    record.refresh_from_db()
    assert (record.state, record.error["code"], Customer.objects.count()) == ("done", "in_the_way", 2)


def test_an_import_that_stopped_half_way_can_be_taken_back():
    from joren.touchpoints.imports.tests.bringing import bring

    record = bring("customers", FIRST)
    asked = iter([False, True])
    record = actions.run(record=record, by=None, batch=1, should_stop=lambda: next(asked))
    assert (record.state, Customer.objects.count()) == ("paused", 1)
    actions.undo(record=record, by=None)
    assert not Customer.objects.exists()


def test_every_table_a_kind_names_has_the_import_beside_its_rows():
    with connection.cursor() as cursor:
        for kind in kinds():
            for table in kind.tables:
                columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
                assert "import_id" in columns, (kind.key, table)


def forget(column):
    """As if rows had been kept before a migration gave their table this column."""
    for change in ImportChange.objects.all():
        change.before.pop(column, None)
        change.save(update_fields=["before"])


def test_a_row_kept_before_its_table_got_a_column_keeps_what_the_column_has_now():
    take_in("customers", FIRST)
    told = {"import": None, "staff": None, "source": "till", "at": "2024-04-01T09:00:00+09:00"}
    Customer.objects.update(provenance={"note": told})
    second = take_in("customers", SECOND)
    before = Customer.objects.values_list("provenance", flat=True).get(family_name="山本")
    forget("provenance")
    actions.undo(record=second, by=None)
    restored = find("member:C1")
    assert (restored.family_name, restored.provenance) == ("山田", before)


def test_a_row_that_comes_back_into_a_younger_table_has_what_new_rows_have_there():
    take_in("purchases", SALES)
    before = without_ids(everything())
    second = take_in("purchases", SALES.replace("R1,C1,2024-04-01,P2,菓子,1,50\n", ""))
    assert ImportChange.objects.filter(table="purchases_purchaseline", deleted=True).exists()
    for column in ("description", "counts"):
        forget(column)
    actions.undo(record=second, by=None)
    assert PurchaseLine.objects.count() == len(before["purchases_purchaseline"]) == 3
    lines = PurchaseLine.objects.filter(purchase__external_id="R1")
    assert list(lines.values_list("description", "counts")) == [("", True), ("", True)]
