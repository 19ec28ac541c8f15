"""What was paid, out of files that write it in every way: docs/rules/purchase-amounts.md."""

from datetime import date
from decimal import Decimal

import pytest

from joren.foundation.time.clock import TOKYO
from joren.record.customers import actions as people
from joren.record.merging import actions as merging
from joren.touchpoints.imports import actions
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in
from joren.touchpoints.purchases.models import Purchase, PurchaseLine, StagedLine, VoidedTicket

pytestmark = pytest.mark.django_db


def paid():
    return {one.external_id: one.amount for one in Purchase.objects.all()}


def line_amounts(number):
    return list(
        PurchaseLine.objects.filter(purchase__external_id=number).order_by("number").values_list("amount", flat=True)
    )


def test_prices_without_tax_get_the_tax_of_their_rate_rounded_for_each_piece():
    text = "注文番号,日付,商品コード,単価(税抜),数量,税率\nR1,2024-04-01,A,199,3,8\nR1,2024-04-01,B,100,1,10%\n"
    take_in("purchases", text)
    assert (paid(), line_amounts("R1")) == ({"R1": 755}, [645, 110])


def test_amounts_without_tax_get_the_tax_beside_them():
    text = "注文番号,日付,商品コード,金額(税抜),消費税\nR1,2024-04-01,A,1000,100\nR1,2024-04-01,B,500,40\n"
    take_in("purchases", text)
    assert (paid(), line_amounts("R1")) == ({"R1": 1640}, [1100, 540])


def test_tax_beside_amounts_that_hold_it_is_not_added():
    take_in("purchases", "注文番号,日付,金額(税込),消費税\nR1,2024-04-01,1100,100\n")
    assert paid() == {"R1": 1100}


def test_amounts_without_tax_of_which_nothing_tells_the_tax_are_told():
    record = take_in("purchases", "注文番号,日付,金額(税抜)\nR1,2024-04-01,1000\n")
    assert paid() == {"R1": 1000}
    warning = record.report["warnings"]["without_tax"]
    assert warning["examples"] == [{"row": 1, "column": "金額(税抜)", "value": ""}]


@pytest.mark.parametrize("repeated", [True, False])
def test_postage_fees_and_discounts_of_an_order_count_once_wherever_they_stand(repeated):
    rest = "500,330,200" if repeated else ",,"
    text = (
        "注文番号,日付,商品コード,金額,送料,代引手数料,注文値引\n"
        "R1,2024-04-01,A,1000,500,330,200\n"
        f"R1,2024-04-01,B,1000,{rest}\n"
    )
    take_in("purchases", text)
    one = Purchase.objects.get()
    assert (one.amount, one.discount, line_amounts("R1")) == (2630, 200, [1000, 1000])


def test_what_was_paid_counts_even_if_lines_and_postage_say_otherwise():
    text = "注文番号,日付,商品コード,金額,送料,合計\nR1,2024-04-01,A,1000,500,1400\nR1,2024-04-01,B,500,500,1400\n"
    take_in("purchases", text)
    assert (paid(), line_amounts("R1")) == ({"R1": 1400}, [1000, 500])


def test_points_used_lower_what_was_paid_and_are_told_as_a_discount():
    take_in("purchases", "注文番号,日付,金額,ポイント使用額\nR1,2024-04-01,1000,300\n")
    one = Purchase.objects.get()
    assert (one.amount, one.discount) == (700, 300)


def test_discounts_inside_a_line_lower_the_line():
    take_in("purchases", "注文番号,日付,商品コード,単価,数量,単品値引\nR1,2024-04-01,A,1000,2,-150\n")
    assert (paid(), line_amounts("R1")) == ({"R1": 1850}, [1850])


