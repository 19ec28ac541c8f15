"""Files as tables: quoting, delimiters, headers, and what is no table."""

import csv
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.touchpoints.imports.reading.delimited import read_rows
from joren.touchpoints.imports.reading.problems import BrokenRow, ReadingProblem
from joren.touchpoints.imports.reading.table import Wishes, open_table
from joren.touchpoints.imports.tests.bringing import rows_of, table_of
from tests.shared_data import shared_data

SPECTRUM = (
    *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf"),
    *("quotes_and_newlines", "simple", "simple_crlf", "utf8"),
)


@pytest.mark.parametrize("name", SPECTRUM)
def test_the_csv_spectrum_reads_as_it_says(name, tmp_path):
    said = shared_data(f"csv_spectrum/json/{name}.json").read_text(encoding="utf-8")
    path = shared_data(f"csv_spectrum/csvs/{name}.csv")
    if b"\r" not in path.read_bytes():  # a copy whose line ends were changed on its way
        said = said.replace("\\r\\n", "\\n")
    expected = json.loads(said)
    table = open_table(path, lambda cell: False, Wishes(), tmp_path / "sheet.csv")
    assert [dict(zip(table.header, row, strict=True)) for row in rows_of(table)] == expected


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_delimiter_is_found(delimiter, tmp_path):
    text = "\n".join(delimiter.join(row) for row in (["番号", "氏名", "住所"], ["1", "山田, 太郎", "東京"]))
    text = text.replace("山田, 太郎", '"山田, 太郎"')
    table = table_of(tmp_path, text)
    assert (table.delimiter, table.header) == (delimiter, ("番号", "氏名", "住所"))
    assert rows_of(table) == [["1", "山田, 太郎", "東京"]]


def test_titles_and_empty_rows_above_the_header_are_passed_over(tmp_path):
    text = "顧客一覧,,\n出力日 2026/11/20,,\n,,\n顧客番号,氏名,電話\nC1,山田,03\n\nC2,佐藤,06\n"
    table = table_of(tmp_path, text, known=("顧客番号", "氏名", "電話"))
    assert (table.header_row, table.header) == (4, ("顧客番号", "氏名", "電話"))
    assert list(table.rows()) == [(5, ["C1", "山田", "03"]), (7, ["C2", "佐藤", "06"])]


def test_a_file_without_header_gets_numbers_for_names(tmp_path):
    table = table_of(tmp_path, "1,山田,2024-01-01\n2,佐藤,2024-01-02\n")
    assert (table.header, table.header_row) == (("1", "2", "3"), 0)
    assert rows_of(table)[0] == ["1", "山田", "2024-01-01"]


def test_columns_of_one_name_are_told_apart(tmp_path):
    table = table_of(tmp_path, "電話,氏名,電話,\n03,山田,090,x\n")
    assert table.header == ("電話", "氏名", "電話 (2)", "4")


def test_a_row_with_too_many_or_too_few_cells_is_broken_and_the_others_go_on(tmp_path):
    text = "a,b\n1,2\n" + ",".join("x" * 42) + "\n3\n4,5,,,\n6,7\n"
    rows = list(table_of(tmp_path, text).rows())
    assert [number for number, _cells in rows] == [2, 3, 4, 5, 6]
    assert [cells for _number, cells in rows if isinstance(cells, list)] == [["1", "2"], ["4", "5"], ["6", "7"]]
    assert [cells.code for _number, cells in rows if isinstance(cells, BrokenRow)] == [
        "too_many_cells",
        "too_few_cells",
    ]
    assert rows[1][1].details == {"found": 42, "expected": 2}


def test_an_unclosed_quote_costs_one_row(tmp_path):
    rows = list(table_of(tmp_path, 'a,b\n1,"open\n2,x\n3,"whole"\n').rows())
    assert rows[0] == (2, BrokenRow("bad_quote", ["1", '"open']))
    assert rows[1:] == [(3, ["2", "x"]), (4, ["3", "whole"])]


def test_an_unclosed_quote_at_the_end_costs_one_row(tmp_path):
    rows = list(table_of(tmp_path, 'a,b\n1,x\n2,"open\n3,y\n').rows())
    assert [cells.code if isinstance(cells, BrokenRow) else cells for _n, cells in rows] == [
        ["1", "x"],
        "open_quote",
        ["3", "y"],
    ]


def test_a_quote_open_over_hundreds_of_lines_is_not_swallowed(tmp_path):
    body = "".join(f"{n},x\n" for n in range(2000))
    rows = rows_of(table_of(tmp_path, 'a,b\n1,"open\n' + body))
    assert rows[0] == BrokenRow("open_quote", ["1", '"open'])
    assert rows[1:] == [[str(n), "x"] for n in range(2000)]


def test_quotes_inside_a_bare_cell_are_letters(tmp_path):
    assert rows_of(table_of(tmp_path, 'a,b\n27" TV,x\n')) == [['27" TV', "x"]]


def test_nul_bytes_are_left_out(tmp_path):
    assert rows_of(table_of(tmp_path, "a,b\n1\0,山\0田\n")) == [["1", "山田"]]


def test_old_macintosh_line_ends_are_read(tmp_path):
    assert rows_of(table_of(tmp_path, "a,b\r1,2\r3,4\r")) == [["1", "2"], ["3", "4"]]


def test_gzip_around_the_text_is_taken_off(tmp_path):
    assert rows_of(table_of(tmp_path, gzip.compress("a,b\n1,山田\n".encode()))) == [["1", "山田"]]


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"", "empty_file", None),
        (b"\n\n  \n", "empty_file", None),
        (b"\xef\xbb\xbf", "empty_file", None),
        (b"name\nx\ny\n", "one_column", None),
        (b"%PDF-1.7\n1 0 obj\n", "not_a_table", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_table", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_a_table", "JPEG"),
        (b"<!DOCTYPE html><html><table>", "not_a_table", "HTML"),
        (b"PK\x03\x04 no zip", "damaged", None),
        (b"\x1f\x8b\x08\x00broken", "damaged", None),
        (gzip.compress(b"%PDF-1.7 inside", mtime=0), "not_a_table", "PDF"),
        (gzip.compress(b"a,b\n1,2\n" * 1000, mtime=0)[:-20], "damaged", None),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(content, code, kind, tmp_path):
    with pytest.raises(ReadingProblem) as caught:
        rows_of(table_of(tmp_path, content))
    assert caught.value.code == code
    assert caught.value.details.get("kind") == kind


def test_a_column_called_bm_is_no_bitmap(tmp_path):
    assert table_of(tmp_path, "BM,MZ\n1,2\n").header == ("BM", "MZ")


def test_one_column_is_fine_when_it_is_a_field(tmp_path):
    assert table_of(tmp_path, "メール\na@example.com\n", known=("メール",)).header == ("メール",)


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=2, max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_a_csv_writer_writes_is_read_back(rows):
    import io

    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    lines = io.StringIO(file.getvalue(), newline="")
    assert [cells for _number, cells in read_rows(lines, ",")] == rows
