"""Bad input is normal input: each kind ends in a sentence, nothing lost, nothing twice."""

import csv
import errno
import io

import pytest

from joren.record.customers.models import ContactPoint, Customer
from joren.record.shops.models import Shop
from joren.touchpoints.imports import actions, files, queries
from joren.touchpoints.imports.errors import DiskFull, FieldsMissing, FileUnreadable, UnknownColumn, UnknownField
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,氏名,生年月日,電話番号,メール\n"
GOOD = "C1,山田 太郎,1980-04-01,090-1111-2222,taro@example.com\n"


def stored_folders():
    root = files.folder_of("")
    return sorted(path.name for path in root.iterdir()) if root.exists() else []


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "empty_file", "ファイルが空です。"),
        (b"a\n1\n2\n", "one_column", "ファイルに列が1つしかありません（「a」）。"),
        (b"%PDF-1.4 ...", "not_a_table", "ファイル名にかかわらず、これは表ではなく PDF ファイルです。"),
        (
            (HEADER + GOOD).encode() + "C2,佐藤 花子,,,\n".encode("cp932"),
            "mixed_encodings",
            "文字コードが混ざっています。全体は UTF-8 ですが、"
            "3 行目の 2 列目は Shift JIS のようです（「佐藤 花子」）。",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence_and_leaves_nothing(content, code, words):
    before = stored_folders()
    with pytest.raises(FileUnreadable) as caught:
        bring("customers", content)
    assert caught.value.code == code
    assert str(caught.value).startswith(words)
    assert caught.value.remedy_sentence
    assert not Import.objects.exists()
    assert stored_folders() == before


def test_a_row_of_42_columns_is_rejected_and_the_others_go_on():
    record = take_in("customers", HEADER + "x," * 41 + "x\n" + GOOD)
    assert counts(record) == (1, 0, 0, 1)
    assert record.report["rejects"] == [
        {
            "row": 2,
            "column": "",
            "value": "",
            "reason": "この行は 42 列ありますが、見出しは 5 列です",
            "remedy": '文章の中のカンマがないか確かめてください。そのような文章は " で囲みます。',
        }
    ]


def test_an_unclosed_quote_costs_its_row_only():
    record = take_in("customers", HEADER + 'C0,"佐藤 花子,,,\n' + GOOD)
    assert counts(record) == (1, 0, 0, 1)
    assert record.report["rejects"][0]["reason"] == '" が開いたまま閉じられていません'


def test_nul_bytes_are_left_out():
    take_in("customers", HEADER + GOOD.replace("山田", "山\0田"))
    assert Customer.objects.get().family_name == "山田"


def test_31_february_costs_the_birthday_not_the_row_and_names_row_column_value_and_remedy():
    record = take_in("customers", HEADER + GOOD + "C2,佐藤 花子,1990-02-31,,\n")
    assert counts(record) == (2, 0, 0, 0)
    assert Customer.objects.get(family_name="佐藤").birth_year is None
    warning = record.report["warnings"]["birthday_no_such_day"]
    assert warning["sentence"] == (
        "列「生年月日」：暦にない日です。この値は入れずに、行は取り込みました。2026-04-01 のように書いてください。"
    )
    assert warning["examples"] == [{"row": 3, "column": "生年月日", "value": "1990-02-31"}]


def test_a_phone_of_zeros_is_dropped_and_the_customer_kept():
    record = take_in("customers", HEADER + "C2,佐藤 花子,,000-0000-0000,h@example.com\n")
    assert counts(record) == (1, 0, 0, 0)
    assert list(ContactPoint.objects.values_list("kind", flat=True)) == ["email"]
    warning = record.report["warnings"]["phone"]
    assert warning["count"] == 1
    assert warning["examples"] == [{"row": 2, "column": "電話番号", "value": "000-0000-0000"}]


def test_two_addresses_in_one_cell_are_kept_aside_in_the_report():
    record = take_in("customers", HEADER + 'C2,佐藤 花子,,,"a@example.com, b@example.com"\n')
    assert counts(record) == (1, 0, 0, 0)
    assert not ContactPoint.objects.exists()
    assert record.report["warnings"]["two_emails"]["examples"][0]["value"] == "a@example.com, b@example.com"


def test_an_address_of_two_people_is_taken_for_both_and_told(hanako):
    record = take_in("customers", HEADER + "C2,山田 太郎,,,hanako@example.jp\n")
    assert ContactPoint.objects.filter(value="hanako@example.jp").count() == 2
    assert record.report["warnings"]["shared_email"]["count"] == 1


def test_a_formula_is_text_and_is_neutralised_on_the_way_out():
    record = take_in("customers", HEADER + "C1,=1+1,1990-02-28,,,余り\nC2,=HYPERLINK(1),,,\n")
    assert Customer.objects.get().family_name == "=HYPERLINK(1)"
    rejected = queries.rejects_path(record).read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(rejected)))[1][1] == "'=1+1"


