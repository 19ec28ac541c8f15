"""Files that are written: what a spreadsheet finds in them, and what an encoding could not hold."""

import datetime as dt
import tracemalloc
from decimal import Decimal

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.csv_safety import restore_neutralised
from joren.foundation.exporting import ENCODINGS, CsvWriter, ExportColumn, Losses, cell_text, csv_text, open_writer
from joren.foundation.exporting.workbooks import WorkbookWriter
from joren.foundation.time.clock import TOKYO

COLUMNS = (
    ExportColumn(key="name", label="氏名"),
    ExportColumn(key="postal_code", label="郵便番号", type="code"),
    ExportColumn(key="amount", label="金額", type="money"),
    ExportColumn(key="born", label="生年月日", type="day"),
    ExportColumn(key="at", label="日時", type="moment"),
)
NOON = dt.datetime(2026, 4, 1, 12, 34, 56, tzinfo=TOKYO)


def written(path, rows, **wishes):
    losses = Losses()
    given_ = {"format": "csv", "encoding": "utf-8-bom", **wishes}
    with open_writer(path, COLUMNS, losses=losses, **given_) as writer:
        told = list(writer.write(rows))
    return losses, told


def sheets(path):
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_csv_opens_in_excel_as_it_is(tmp_path):
    losses, told = written(tmp_path / "a.csv", [("山田", "0600001", Decimal("1500.00"), dt.date(1980, 2, 3), NOON)])
    content = (tmp_path / "a.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        "氏名,郵便番号,金額,生年月日,日時\r\n山田,0600001,1500,1980-02-03,2026-04-01 12:34:56\r\n"
    )
    assert (losses.count, told) == (0, [1])


def test_no_cell_runs_in_a_spreadsheet(tmp_path):
    written(tmp_path / "a.csv", [("=HYPERLINK(1)", "@x", Decimal("-5"), None, None)])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()[1] == "'=HYPERLINK(1),'@x,-5,,"


def test_cp932_holds_what_windows_has_and_tells_what_it_lacks(tmp_path):
    rows = [
        ("①㈱髙﨑", "", None, None, None),
        ("9時〜18時−‖", "", None, None, None),
        ("𠮷野家😀", "½", None, None, None),
    ]
    losses, _told = written(tmp_path / "a.csv", rows, encoding="cp932")
    lines = (tmp_path / "a.csv").read_bytes().decode("cp932").split("\r\n")
    assert lines[1:4] == ["①㈱髙﨑,,,,", "9時～18時－∥,,,,", "吉野家〓,〓,,,"]
    places = [(one.row, one.column, one.written, one.substitute, one.same_look) for one in losses.examples]
    assert places == [
        (3, "氏名", "〜", "～", True),
        (3, "氏名", "−", "－", True),
        (3, "氏名", "‖", "∥", True),
        (4, "氏名", "𠮷", "吉", False),
        (4, "氏名", "😀", "〓", False),
        (4, "郵便番号", "½", "〓", False),
    ]


def test_letters_in_two_parts_are_put_together_for_cp932(tmp_path):
    losses, _told = written(tmp_path / "a.csv", [("か\u3099", "", None, None, None)], encoding="cp932")
    assert (tmp_path / "a.csv").read_bytes().decode("cp932").split("\r\n")[1] == "が,,,,"
    assert losses.told()["places"][0]["same_look"] is True


def test_every_loss_is_told_in_a_file_of_its_own(tmp_path):
    losses = Losses(tmp_path / "report.csv")
    with (tmp_path / "a.csv").open("wb") as file:
        writer = CsvWriter(file, ["名"], encoding="cp932", losses=losses)
        list(writer.write([("😀",)] * 250))
    losses.close()
    assert losses.count == 250
    assert len(losses.examples) == 100
    assert losses.told()["characters"] == [{"written": "😀", "substitute": "〓", "times": 250}]
    lines = (tmp_path / "report.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 251
    assert lines[-1].startswith("251,名,😀,U+1F600,〓,")


@given(st.text(max_size=40))
def test_cp932_never_fails_and_what_it_did_not_tell_is_unchanged(text):
    import io

    losses, file = Losses(), io.BytesIO()
    text = text.replace("\r", "").replace("\n", "")
    list(CsvWriter(file, ["x"], encoding="cp932", losses=losses).write([(text,)]))
    import csv

    line = next(iter(list(csv.reader(io.StringIO(file.getvalue().decode("cp932"), newline="")))[1:]), [""])
    if not losses.count:
        assert restore_neutralised(line[0] if line else "") == text


def test_a_workbook_keeps_zeros_dates_and_numbers(tmp_path):
    row = ("=1+1", "0600001", Decimal("1500.50"), dt.date(1980, 2, 3), NOON)
    written(tmp_path / "a.xlsx", [row], format="xlsx", sheet="顧客")
    assert sheets(tmp_path / "a.xlsx") == {
        "顧客": [
            ["氏名", "郵便番号", "金額", "生年月日", "日時"],
            ["'=1+1", "0600001", 1500.5, dt.date(1980, 2, 3), dt.datetime(2026, 4, 1, 12, 34, 56)],
        ]
    }


def test_a_workbook_writes_what_excel_has_no_day_for_as_text(tmp_path):
    early, precise = dt.date(1899, 12, 31), NOON.replace(microsecond=5)
    written(tmp_path / "a.xlsx", [("", "", Decimal("12345678901234567"), early, precise)], format="xlsx")
    (rows,) = sheets(tmp_path / "a.xlsx").values()
    assert rows[1][2:] == ["12345678901234567", "1899-12-31", "2026-04-01 12:34:56.000005"]


def test_rows_beyond_a_sheet_go_on_in_the_next(tmp_path):
    writer = WorkbookWriter(tmp_path / "a.xlsx", ["n"], ["integer"], sheet="売上", losses=Losses(), rows_of_a_sheet=3)
    assert list(writer.write((number,) for number in range(1, 6)))[-1] == 5
    writer.close()
    assert sheets(tmp_path / "a.xlsx") == {
        "売上": [["n"], [1.0], [2.0]],
        "売上 (2)": [["n"], [3.0], [4.0]],
        "売上 (3)": [["n"], [5.0]],
    }


def test_a_text_longer_than_a_cell_of_excel_is_cut_and_told(tmp_path):
    losses, _told = written(tmp_path / "a.xlsx", [("あ" * 40_000, "", None, None, None)], format="xlsx")
    (rows,) = sheets(tmp_path / "a.xlsx").values()
    assert len(rows[1][0]) == 32_767
    assert [(one.row, one.column) for one in losses.examples] == [(2, "氏名")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_stays_flat(tmp_path, kind):
    def peak(rows):
        tracemalloc.start()
        written(tmp_path / f"a.{kind}", (("山田", "0600001", None, None, NOON) for _ in range(rows)), format=kind)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1_500)
    assert peak(12_000) < peak(3_000) * 1.5 + 100_000


def test_a_small_table_is_text_with_a_mark():
    assert csv_text(["a", "b"], [(1, "=x"), (None, True)]) == "\ufeffa,b\r\n1,'=x\r\n,1\r\n"


@pytest.mark.parametrize("value", ["'=1", "=1", "+81-3-1234-5678", "plain", "'' @", "-5", "'-5"])
def test_texts_come_back_to_the_letter(value):
    assert restore_neutralised(cell_text(value)) == value


def test_every_encoding_says_what_it_is_for():
    assert list(ENCODINGS) == ["utf-8-bom", "cp932", "utf-8"]
    assert all(str(encoding.label) for encoding in ENCODINGS.values())
