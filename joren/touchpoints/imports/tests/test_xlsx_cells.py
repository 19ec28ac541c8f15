"""What cells of a streamed workbook come out as: what people see in them, never a computed or rounded value."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from joren.touchpoints.imports.reading.problems import ReadingProblem
from joren.touchpoints.imports.reading.table import Wishes, open_table
from joren.touchpoints.imports.reading.xlsx import values
from joren.touchpoints.imports.reading.xlsx.formats import Format, format_of
from joren.touchpoints.imports.tests.bringing import rows_of


def cell(tmp_path, value, code="General", **options):
    """The text of one cell with a number format."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["氏名", "値"])
    sheet.write(1, 0, "山田")
    sheet.write(1, 1, value, book.add_format({"num_format": code}))
    book.close()
    return rows_of(opened(path))[0][1]


def opened(path, **wishes):
    return open_table(path, lambda name: name in ("氏名", "電話"), Wishes(**wishes), path.with_suffix(".spool"))


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (600001, "0000000", "0600001"),
        (600001, "000-0000", "060-0001"),
        (1234567, r"[<=999]000;[<=9999]000\-00;000\-0000", "123-4567"),
        (9012345678, "00000000000", "09012345678"),
        (0.08, "0%", "8%"),
        (0.07, "0.0%", "7%"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.00", "1234.5"),
        (-5, "#,##0;[Red]-#,##0", "-5"),
        (45383, "yyyy/m/d", "2024-04-01"),
        (45383, '[$-411]ggge"年"m"月"d"日"', "2024-04-01"),
        (45383.3958333333, "yyyy/m/d h:mm", "2024-04-01 09:30:00"),
        (0.395833333333333, "h:mm", "09:30:00"),
        (1.0625, "[h]:mm", "25:30:00"),
        (59, "yyyy/m/d", "1900-02-28"),
        (61, "yyyy/m/d", "1900-03-01"),
        (45383, '0"年"', "45383"),
        (12345678901234, "General", "12345678901234"),
        (1e20, "General", "1e+20"),
    ],
)
def test_numbers_come_out_as_their_format_shows_them(value, code, text, tmp_path):
    assert cell(tmp_path, value, code) == text


def test_a_workbook_that_counts_from_1904_gives_the_same_days(tmp_path):
    day = dt.datetime(2024, 4, 1)
    assert cell(tmp_path, day, "yyyy/m/d", date_1904=True) == "2024-04-01"


def test_errors_are_empty_and_formulas_give_what_was_saved(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["氏名", "電話", "x"])
    sheet.write_formula(1, 0, '=VLOOKUP("a",A:A,1)', None, "#N/A")
    sheet.write_formula(1, 1, "=1+1", None, 2)
    sheet.write_boolean(1, 2, True)
    sheet.set_row(1, None, None, {"hidden": True})
    book.close()
    assert rows_of(opened(path)) == [["", "2", "TRUE"]]


def test_readings_above_kanji_are_no_part_of_the_name(tmp_path):
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>氏名</t></si><si><t>電話</t></si>'
        '<si><r><t>山</t></r><r><t xml:space="preserve">田 </t></r><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si></sst>'
    )
    path = changed(tmp_path, "xl/sharedStrings.xml", lambda data: shared.encode())
    assert rows_of(opened(path)) == [["山田 ", "03"]]


def test_a_writer_that_names_its_elements_with_a_prefix_is_read(tmp_path):
    def prefixed(data):
        text = data.decode().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
        return text.replace("xmlns=", "xmlns:x=").encode()

    assert rows_of(opened(changed(tmp_path, "xl/worksheets/sheet1.xml", prefixed))) == [["山田", "03"]]


def test_cells_without_places_stand_side_by_side(tmp_path):
    def bare(data):
        for place in ("A1", "B1", "A2", "B2"):
            data = data.replace(f' r="{place}"'.encode(), b"")
        return data.replace(b' r="1"', b"").replace(b' r="2"', b"")

    assert rows_of(opened(changed(tmp_path, "xl/worksheets/sheet1.xml", bare))) == [["山田", "03"]]


def test_a_document_with_entities_of_its_own_is_refused(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha">]><worksheet/>'
    with pytest.raises(ReadingProblem) as caught:
        opened(changed(tmp_path, "xl/worksheets/sheet1.xml", lambda data: laughs))
    assert caught.value.code == "damaged"


def test_more_strings_than_stay_in_memory_are_read_from_disk_right(tmp_path, monkeypatch):
    from joren.touchpoints.imports.reading.xlsx import strings

    monkeypatch.setattr(strings, "IN_MEMORY", 10)
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["氏名", "電話"])
    for number in range(1, 500):
        sheet.write_row(number, 0, [f"人{number}", f"名{500 - number}" if number % 2 else ""])
    sheet.write_row(500, 0, ["人3", "名1"])
    book.close()
    rows = rows_of(opened(path))
    assert rows[:2] == [["人1", "名499"], ["人2", ""]]
    assert (rows[498], rows[499]) == (["人499", "名1"], ["人3", "名1"])


def test_reading_a_sheet_whole_gives_the_very_rows_that_stream(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for number, row in {1: ["氏名", "電話"], 3: ["山田\n太郎", '"03"'], 9: ["", "06"], 12: ["佐藤,", ""]}.items():
        sheet.write_row(number, 0, row)
    book.close()
    table = opened(path)
    streamed = list(table.rows())
    assert [number for number, _cells in streamed] == [4, 10, 13]
    assert not table.text.exists()
    assert list(table.whole().rows()) == streamed
    assert table.text.exists()


def test_formats_that_only_look_like_dates_are_none():
    assert format_of('#,##0"days"') == Format()
    assert format_of("[Red]0.00") == Format()
    assert format_of("0.00E+00") == Format()
    assert format_of("G/標準") == Format()
    assert format_of("General") == Format()
    assert format_of("[h]:mm:ss").shape == "elapsed"


def test_escaped_control_characters_are_letters_again():
    assert values.unescaped("a_x000D_b_x0041_") == "a\rbA"


def changed(tmp_path, part, change):
    """A small workbook with one part changed."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["氏名", "電話"])
    sheet.write_row(1, 0, ["山田", "03"])
    book.close()
    path = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(data) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            written = source.read(name)
            if part == "xl/sharedStrings.xml" and name == "xl/worksheets/sheet1.xml":
                written = written.replace(b'r="B2" t="s"><v>3<', b'r="B2" t="str"><v>03<')
            target.writestr(name, change(written) if name == part else written)
    return path