def test_the_rejects_file_has_the_columns_and_the_reason_and_comes_in_once_corrected():
    record = take_in("customers", HEADER + GOOD + ",,1990-02-28,,=1\n" + "C3,鈴木,,,x@example.com,余り\n")
    data = queries.rejects_path(record).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["顧客番号", "氏名", "生年月日", "電話番号", "メール", "取り込めなかった理由"]
    assert rows[1][:5] == ["", "", "1990-02-28", "", "'=1"]
    said = "3 行目：誰のことかわかるものがありません 顧客番号・氏名・メールアドレス・電話番号のどれかを入れてください。"
    assert (rows[1][5], len(rows[1]), len(rows[2])) == (said, 6, 6)
    assert rows[2][5].endswith("余ったセル：余り")
    again = take_in("customers", data.replace(b",,1990-02-28,", "C2,=佐藤,1990-02-28,".encode()))
    assert again.columns == record.columns
    assert counts(again) == (2, 0, 0, 0)
    assert Customer.objects.filter(family_name="=佐藤", birth_day=28).exists()


def test_a_row_that_says_nothing_of_anybody_is_rejected():
    record = take_in("customers", "氏名,メール,住所\n,,東京都\n山田,a@example.com,\n")
    assert counts(record) == (1, 0, 0, 1)
    assert record.report["rejects"][0]["reason"] == "誰のことかわかるものがありません"


def test_a_file_without_the_needed_columns_is_refused_before_it_starts():
    record = bring("customers", "住所,備考\n東京都,x\n")
    with pytest.raises(FieldsMissing):
        actions.start(record=record, by=None)
    record.refresh_from_db()
    assert (record.state, Customer.objects.count()) == ("uploaded", 0)


def test_a_wrong_field_or_column_in_a_mapping_is_named():
    with pytest.raises(UnknownField) as caught:
        bring("customers", HEADER + GOOD, mapping={"emial": "メール"})
    assert "emial" in str(caught.value)
    with pytest.raises(UnknownColumn) as column:
        bring("customers", HEADER + GOOD, mapping={"email": "Eメ"})
    assert "メール" in column.value.remedy_sentence
    assert not Import.objects.exists()


def test_a_full_disk_while_the_file_comes_in_ends_in_a_sentence_and_leaves_nothing(monkeypatch):
    before = stored_folders()

    class Full(io.BytesIO):
        def read(self, size=-1):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFull):
        actions.bring(Full(b"a,b\n"), file_name="a.csv", by=None, kind="customers")
    assert not Import.objects.exists()
    assert stored_folders() == before


