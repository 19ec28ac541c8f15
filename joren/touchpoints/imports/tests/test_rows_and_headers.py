"""Headers over two lines, rows Excel cut short, totals that are no data; zips; files that mix encodings."""

import io
import zipfile

import pytest

from joren.touchpoints.imports.reading import archives
from joren.touchpoints.imports.reading.problems import BrokenRow, ReadingProblem
from joren.touchpoints.imports.tests.bringing import rows_of, table_of

KNOWN = ("氏名", "姓", "名", "住所", "郵便番号", "都道府県", "市区町村", "電話", "会員番号", "購入日", "金額", "メール")


def test_a_header_over_two_lines_gives_the_lower_words_and_what_only_the_upper_names(tmp_path):
    text = "氏名,,住所,,,電話\n姓,名,郵便番号,都道府県,市区町村,\n山田,太郎,135-0076,東京都,江東区,03\n"
    table = table_of(tmp_path, text, known=KNOWN)
    assert table.header == ("姓", "名", "郵便番号", "都道府県", "市区町村", "電話")
    assert list(table.rows()) == [(3, ["山田", "太郎", "135-0076", "東京都", "江東区", "03"])]


def test_lower_words_that_come_twice_carry_their_upper_word(tmp_path):
    text = "会員番号,請求先,,届け先,\n,住所,電話,住所,電話\n1,東京,03,大阪,06\n"
    table = table_of(tmp_path, text, known=KNOWN)
    assert table.header == ("会員番号", "請求先 住所", "請求先 電話", "届け先 住所", "届け先 電話")
    assert table.header_row == 2


def test_a_title_with_a_date_beside_it_is_no_upper_line(tmp_path):
    text = "顧客一覧,,作成日,2026/11/20\n会員番号,氏名,電話,備考\n1,山田,03,x\n"
    assert table_of(tmp_path, text, known=KNOWN).header == ("会員番号", "氏名", "電話", "備考")


def test_a_word_among_values_makes_no_header(tmp_path):
    text = "1,山田,2024-01-01,500\n2,佐藤,2024-01-02,600\n3,電話,2024-01-03,700\n"
    table = table_of(tmp_path, text, known=KNOWN)
    assert (table.header_row, len(rows_of(table))) == (0, 3)


@pytest.mark.parametrize(
    "total",
    [
        "合計,,,1200",
        '【総合計】,,3件,"1,200円"',
        "小計,,,600",
        "計,,,",
        "Total,,,1200",
        "以上,,,",
        "出力件数：2件,,,",
        "*** END ***,,,",
        "以上",
    ],
)
def test_totals_and_the_foot_of_a_list_are_no_data(total, tmp_path):
    text = f"氏名,会員番号,購入日,金額\n山田,1,2024-01-01,600\n{total}\n佐藤,2,2024-01-02,600\n"
    rows = rows_of(table_of(tmp_path, text, known=KNOWN))
    assert [cells[0] for cells in rows] == ["山田", "佐藤"]


@pytest.mark.parametrize("row", ["計,太郎,2024-01-01,600", "合計商店,1,,", ",,,600", "09011112222,,,", "120,,,"])
def test_people_who_look_like_totals_are_data(row, tmp_path):
    text = f"姓,名,購入日,金額\n山田,太郎,2024-01-01,600\n{row}\n"
    assert len(rows_of(table_of(tmp_path, text, known=KNOWN))) == 2


def test_rows_whose_empty_last_cells_excel_left_out_are_whole(tmp_path):
    text = "会員番号,氏名,電話,備考\n1,山田,03,x\n2,佐藤\n3,鈴木,06,y\n" + "4,高橋,07\n" * 16 + "5,田中,08,z\n"
    rows = rows_of(table_of(tmp_path, text, known=KNOWN))
    assert rows[1] == ["2", "佐藤", "", ""]
    assert rows[3:19] == [["4", "高橋", "07", ""]] * 16


def test_a_row_torn_apart_by_a_line_break_is_broken_in_all_its_pieces(tmp_path):
    text = "会員番号,氏名,住所,電話,メール\n1,山田,東京都\n江東区,03,x\n2,佐藤,大阪,06,y\n3,鈴木,京都\n"
    rows = rows_of(table_of(tmp_path, text, known=KNOWN))
    assert [isinstance(cells, BrokenRow) for cells in rows] == [True, True, False, True]