def test_rows_of_postage_and_discount_are_no_goods():
    text = (
        "注文番号,日付,明細区分,商品名,金額\n"
        "R1,2024-04-01,商品,煎茶,1000\nR1,2024-04-01,送料,送料,500\nR1,2024-04-01,値引き,クーポン,-100\n"
    )
    take_in("purchases", text)
    assert (paid(), line_amounts("R1")) == ({"R1": 1400}, [1000])


def test_an_order_of_nothing_but_charges_keeps_them():
    take_in("purchases", "注文番号,日付,明細区分,金額\nR1,2024-04-01,送料,500\n")
    assert (paid(), line_amounts("R1")) == ({"R1": 500}, [500])


def test_a_line_brought_back_in_a_sale_lowers_it_and_a_receipt_of_nothing_else_is_a_return():
    text = (
        "伝票番号,日付,明細区分,商品コード,数量,単価,合計\n"
        "R1,2024-04-01,,A,1,2000,1500\nR1,2024-04-01,返品,B,1,500,1500\n"
        "R2,2024-04-02,返品,A,1,2000,2000\nR3,2024-04-03,返品,A,1,2000,-2000\n"
    )
    record = take_in("purchases", text)
    assert paid() == {"R1": 1500, "R2": -2000, "R3": -2000}
    kinds = dict(Purchase.objects.values_list("external_id", "kind"))
    assert kinds == {"R1": "sale", "R2": "return", "R3": "return"}
    assert (line_amounts("R1"), record.counts["returns"]) == ([2000, -500], 2)


def test_kinds_in_codes_are_read_by_the_legend_of_their_column():
    header = '伝票番号,日付,金額,"取引区分(1:通常、2:返品、3:入金)"\n'
    text = header + "R1,2024-04-01,100,1\nR2,2024-04-01,50,2\nR3,2024-04-01,9999,3\n"
    record = take_in("purchases", text)
    assert (paid(), record.counts["no_purchases"]) == ({"R1": 100, "R2": -50}, 1)


def test_codes_nobody_explains_are_sales():
    take_in("purchases", "伝票番号,日付,金額,取引区分\nR1,2024-04-01,100,1\nR2,2024-04-01,50,2\n")
    assert paid() == {"R1": 100, "R2": 50}


def test_what_is_no_purchase_is_counted_and_not_rejected_even_without_an_amount():
    text = "伝票番号,日付,金額,取引区分\nR1,2024-04-01,100,売上\n,,,両替\nR3,2024-04-01,,ポイント付与\n"
    record = take_in("purchases", text)
    assert (counts(record), record.counts["rows"], record.counts["no_purchases"]) == ((1, 0, 0, 0), 3, 2)


def test_several_payments_of_one_receipt_are_one_purchase():
    text = "レシート番号,日付,決済金額\nR1,2024-04-01,500\nR1,2024-04-01,500\nR2,2024-04-01,300\n"
    take_in("purchases", text)
    assert (paid(), line_amounts("R1")) == ({"R1": 1000, "R2": 300}, [1000])


@pytest.mark.parametrize("batch", [1, 5_000])
def test_columns_of_the_order_may_be_blank_on_further_lines(batch):
    text = (
        "注文番号,注文日時,商品コード,金額,キャンセル\n"
        "R1,2024-04-01 10:00,A,1000,\nR1,,B,500,\nR2,2024-04-02 11:00,A,1000,キャンセル\nR2,,B,500,\n"
    )
    take_in("purchases", text, batch=batch)
    found = [
        (one.amount, one.minute_of_day, bool(one.cancelled_at)) for one in Purchase.objects.order_by("external_id")
    ]
    assert found == [(1500, 600, False), (1500, 660, True)]


def test_a_further_line_whose_order_is_unknown_is_rejected():
    record = take_in("purchases", "注文番号,注文日時,商品コード,金額\nR1,,B,500\nR2,2024-04-01 10:00,A,1000\n")
    assert (counts(record), paid()) == ((1, 0, 0, 1), {"R2": 1000})


