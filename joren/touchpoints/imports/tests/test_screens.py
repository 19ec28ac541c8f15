"""The screens: from dropping a file to the report and back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from joren.foundation.jobs.running import run_due
from joren.record.customers.models import Customer
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, take_in

pytestmark = pytest.mark.django_db

TEXT = "顧客番号,氏名,生年月日,ランク\nC1,山田 太郎,1980-04-01,金\nC2,佐藤 花子,1990-02-28,銀,余り\n"


def upload(client, text=TEXT, **given):
    file = SimpleUploadedFile("顧客.csv", text.encode("cp932") if isinstance(text, str) else text)
    return client.post(reverse("imports:new"), {"file": file, **given})


@pytest.fixture
def marketers_browser(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def managers_browser(client, manager):
    client.force_login(manager)
    return client


def test_a_file_is_brought_looked_at_corrected_taken_in_and_reported(marketers_browser, django_assert_max_num_queries):
    answer = upload(marketers_browser)
    record = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("imports:detail", args=[record.pk]))
    assert (record.kind, record.encoding, Customer.objects.count()) == ("customers", "cp932", 0)
    page = marketers_browser.get(answer["Location"]).content.decode()
    assert "全 2 行を試しました。" in page
    assert "この行は 5 列ありますが、見出しは 4 列です" in page
    columns = {"column-0": "external_id", "column-1": "name", "column-2": "birthday", "column-3": "custom"}
    answer = marketers_browser.post(
        reverse("imports:columns", args=[record.pk]), {**columns, "source": "レジ", "then": "start"}
    )
    assert answer.status_code == 302
    assert "まもなく始まります" in marketers_browser.get(reverse("imports:detail", args=[record.pk])).content.decode()
    assert run_due(kinds=["imports.run"]) == 1
    with django_assert_max_num_queries(25):
        page = marketers_browser.get(reverse("imports:detail", args=[record.pk])).content.decode()
    assert "取り込めなかった行をダウンロード" in page
    record.refresh_from_db()
    assert (record.state, record.source, record.counts["new"], record.counts["rejected"]) == ("done", "レジ", 1, 1)
    assert Customer.objects.get().custom_values.get().text == "金"
    rejects = marketers_browser.get(reverse("imports:rejects", args=[record.pk]))
    header, row = b"".join(rejects.streaming_content).decode("cp932").splitlines()
    assert header == "顧客番号,氏名,生年月日,ランク,取り込めなかった理由"
    assert row.startswith("C2,佐藤 花子,1990-02-")
    assert "3 行目：" in row


def test_a_file_that_is_no_table_is_told_beside_the_field(marketers_browser):
    answer = upload(marketers_browser, b"%PDF-1.7")
    assert answer.status_code == 422
    assert "これは表ではなく PDF ファイルです。" in answer.content.decode()
    assert not Import.objects.exists()


def test_one_field_for_two_columns_is_refused_beside_the_second(marketers_browser):
    upload(marketers_browser)
    record = Import.objects.get()
    columns = {"column-0": "name", "column-1": "name", "source": "file", "then": "start"}
    answer = marketers_browser.post(reverse("imports:columns", args=[record.pk]), columns)
    assert answer.status_code == 422
    assert "「顧客番号」がすでにこの項目に対応づけられています。" in answer.content.decode()
    record.refresh_from_db()
    assert record.state == "uploaded"


def test_kind_and_reading_can_be_corrected(marketers_browser):
    upload(marketers_browser, "氏名;電話\n山田;03-1234-5678\n", kind="shops")
    record = Import.objects.get()
    marketers_browser.post(reverse("imports:kind", args=[record.pk]), {"kind": "customers"})
    marketers_browser.post(reverse("imports:reading", args=[record.pk]), {"encoding": "cp932", "header_row": "0"})
    record.refresh_from_db()
    assert (record.kind, record.header_row, record.header) == ("customers", 0, ["1", "2"])
    assert marketers_browser.get(reverse("imports:detail", args=[record.pk])).status_code == 200


def test_a_mapping_that_cannot_work_is_told_in_the_preview(marketers_browser):
    upload(marketers_browser, "備考,メモ2\nx,y\n", kind="customers")
    page = marketers_browser.get(reverse("imports:detail", args=[Import.objects.get().pk])).content.decode()
    assert "次の項目に当たる列が見つかりません" in page


def test_a_file_is_thrown_away(marketers_browser):
    record = bring("customers", TEXT)
    answer = marketers_browser.post(reverse("imports:discard", args=[record.pk]))
    assert (answer.status_code, Import.objects.count()) == (302, 0)


def test_an_import_is_undone_by_a_manager(managers_browser):
    record = take_in("customers", TEXT)
    assert Customer.objects.count() == 1
    assert managers_browser.post(reverse("imports:undo", args=[record.pk])).status_code == 302
    run_due(kinds=["imports.undo"])
    assert Customer.objects.count() == 0
    assert "取り消し済み" in managers_browser.get(reverse("imports:list")).content.decode()


def test_what_stands_in_the_way_of_an_undo_is_a_page_with_a_sentence(managers_browser):
    record = take_in("customers", "顧客番号,氏名\nC1,山田 太郎\nC2,佐藤 花子\n")
    take_in("purchases", "order_id,customer_id,date,amount\nR1,C1,2024-04-01,1\n")
    answer = managers_browser.post(reverse("imports:undo", args=[record.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("imports:undo", args=[record.pk]), 302)]
    page = answer.content.decode()
    assert "あとから加わった購入" in " ".join(page.split())
    assert "そのまま残るもの：1 件" in page
    assert "先に取り消す取り込み" in page
    assert "これらを残して、ほかをすべて取り消す" in page
    record.refresh_from_db()
    assert (record.state, Customer.objects.count()) == ("done", 2)


@pytest.mark.parametrize(
    ("name", "takes_id"), [("imports:list", False), ("imports:new", False), ("imports:detail", True)]
)
def test_readers_and_shop_staff_stay_outside(client, reader, station_staff, name, takes_id):
    record = take_in("customers", TEXT)
    address = reverse(name, args=[record.pk] if takes_id else [])
    assert client.get(address).status_code == 302
    for person in (reader, station_staff):
        client.force_login(person)
        assert client.get(address).status_code == 403


def test_marketers_cannot_undo(marketers_browser):
    record = take_in("customers", TEXT)
    assert marketers_browser.post(reverse("imports:undo", args=[record.pk])).status_code == 403
    assert Customer.objects.count() == 1


def test_nothing_changes_by_looking(marketers_browser):
    record = bring("customers", TEXT)
    for name in (
        "imports:columns",
        "imports:kind",
        "imports:reading",
        "imports:discard",
        "imports:preset",
        "imports:original",
        "imports:pause",
        "imports:resume",
    ):
        assert marketers_browser.get(reverse(name, args=[record.pk])).status_code == 405


def test_the_list_costs_the_same_for_two_as_for_twenty(managers_browser, django_assert_max_num_queries):
    for number in range(20):
        bring("customers", TEXT, name=f"{number}.csv")
    with django_assert_max_num_queries(12):
        assert managers_browser.get(reverse("imports:list")).status_code == 200


def test_sales_of_which_none_found_its_customer_say_so_loudly_with_the_way_out(marketers_browser):
    sales = "取引番号,顧客ID,日付,金額\nR1,77,2026-04-01,500\nR2,78,2026-04-02,300\n"
    alone = take_in("purchases", sales, source="till")
    said = "どの購入も顧客に結び付きませんでした。"
    assert said in marketers_browser.get(reverse("imports:detail", args=[alone.pk])).content.decode()
    take_in("customers", "顧客ID,氏名\n90,山田 花子\n", source="shop")
    known = take_in("purchases", sales.replace("R", "S").replace("77", "90"), source="shop")
    assert said not in marketers_browser.get(reverse("imports:detail", args=[known.pk])).content.decode()