def test_columns_without_name_and_value_on_the_right_are_left_out(tmp_path):
    table = table_of(tmp_path, "氏名,,電話,,\n山田,x,03,,\n佐藤,,06,,\n", known=KNOWN)
    assert (table.header, rows_of(table)[0]) == (("氏名", "2", "電話"), ["山田", "x", "03"])


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
def test_the_line_that_names_the_delimiter_for_excel_is_obeyed_and_no_header(first, tmp_path):
    table = table_of(tmp_path, f"{first}\n氏名;金額\n山田;1,5\n", known=KNOWN)
    assert (table.delimiter, table.header, table.header_row) == (";", ("氏名", "金額"), 2)
    assert list(table.rows()) == [(3, ["山田", "1,5"])]


@pytest.mark.parametrize(("main", "other"), [("utf-8", "cp932"), ("cp932", "utf-8"), ("utf-8", "euc_jp")])
def test_rows_in_another_encoding_are_broken_with_their_text_when_that_is_agreed(main, other, tmp_path):
    lines = ["会員番号,氏名", "1,山田 太郎", "2,佐藤 花子", "3,鈴木 一郎", "4,髙橋"]
    data = b"".join(f"{line}\n".encode(other if place == 2 else main) for place, line in enumerate(lines[:4]))
    with pytest.raises(ReadingProblem) as caught:
        table_of(tmp_path, data, known=KNOWN)
    assert (caught.value.code, caught.value.details["row"], caught.value.details["column"]) == ("mixed_encodings", 3, 2)
    rows = rows_of(table_of(tmp_path, data, known=KNOWN, leave_out_undecodable=True))
    assert (rows[0], rows[2]) == (["1", "山田 太郎"], ["3", "鈴木 一郎"])
    assert (rows[1].code, rows[1].cells, rows[1].details["text"]) == ("undecodable", ["2", "佐藤 花子"], "佐藤 花子")


def packed(tmp_path, files):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_a_zip_lists_its_files_and_those_of_a_zip_inside_without_their_folders(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep/c.csv", "x,y\n")
    path = packed(
        tmp_path,
        {
            "../../a.csv": "a",
            "dir/": "",
            "dir/b.csv": "bb",
            "__MACOSX/x": "z",
            ".hidden": "z",
            "in.zip": inner.getvalue(),
        },
    )
    found = archives.members(path)
    assert [(one.name, one.size) for one in found] == [("a.csv", 1), ("b.csv", 2), ("c.csv", 4)]
    archives.extract(path, found[2], tmp_path / "out")
    assert (tmp_path / "out").read_text() == "x,y\n"


def test_names_written_in_shift_jis_are_read(tmp_path):
    path = packed(tmp_path, {"AAAA.csv": "a"})
    data = path.read_bytes().replace(b"AAAA", "会員".encode("cp932"))
    path.write_bytes(data)
    (found,) = archives.members(path)
    assert found.name == "会員.csv"
    archives.extract(path, found, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "a"


def test_a_locked_zip_a_bomb_and_an_empty_one_are_refused(tmp_path):
    path = packed(tmp_path, {"a.csv": "a"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert archives.is_archive(path)
    assert refusal(path) == "archive_locked"
    assert refusal(packed(tmp_path, {})) == "archive_empty"
    assert refusal(packed(tmp_path, {"a.csv": bytes(101 << 20)})) == "too_big"


def refusal(path):
    """Why the zip is refused."""
    with pytest.raises(ReadingProblem) as caught:
        archives.members(path)
    return caught.value.code


def test_a_workbook_is_no_archive_and_a_zip_is_no_table(tmp_path):
    assert not archives.is_archive(packed(tmp_path, {"xl/workbook.xml": "<x/>"}))
    with pytest.raises(ReadingProblem) as caught:
        table_of(tmp_path, packed(tmp_path, {"a.csv": "a,b\n"}).read_bytes())
    assert caught.value.code == "archive"
