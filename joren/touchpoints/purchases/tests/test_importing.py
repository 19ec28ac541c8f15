"""Sales files of every shape: lines, receipts, summaries, returns, cancellations."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from joren.foundation.importing.policies import NoPoliciesHere
from joren.foundation.time.clock import TOKYO
from joren.record.customers.models import Customer
from joren.record.products.models import Product
from joren.record.timeline.models import Event
from joren.touchpoints.imports import actions
from joren.touchpoints.imports.errors import UnknownField
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in
from joren.touchpoints.purchases.errors import ImportFieldsMissing
from joren.touchpoints.purchases.models import Purchase, PurchaseLine, StagedLine

pytestmark = pytest.mark.django_db


def one(**given):
    return Purchase.objects.get(**given)


def test_lines_of_one_order_anywhere_in_the_file_are_one_purchase(hanako):
    text = (
        "伝票番号,顧客番号,購入日時,商品コード,商品名,数量,単価,店舗\n"
        "R1,10001,2024-04-01 12:30,P1,煎茶,2,500,ekimae\n"
        "R2,10001,2024-04-02 18:00,P2,羊羹,1,1200,ekimae\n"
        "R1,10001,2024-04-01 12:31,P2,羊羹,1,1200,ekimae\n"
    )
    record = take_in("purchases", text, source="pos", batch=1)
    assert (counts(record), record.counts["lines"]) == ((2, 0, 0, 0), 3)
    first = one(external_id="R1")
    assert (first.customer_id, first.shop.code, first.amount, first.lines.count()) == (hanako.pk, "ekimae", 2200, 2)
    assert first.purchased_at == datetime(2024, 4, 1, 12, 30, tzinfo=TOKYO)
    assert (first.business_date, first.minute_of_day) == (date(2024, 4, 1), 750)
    assert Product.objects.get(code="P1").name == "煎茶"
    event = Event.objects.get(key="purchases.recorded", subject=first.pk)
    assert (event.customer_id, event.data["amount"], event.data["lines"]) == (hanako.pk, "2200", 2)
    assert not StagedLine.objects.exists()


def test_a_purchase_after_midnight_belongs_to_the_cafes_evening(cafe):
    take_in("purchases", "order_id,date,amount,shop\nR1,2024-04-02 02:30,900,cafe\n")
    assert (one().business_date, one().minute_of_day) == (date(2024, 4, 1), 150)


def test_a_file_that_knows_only_the_day_has_no_minute():
    take_in("purchases", "order_id,date,amount\nR1,2024/4/1,900\nR2,45383,100\n")
    assert list(Purchase.objects.values_list("business_date", "minute_of_day").distinct()) == [(date(2024, 4, 1), None)]


def test_a_time_column_is_joined_to_its_day():
    take_in("purchases", "order_id,日付,時刻,amount\nR1,20240401,930,900\nR2,2024-04-01,18:05,900\n")
    assert list(Purchase.objects.order_by("external_id").values_list("minute_of_day", flat=True)) == [570, 1085]


def test_returns_net_out_whichever_way_the_file_writes_them(hanako):
    text = (
        "order_id,customer_id,date,quantity,unit_price,返品\n"
        "R1,10001,2024-04-01,3,100,\n"
        "R2,10001,2024-04-02,-1,100,\n"
        "R3,10001,2024-04-03,1,50,返品\n"
        "C536379,10001,2024-04-04,1,20,\n"
    )
    record = take_in("purchases", text, source="pos")
    found = dict(Purchase.objects.values_list("external_id", "amount"))
    assert found == {"R1": 300, "R2": -100, "R3": -50, "C536379": -20}
    assert set(Purchase.objects.filter(kind="return").values_list("external_id", flat=True)) == {"R2", "R3", "C536379"}
    assert record.counts["returns"] == 3
    assert Event.objects.filter(key="purchases.returned").count() == 3


def test_cancelled_orders_keep_their_row_and_count_for_nothing(hanako):
    text = (
        "注文番号,顧客番号,日付,金額,取消\n"
        "R1,10001,2024-04-01,300,\n"
        "R2,10001,2024-04-02,500,取消\n"
        "R3,10001,2024-04-03,700,2024-04-05\n"
        "R4,10001,2024-04-04,900,0\n"
    )
    take_in("purchases", text, source="pos")
    assert set(Purchase.objects.exclude(cancelled_at=None).values_list("external_id", flat=True)) == {"R2", "R3"}
    assert one(external_id="R2").amount == 500
    assert set(PurchaseLine.objects.filter(counts=True).values_list("purchase__external_id", flat=True)) == {"R1", "R4"}
    assert Event.objects.filter(key="purchases.cancelled").count() == 2


def test_a_cancelled_line_does_not_cancel_its_order():
    text = "order_id,date,product_id,amount,取消\nR1,2024-04-01,P1,300,\nR1,2024-04-01,P2,500,取消\n"
    take_in("purchases", text)
    assert (one().amount, one().cancelled_at) == (300, None)
    assert PurchaseLine.objects.get(counts=False).amount == 500


def test_a_total_on_every_line_is_one_total():
    text = "order_id,date,product_id,quantity,unit_price,合計\nR1,2024-04-01,P1,1,300,550\nR1,2024-04-01,P2,1,300,550\n"
    take_in("purchases", text)
    assert (one().amount, sorted(line.amount for line in one().lines.all())) == (550, [300, 300])


def test_rows_without_any_number_are_purchases_of_their_own_and_equal_ones_are_told_apart(hanako):
    text = "顧客番号,日付,金額\n10001,2024-04-01,500\n10001,2024-04-01,500\n10001,2024-04-01,700\n"
    assert counts(take_in("purchases", text, source="pos")) == (3, 0, 0, 0)
    assert sorted(Purchase.objects.values_list("amount", flat=True)) == [500, 500, 700]
    assert counts(take_in("purchases", text, source="pos")) == (0, 0, 3, 0)


def test_a_summary_file_stands_for_many_purchases(hanako):
    text = "顧客番号,年月,購入回数,合計金額\n10001,2024-04,3,4500\n10001,202405,2,1000\n"
    assert counts(take_in("purchases", text, source="pos")) == (2, 0, 0, 0)
    found = Purchase.objects.order_by("business_date").values_list("business_date", "transactions", "amount")
    assert list(found) == [(date(2024, 4, 1), 3, 4500), (date(2024, 5, 1), 2, 1000)]
    assert counts(take_in("purchases", text, source="pos")) == (0, 0, 2, 0)
    newer = take_in("purchases", text.replace("3,4500", "4,6000"), source="pos")
    assert (counts(newer), Purchase.objects.get(transactions=4).amount) == ((0, 1, 1, 0), 6000)


def test_customer_numbers_that_became_floats_are_whole_again():
    text = "order_id,CustomerID,date,amount\n536365,17850.0,2010-12-01,15.3\n"
    take_in("purchases", text, options={"create_customers": True})
    assert Customer.objects.get().external_ids.get().value == "17850"
    assert one().amount == Decimal("15.30")


def test_unknown_customers_leave_the_purchase_anonymous_and_are_told():
    text = "order_id,customer_id,date,amount\nR1,77,2024-04-01,100\nR2,77,2024-04-02,100\nR3,,2024-04-02,100\n"
    record = take_in("purchases", text)
    assert (Purchase.objects.filter(customer=None).count(), Customer.objects.count()) == (3, 0)
    assert record.counts["anonymous"] == 3
    warning = record.report["warnings"]["unknown_customer"]
    assert (warning["count"], warning["examples"]) == (1, [{"row": 2, "column": "", "value": "77"}])
    assert not Event.objects.exists()


def test_once_the_customers_are_there_the_same_file_changes_nothing_more():
    text = "order_id,customer_id,date,amount\nR1,77,2024-04-01,100\n"
    take_in("purchases", text)
    take_in("customers", "customer_id,氏名\n77,山田\n")
    assert counts(take_in("purchases", text)) == (0, 0, 1, 0)
    assert one().customer.family_name == "山田"
    assert one().lines.get().customer_id == one().customer_id
    assert Event.objects.filter(key="purchases.recorded").count() == 1


def test_customers_can_be_those_of_another_source(hanako):
    text = "order_id,customer_id,date,amount\nR1,10001,2024-04-01,100\n"
    take_in("purchases", text, source="till2", options={"customer_source": "pos"})
    assert one().customer_id == hanako.pk


def test_a_member_number_finds_its_customer(hanako):
    take_in("purchases", "order_id,会員番号,date,amount\nR1,M0001,2024-04-01,100\n", source="other")
    assert one().customer_id == hanako.pk


def test_an_order_of_two_customers_is_told_and_goes_to_the_first(hanako, ichiro):
    text = "order_id,customer_id,date,product_id,amount\nR1,10001,2024-04-01,P1,100\nR1,10002,2024-04-01,P2,100\n"
    record = take_in("purchases", text, source="pos")
    assert one().customer_id == hanako.pk
    assert record.report["warnings"]["split_order"]["examples"][0]["value"] == "R1: 10001, 10002"


def test_what_staff_cancelled_or_gave_away_stays_so(hanako, ichiro):
    from joren.touchpoints.purchases import actions

    text = "order_id,customer_id,date,amount\nR1,10001,2024-04-01,100\nR2,,2024-04-02,200\n"
    take_in("purchases", text, source="pos")
    actions.cancel(purchase=one(external_id="R1"), by=None)
    actions.reassign(purchase=one(external_id="R2"), customer_id=ichiro.pk, by=None)
    assert counts(take_in("purchases", text, source="pos")) == (0, 0, 2, 0)
    assert one(external_id="R1").cancelled_at is not None
    assert one(external_id="R2").customer_id == ichiro.pk


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("R1,2024-02-31,100", "date", "暦にない日です"),
        ("R1,,100", "date", "日付がありません"),
        ("R1,2024-04-01,百円", "amount", "数字として読めません"),
        ("R1,2024-04-01,1.2E+9", "amount", "表計算ソフトが桁を丸めた数です"),
        ("R1,2024-04-01,", "amount", "金額がありません"),
        (",2024-04-01,100", "order_id", "注文番号がありません"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason_and_the_others_go_on(row, column, reason):
    record = take_in("purchases", f"order_id,date,amount\n{row}\nR9,2024-04-01,1\n")
    assert counts(record) == (1, 0, 0, 1)
    told = record.report["rejects"][0]
    assert (told["row"], told["column"], told["reason"]) == (2, column, reason)


def test_the_dust_of_a_calculation_is_nothing():
    take_in("purchases", "order_id,date,amount\nR1,2024-04-01,4.440892e-16\n")
    assert one().amount == 0


def test_columns_that_make_no_purchase_are_refused_by_what_is_missing():
    from joren.touchpoints.imports import actions

    record = bring("purchases", "order_id,customer_id,備考\nR1,1,x\n")
    with pytest.raises(ImportFieldsMissing) as caught:
        actions.start(record=record, by=None)
    assert str(caught.value) == "次の項目に当たる列が見つかりません：日付または年月、金額、または数量と単価。"
    with pytest.raises(UnknownField):
        bring("purchases", "order_id,date,amount\nR1,2024-04-01,1\n", mapping={"custom.x": "order_id"})


@pytest.mark.parametrize("asked", [{"policies": {"amount": "keep"}}, {"clears": ["note"]}])
def test_policies_are_refused_rather_than_passed_over_and_nothing_is_changed(asked):
    take_in("purchases", "伝票番号,日付,金額\nR1,2024-04-01,100\n")
    record = bring("purchases", "伝票番号,日付,金額\nR1,2024-04-01,200\nR2,2024-04-01,300\n", options=asked)
    with pytest.raises(NoPoliciesHere):
        actions.run(record=record, by=None)
    assert [(one.external_id, one.amount) for one in Purchase.objects.all()] == [("R1", 100)]
    assert not StagedLine.objects.exists()


def test_overwriting_is_no_policy_to_refuse():
    text = "伝票番号,日付,金額\nR1,2024-04-01,100\n"
    assert counts(take_in("purchases", text, options={"policies": {"*": "overwrite"}})) == (1, 0, 0, 0)