def test_where_totals_stand_on_first_rows_an_order_whose_first_row_is_rejected_is_rejected_whole():
    text = "注文番号,日付,商品コード,金額,合計\nR1,2024-04-01,A,百円,1500\nR1,2024-04-01,B,500,\n"
    record = take_in("purchases", text, options={"first_row": True})
    assert (counts(record), paid()) == ((0, 0, 0, 2), {})
    assert record.report["rejects"][1]["reason"] == "この注文の最初の行が取り込めませんでした"


def test_other_currencies_than_yen_are_rejected_and_never_counted_as_yen():
    rows = "R1,2024-04-01,10,USD\nR1,2024-04-01,5,\nR2,2024-04-01,100,JPY\nR3,2024-04-01,100,円\n"
    text = "order_id,date,amount,currency\n" + rows
    record = take_in("purchases", text)
    assert (paid(), counts(record)) == ({"R2": 100, "R3": 100}, (2, 0, 0, 2))
    assert record.report["rejects"][0]["reason"] == "円ではない通貨の金額です"


def test_a_refund_is_a_return_beside_its_order_unless_the_order_was_cancelled():
    rows = "R1,2024-04-01,1000,300,\nR2,2024-04-01,1000,1000,キャンセル\nR3,2024-04-01,500,0,\n"
    text = "注文番号,日付,金額,返金額,キャンセル\n" + rows
    record = take_in("purchases", text)
    assert paid() == {"R1": 1000, "R1 refund": -300, "R2": 1000, "R3": 500}
    assert PurchaseLine.objects.get(purchase__external_id="R1 refund").quantity == 0
    assert record.counts["returns"] == 1
    assert counts(take_in("purchases", text)) == (0, 0, 4, 0)


def test_times_after_midnight_belong_to_the_next_day_of_the_calendar_and_the_evening_of_the_shop(cafe):
    text = "注文番号,日付,時刻,金額,店舗コード\nR1,2024-04-01,25:30,900,cafe\nR2,2024/04/01,24:00:00,100,cafe\n"
    take_in("purchases", text)
    found = Purchase.objects.order_by("external_id").values_list("business_date", "minute_of_day")
    assert list(found) == [(date(2024, 4, 1), 90), (date(2024, 4, 1), 0)]


def test_an_apostrophe_before_a_number_is_no_part_of_it(hanako):
    take_in("purchases", "注文番号,顧客番号,日付,金額\n'1001,'10001,2024-04-01,100\n", source="pos")
    one = Purchase.objects.get()
    assert (one.external_id, one.customer_id) == ("1001", hanako.pk)


def test_an_e_mail_address_finds_its_customer_where_nothing_else_does(hanako):
    people.add_contact_point(customer_id=hanako.pk, kind="email", value="only-hers@example.jp", by=None)
    rows = "R1,2024-04-01,100, Only-Hers@Example.jp\nR2,2024-04-01,100,nobody@example.jp\n"
    text = "注文番号,日付,金額,メールアドレス\n" + rows
    record = take_in("purchases", text)
    found = dict(Purchase.objects.values_list("external_id", "customer_id"))
    assert found == {"R1": hanako.pk, "R2": None}
    assert record.report["warnings"]["unknown_mail"]["examples"] == [
        {"row": 3, "column": "", "value": "nobody@example.jp"}
    ]
    take_in("customers", "顧客番号,氏名,メールアドレス\n9,新井 新,nobody@example.jp\n")
    assert Purchase.objects.get(external_id="R2").customer.family_name == "新井"


def test_an_e_mail_address_of_two_people_finds_nobody(hanako, ichiro):
    for person in (hanako, ichiro):
        people.add_contact_point(customer_id=person.pk, kind="email", value="family@example.jp", by=None)
    record = take_in("purchases", "注文番号,日付,金額,メールアドレス\nR1,2024-04-01,100,family@example.jp\n")
    assert Purchase.objects.get().customer_id is None
    assert record.report["warnings"]["shared_mail"]["count"] == 1


