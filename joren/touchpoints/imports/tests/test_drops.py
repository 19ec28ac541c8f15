"""Files dropped together, tried whole in the background, and kept as long as the business says."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from joren.foundation.audit.models import AuditEntry
from joren.foundation.business.actions import change_business
from joren.foundation.jobs.models import Job
from joren.foundation.jobs.running import run_due
from joren.foundation.time.clock import now
from joren.record.customers.models import Customer
from joren.touchpoints.imports import actions, dropping, files, preview, queries
from joren.touchpoints.imports.actions import running
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, take_in
from joren.touchpoints.purchases.models import Purchase

pytestmark = pytest.mark.django_db

PEOPLE = "会員番号,お名前,メール\n1,山田 太郎,taro@example.com\n2,佐藤 花子,h@example.com\n"
SALES = "伝票番号,会員番号,日付,商品コード,数量,単価,店舗コード\nR1,1,2024-04-01,P1,2,100,S1\n"
GOODS = "商品コード,商品名,価格\nP1,茶,100\n"
SHOPS = "店舗コード,店舗名\nS1,駅前店\n"


def uploads(**contents):
    return [SimpleUploadedFile(f"{name}.csv", text.encode("cp932")) for name, text in contents.items()]


def test_several_files_stand_in_their_order_and_are_taken_in_by_it(client, marketer):
    client.force_login(marketer)
    given = uploads(売上=SALES, 顧客=PEOPLE, 商品=GOODS, 店舗=SHOPS)
    answer = client.post(reverse("imports:new"), {"file": given, "source": "till"})
    drop = Import.objects.first().drop
    assert answer["Location"] == reverse("imports:drop", args=[drop])
    records = queries.of_drop(drop)
    assert [record.kind for record in records] == ["shops", "products", "customers", "purchases"]
    assert client.get(answer["Location"]).status_code == 200
    client.post(reverse("imports:start_drop", args=[drop]))
    assert [job.subject for job in Job.objects.filter(kind="imports.run")] == [str(records[0].pk)]
    run_due(kinds=["imports.run"])
    assert {record.state for record in queries.of_drop(drop)} == {"done"}
    assert Purchase.objects.get().customer.member_number == "1"


def test_when_one_stops_those_that_waited_for_it_can_be_looked_at(client, marketer):
    client.force_login(marketer)
    client.post(reverse("imports:new"), {"file": uploads(顧客=PEOPLE, 売上=SALES), "source": "till"})
    people, sales = queries.of_drop(Import.objects.first().drop)
    actions.start(record=people, by=marketer)
    actions.start(record=sales, by=marketer)
    sales.refresh_from_db()
    assert (sales.state, Job.objects.filter(kind="imports.run").count()) == ("queued", 1)
    actions.run(record=people, by=None, should_stop=lambda: True)
    people.refresh_from_db()
    sales.refresh_from_db()
    assert (people.state, sales.state) == ("paused", "uploaded")


def test_a_zip_and_a_pasted_table_become_imports_and_what_is_no_table_is_told(marketer):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/顧客.csv", PEOPLE.encode("cp932"))
        archive.writestr("売上.csv", SALES)
        archive.writestr("読んで.pdf", b"%PDF-1.7")
    upload = SimpleUploadedFile("一式.zip", packed.getvalue())
    drop = dropping.take([upload], pasted=GOODS.replace(",", "\t"), by=marketer)
    assert sorted(record.kind for record in drop.records) == ["customers", "products", "purchases"]
    assert [(name, problem.code) for name, problem in drop.refused] == [("読んで.pdf", "not_a_table")]
    assert {record.drop for record in drop.records} == {drop.name}


def test_the_whole_file_is_tried_in_the_background_and_the_result_is_kept(monkeypatch, marketer):
    monkeypatch.setattr(running, "TRY_ROWS", 2)
    text = "会員番号,お名前\n" + "".join(f"{n},人{n}\n" for n in range(1, 8))
    record = bring("customers", text)
    found = actions.try_out(record=record, rows=2) | {"of": actions.settings_name(record)}
    assert (found["whole"], found["counts"]["new"]) == (False, 2)
    Import.objects.filter(pk=record.pk).update(preview=found)
    finished = actions.look_at_all(record=record, progress=lambda *_: None, should_stop=lambda: False)
    record.refresh_from_db()
    assert (finished, record.preview["whole"], record.preview["counts"]["new"]) == (True, True, 7)
    assert (record.rows_total, Customer.objects.count()) == (7, 0)


def test_a_try_of_settings_that_were_changed_meanwhile_is_dropped():
    record = bring("customers", "会員番号,お名前\n1,山田\n2,佐藤\n")

    def changed_meanwhile(*_):
        actions.change_columns(record=record, columns={"name": "お名前"}, by=None)

    actions.look_at_all(record=record, progress=changed_meanwhile, should_stop=lambda: False)
    record.refresh_from_db()
    assert record.preview == {}


def test_cells_are_shown_beside_what_becomes_of_them(marketer):
    from joren.touchpoints.imports.forms import ColumnsForm

    text = "会員番号,お名前,生年月日,性別(1:男、2:女),電話番号\nM1,山田　太郎,S55.4.1,2,０９０−１２３４−５６７８\n"
    record = bring("customers", text)
    columns = preview.of(record, ColumnsForm(record), marketer)["columns"]
    became = {column["name"]: column["examples"][0].became for column in columns}
    assert became["生年月日"] == "1980-04-01"
    assert became["性別(1:男、2:女)"] == "女性"
    assert became["電話番号"] == "090-1234-5678"
    assert became["お名前"] == "山田 · 太郎"
    assert columns[3]["legend"] == [("1", "男"), ("2", "女")]
    assert {column["match"]["sure"] for column in columns} <= {"sure", "likely", "guess"}


def test_the_next_file_of_a_shape_is_read_as_the_last_one_with_its_policies():
    first = bring("customers", PEOPLE)
    actions.change_columns(
        record=first, columns=first.columns, options={"policies": {"email": "fill"}, "clears": ["email"]}, by=None
    )
    actions.run(record=first, by=None)
    again = bring("customers", PEOPLE)
    assert again.options == {"policies": {"email": "fill"}, "clears": ["email"]}
    assert {match["why"] for match in again.matches.values()} == {"remembered"}


def test_ten_changes_are_told_field_by_field_before_anything_is_written():
    take_in("customers", PEOPLE)
    found = actions.try_out(record=bring("customers", PEOPLE.replace("太郎", "次郎")))
    (change,) = found["changes"]
    assert (change["row"], change["changes"]["given_name"]) == (2, ["太郎", "次郎"])
    assert not Customer.objects.filter(given_name="次郎").exists()


def test_files_go_after_the_days_the_business_says_and_the_rest_stays(owner):
    change_business(by=owner, keeps_import_files_days=30)
    old, young = take_in("customers", PEOPLE), take_in("products", GOODS)
    waiting = bring("products", GOODS)
    long_ago = now() - timedelta(days=31)
    Import.objects.filter(pk=old.pk).update(finished_at=long_ago)
    Import.objects.filter(pk=waiting.pk).update(created_at=long_ago)
    folder = files.folder_of(old.stored)
    assert actions.discard_old_files() == 2
    old.refresh_from_db()
    assert (old.stored, old.state, Customer.objects.count()) == ("", "done", 2)
    assert old.discarded_at is not None
    assert not Import.objects.filter(pk=waiting.pk).exists()
    assert files.folder_of(young.stored).exists()
    actions.undo(record=old, by=owner)
    assert not Customer.objects.exists()
    assert folder != files.folder_of(young.stored)


def test_the_original_is_handed_out_to_managers_with_a_trace(client, manager, marketer):
    record = take_in("customers", PEOPLE)
    address = reverse("imports:original", args=[record.pk])
    client.force_login(marketer)
    assert client.post(address).status_code == 403
    assert not AuditEntry.objects.filter(action="exported").exists()
    client.force_login(manager)
    assert b"".join(client.post(address).streaming_content).decode() == PEOPLE
    assert AuditEntry.objects.get(action="exported").subject_id == str(record.pk)


def test_the_people_of_an_import_are_one_click_away(client, marketer, hanako):
    record = take_in("customers", PEOPLE)
    client.force_login(marketer)
    page = client.get(f"{reverse('customers:list')}?import_id={record.pk}").content.decode()
    assert "太郎" in page
    assert hanako.full_name not in page
