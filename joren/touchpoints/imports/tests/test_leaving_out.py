"""A file that mixes encodings: nothing is guessed; with one click the rows that read go in, the others come back."""

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from joren.foundation.accounts import actions as accounts
from joren.foundation.jobs.running import run_due
from joren.record.customers.models import Customer
from joren.touchpoints.imports.commands import imports
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,氏名,メール\n"
MIXED = (
    (HEADER + "C1,山田 太郎,taro@example.com\n").encode()
    + "C2,佐藤 花子,hanako@example.com\n".encode("cp932")
    + "C3,鈴木 次郎,jiro@example.com\n".encode()
)


@pytest.fixture
def browser(client, marketer):
    client.force_login(marketer)
    return client


def dropped(browser):
    answer = browser.post(reverse("imports:new"), {"file": SimpleUploadedFile("顧客.csv", MIXED)})
    record = Import.objects.get()
    assert answer["Location"] == reverse("imports:detail", args=[record.pk])
    return record


def test_it_is_kept_with_its_sentence_and_a_button_and_nothing_is_taken_in(browser):
    record = dropped(browser)
    page = browser.get(reverse("imports:detail", args=[record.pk])).content.decode()
    assert "3 行目の 2 列目は Shift JIS のようです（「佐藤 花子」）" in page
    assert "読めた行だけ取り込み、ほかは理由つきで返してもらう" in page
    assert (record.state, Customer.objects.count()) == ("failed", 0)


def test_with_the_button_the_rows_that_read_go_in_and_the_others_come_back(browser):
    record = dropped(browser)
    browser.post(reverse("imports:leave_out", args=[record.pk]))
    page = browser.get(reverse("imports:detail", args=[record.pk])).content.decode()
    assert "全 3 行を試しました。" in page
    assert Customer.objects.count() == 0

    columns = {"column-0": "external_id", "column-1": "name", "column-2": "email"}
    browser.post(reverse("imports:columns", args=[record.pk]), {**columns, "source": "file", "then": "start"})
    run_due(kinds=["imports.run"])
    record.refresh_from_db()
    assert (record.state, record.counts["new"], record.counts["rejected"]) == ("done", 2, 1)
    assert set(Customer.objects.values_list("family_name", flat=True)) == {"山田", "鈴木"}
    rejects = browser.get(reverse("imports:rejects", args=[record.pk]))
    header, row = b"".join(rejects.streaming_content).decode("utf-8-sig").splitlines()
    assert header == "顧客番号,氏名,メール,取り込めなかった理由"
    assert row.startswith("C2,佐藤 花子,hanako@example.com,3 行目：")


def test_the_button_is_for_such_files_only(browser):
    record = bring("customers", HEADER + "C1,山田 太郎,taro@example.com\n")
    assert browser.post(reverse("imports:leave_out", args=[record.pk])).status_code == 409
    record.refresh_from_db()
    assert (record.state, record.wishes) == ("uploaded", {})


def test_how_the_file_is_read_can_be_changed_with_the_rows_left_out(browser):
    record = dropped(browser)
    browser.post(reverse("imports:leave_out", args=[record.pk]))
    address = reverse("imports:reading", args=[record.pk])
    browser.post(address, {"encoding": "utf-8", "header_row": "1", "leave_out_undecodable": "on"})
    record.refresh_from_db()
    assert record.wishes == {"encoding": "utf-8", "header_row": 1, "leave_out_undecodable": True}
    assert browser.post(address, {"encoding": "utf-8", "header_row": "1"}).status_code == 400
    record.refresh_from_db()
    assert record.wishes["leave_out_undecodable"]


def test_among_other_files_it_says_so_and_offers_the_same(browser):
    other = SimpleUploadedFile("ほか.csv", (HEADER + "C9,田中 一,h@example.com\n").encode())
    browser.post(reverse("imports:new"), {"file": [SimpleUploadedFile("顧客.csv", MIXED), other]})
    page = browser.get(reverse("imports:drop", args=[Import.objects.first().drop])).content.decode()
    assert "読めた行だけ取り込み" in page
    assert sorted(Import.objects.values_list("state", flat=True)) == ["failed", "uploaded"]


def test_the_command_line_takes_the_rows_that_read_when_told_to(tmp_path):
    file = tmp_path / "customers.csv"
    file.write_bytes(MIXED)
    refused = CliRunner().invoke(imports, ["customers", str(file), "--json"])
    assert (refused.exit_code != 0, Import.objects.count()) == (True, 0)
    told = CliRunner().invoke(imports, ["customers", str(file), "--leave-out-undecodable", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["counts"] | {"new": 2, "rejected": 1} == json.loads(told.stdout)["counts"]


def test_a_program_may_ask_for_the_same(client, marketer):
    _token, secret = accounts.create_token(marketer, name="test")

    def bring_it(**given):
        file = SimpleUploadedFile("顧客.csv", MIXED)
        headers = {"Authorization": f"Bearer {secret}"}
        return client.post("/api/v1/imports/", {"file": file, **given}, headers=headers)

    assert (bring_it().status_code, Import.objects.count()) == (400, 0)
    answer = bring_it(leave_out_undecodable="true")
    assert (answer.status_code, answer.json()["state"]) == (201, "uploaded")