def test_an_e_mail_address_of_two_people_finds_the_one_its_own_system_knows(hanako):
    people.add_contact_point(customer_id=hanako.pk, kind="email", value="mei@example.jp", by=None)
    take_in("customers", "顧客番号,氏名,メールアドレス\n7,木村 芽衣,mei@example.jp\n", source="shop")
    record = take_in(
        "purchases", "注文番号,日付,金額,メールアドレス\nR1,2024-04-01,100,mei@example.jp\n", source="shop"
    )
    assert Purchase.objects.get().customer.family_name == "木村"
    assert "shared_mail" not in record.report["warnings"]


def test_orders_by_the_e_mail_address_of_somebody_who_was_merged_go_along_when_they_come_back(hanako, ichiro):
    people.add_contact_point(customer_id=ichiro.pk, kind="email", value="only-his@example.jp", by=None)
    done = merging.merge(survivor=hanako, gone=ichiro, by=None)
    take_in("purchases", "注文番号,日付,金額,メールアドレス\nR1,2024-04-01,100,only-his@example.jp\n", source="shop")
    assert Purchase.objects.get().customer_id == hanako.pk
    merging.unmerge(merge=done, by=None)
    assert Purchase.objects.get().customer_id == ichiro.pk


VALUES = {"options": {"values": {"void": {"2": "void"}}}}


def test_a_record_that_voids_a_ticket_cancels_it_and_is_no_purchase(hanako):
    take_in("purchases", "伝票番号,顧客番号,日付,金額\nR1,10001,2024-04-01,500\n", source="pos")
    text = "伝票番号,日付,金額,打消区分,打消取引ID\nR2,2024-04-02,-500,2,R1\nR3,2024-04-02,-80,2,\n"
    record = take_in("purchases", text, source="pos", **VALUES)
    one = Purchase.objects.get()
    assert (one.external_id, one.cancelled_at.astimezone(TOKYO).date(), one.amount) == (
        "R1",
        date(2024, 4, 2),
        Decimal(500),
    )
    assert (record.counts["voided"], record.counts["no_purchases"]) == (1, 1)
    assert not PurchaseLine.objects.filter(counts=True).exists()
    assert not StagedLine.objects.exists()


def test_voiding_is_undone_with_its_import(hanako):
    take_in("purchases", "伝票番号,顧客番号,日付,金額\nR1,10001,2024-04-01,500\n", source="pos")
    before = list(Purchase.objects.values()), list(PurchaseLine.objects.values())
    text = "伝票番号,日付,金額,打消区分,打消取引ID\nR2,2024-04-02,-500,2,R1\n"
    actions.undo(record=take_in("purchases", text, source="pos", **VALUES), by=None)
    drop = {"changed_xid", "changed_at"}
    now = list(Purchase.objects.values()), list(PurchaseLine.objects.values())
    assert [[{k: v for k, v in row.items() if k not in drop} for row in rows] for rows in now] == [
        [{k: v for k, v in row.items() if k not in drop} for row in rows] for rows in before
    ]
    assert not VoidedTicket.objects.exists()


def test_a_voided_ticket_of_another_source_is_another_ticket():
    take_in("purchases", "伝票番号,日付,金額\nR1,2024-04-01,500\n", source="other")
    take_in("purchases", "伝票番号,日付,金額,打消区分,打消取引ID\nR2,2024-04-02,-500,2,R1\n", source="pos", **VALUES)
    assert Purchase.objects.get().cancelled_at is None


def test_the_preview_tells_what_is_no_purchase_without_writing():
    record = bring("purchases", "伝票番号,日付,金額,取引区分\nR1,2024-04-01,100,売上\nR2,2024-04-01,1,入金\n")
    assert actions.try_out(record=record)["counts"]["no_purchases"] == 1
    assert not Purchase.objects.exists()
