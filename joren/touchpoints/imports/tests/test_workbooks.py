"""Workbooks: typed cells, sheets, refusals; and memory that does not grow in our own process."""

import datetime as dt
import zipfile

import pytest
import xlsxwriter

from joren.touchpoints.imports.reading import workbooks
from joren.touchpoints.imports.reading.problems import ReadingProblem
from joren.touchpoints.imports.reading.table import Wishes, open_table
from joren.touchpoints.imports.tests.bringing import rows_of, table_of


def workbook(path, sheets, **options):
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/mm/dd", **options})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    book.close()
    return path


def opened(path, **wishes):
    return open_table(path, lambda name: name == "氏名", Wishes(**wishes), path.with_suffix(".spool"))


def test_cells_become_text_as_people_read_them(tmp_path):
    day = dt.datetime(1980, 4, 1)
    rows = [
        ["氏名", "生年月日", "日時", "郵便", "単価", "可"],
        ["山田", day, dt.datetime(2024, 4, 1, 9, 30), 600001, 1.5, True],
    ]
    table = opened(workbook(tmp_path / "a.xlsx", {"顧客": rows}))
    assert (table.sheet, table.sheets) == ("顧客", ("顧客",))
    assert rows_of(table) == [["山田", "1980-04-01", "2024-04-01 09:30:00", "600001", "1.5", "TRUE"]]


def test_rows_keep_the_numbers_the_spreadsheet_shows(tmp_path):
    rows = [[], ["顧客一覧"], [], ["氏名", "電話"], ["山田", "03"], ["佐藤", "06"]]
    table = opened(workbook(tmp_path / "a.xlsx", {"S": rows}))
    assert table.header_row == 4
    assert list(table.rows()) == [(5, ["山田", "03"]), (6, ["佐藤", "06"])]


def test_the_sheet_that_is_asked_for_is_read_and_an_empty_one_passed_over(tmp_path):
    sheets = {"空": [], "一": [["氏名", "x"], ["山田", "1"]], "二": [["氏名", "x"], ["佐藤", "2"]]}
    path = workbook(tmp_path / "a.xlsx", sheets)
    assert rows_of(opened(path)) == [["山田", "1"]]
    assert rows_of(opened(path, sheet="二")) == [["佐藤", "2"]]
    with pytest.raises(ReadingProblem) as caught:
        opened(path, sheet="三")
    assert (caught.value.code, caught.value.details["sheets"]) == ("unknown_sheet", "空, 一, 二")


def test_a_formula_gives_its_value_and_is_never_run(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["氏名", "合計"])
    sheet.write_string(1, 0, "=cmd|' /C calc'!A0")
    sheet.write_formula(1, 1, "=1+1", None, 2)
    book.close()
    assert rows_of(opened(path)) == [["=cmd|' /C calc'!A0", "2"]]


def test_a_zip_that_is_no_workbook_is_refused_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "file", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(ReadingProblem) as caught:
        table_of(tmp_path, (tmp_path / "file").read_bytes())
    assert (caught.value.code, caught.value.details) == ("not_a_table", {"kind": "Word"})


def test_a_workbook_that_unpacks_beyond_measure_is_refused_before_it_does(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 1 << 20)
    with zipfile.ZipFile(tmp_path / "file", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * (2 << 20))
    with pytest.raises(ReadingProblem) as caught:
        table_of(tmp_path, (tmp_path / "file").read_bytes())
    assert caught.value.code == "too_big"


def test_a_broken_workbook_ends_in_a_code_and_leaves_no_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "file", "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    with pytest.raises(ReadingProblem) as caught:
        table_of(tmp_path, (tmp_path / "file").read_bytes())
    assert caught.value.code == "damaged"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_workbook_too_large_for_memory_ends_in_a_code(tmp_path, monkeypatch):
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    monkeypatch.setattr(workbooks.sys, "executable", "/bin/false")
    with pytest.raises(ReadingProblem) as caught:
        opened(path)
    assert caught.value.code == "out_of_memory"


def test_many_rows_cost_this_process_no_memory(tmp_path):
    import psutil

    path = tmp_path / "big.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["氏名", "電話", "住所"])
    for number in range(1, 40_000):
        sheet.write_row(number, 0, [f"山田{number}", f"090-0000-{number:04}", "東京都江東区南砂一丁目"])
    book.close()
    before = psutil.Process().memory_info().rss
    assert sum(1 for _row in opened(path).rows()) == 39_999
    assert psutil.Process().memory_info().rss - before < 20 << 20