def test_a_full_disk_in_the_middle_keeps_whole_batches_and_goes_on_later(monkeypatch):
    from joren.touchpoints.imports import rejects

    rows = "".join(f"C{n},人{n},1990-02-28,,{',余り' if n == 5 else ''}\n" for n in range(1, 9))
    record = bring("customers", HEADER + rows)
    with monkeypatch.context() as full:
        full.setattr(rejects.os, "fsync", lambda number: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
        with pytest.raises(DiskFull):
            actions.run(record=record, by=None, batch=2)
    record.refresh_from_db()
    assert (record.state, record.rows_done, Customer.objects.count()) == ("failed", 4, 4)
    assert record.error["message"].startswith("ディスクがいっぱいです。")
    done = actions.run(record=record, by=None, batch=2)
    assert (done.state, counts(done), Customer.objects.count()) == ("done", (7, 0, 0, 1), 7)
    lines = queries.rejects_path(done).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2


def test_a_full_database_disk_is_told_alike(monkeypatch):
    from django.db import OperationalError
    from psycopg.errors import DiskFull as NoRoom

    from joren.touchpoints.imports.kinds import customers

    def full(*args, **kwargs):
        raise OperationalError("could not extend file") from NoRoom("could not extend file")

    record = bring("customers", HEADER + GOOD)
    with monkeypatch.context() as broken:
        broken.setattr(customers, "upsert", full)
        with pytest.raises(DiskFull):
            actions.run(record=record, by=None)
    record.refresh_from_db()
    assert (record.state, record.error["code"], Customer.objects.count()) == ("failed", "disk_full", 0)


def test_trying_leaves_no_trace():
    record = bring("customers", HEADER + GOOD + "C2,佐藤,1990-02-28,,,余り\n")
    tried = actions.try_out(record=record)
    assert (tried["rows"], tried["whole"], tried["counts"]["new"], tried["counts"]["rejected"]) == (2, True, 1, 1)
    assert (Customer.objects.count(), ContactPoint.objects.count()) == (0, 0)
    record.refresh_from_db()
    assert (record.state, record.rows_done, record.rejects_bytes) == ("uploaded", 0, 0)


def test_shop_codes_alike_in_their_first_50_letters_cost_their_rows_only():
    long = "S" * 50
    rows = f"C1,山田,{long}1\nC2,佐藤,{long}2\nC3,鈴木,{long}\n"
    record = take_in("customers", "顧客番号,氏名,店舗コード\n" + rows)
    assert counts(record) == (1, 0, 0, 2)
    assert [reject["reason"] for reject in record.report["rejects"]] == ["店舗コードが 50 文字を超えています"] * 2
    assert Customer.objects.get().shop.code == long


def test_rows_in_another_encoding_come_back_readable_and_the_others_go_in_when_agreed():
    content = (HEADER + GOOD).encode() + "C2,佐藤 花子,,,\n".encode("cp932") + "C3,鈴木,,,x@example.com\n".encode()
    record = take_in("customers", content, wishes={"leave_out_undecodable": True})
    assert counts(record) == (2, 0, 0, 1)
    assert sorted(Customer.objects.values_list("family_name", flat=True)) == ["山田", "鈴木"]
    assert record.report["rejects"][0]["reason"] == (
        "この行だけ文字コードが違います。2 列目は Shift JIS のようです（「佐藤 花子」）"
    )
    again = take_in("customers", queries.rejects_path(record).read_bytes(), mapping={"note": ""})
    assert (counts(again), Customer.objects.filter(family_name="佐藤").count()) == ((1, 0, 0, 0), 1)


def test_a_workbook_damaged_far_behind_its_first_rows_is_refused_and_nothing_of_it_is_taken_in(tmp_path):
    import xlsxwriter

    path = tmp_path / "会員.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["顧客番号", "氏名", "メール"])
    for number in range(1, 20_000):
        sheet.write_row(number, 0, [f"C{number}", f"人{number}", f"{number * 7919}@example.com"])
    book.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 50] = bytes(50)
    record = bring("customers", bytes(data), "会員.xlsx")
    with pytest.raises(FileUnreadable):
        actions.run(record=record, by=None)
    record.refresh_from_db()
    assert (record.state, record.error["code"], Customer.objects.count()) == ("failed", "damaged", 0)


def test_an_unreadable_postal_code_of_a_shop_is_told_and_costs_only_itself():
    record = take_in("shops", "店舗コード,店舗名,郵便番号\nS1,駅前店,150-000\nS2,海辺店,1500001\nS3,丘店,\n")
    assert list(Shop.objects.order_by("code").values_list("code", "postal_code")) == [
        ("S1", ""), ("S2", "150-0001"), ("S3", ""),
    ]  # fmt: skip
    (warning,) = record.report["warnings"].values()
    assert warning["examples"] == [{"row": 2, "column": "郵便番号", "value": "150-000"}]
    assert "郵便番号は 7 桁です" in warning["sentence"]
