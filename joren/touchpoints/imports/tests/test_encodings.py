"""Which encoding a file is in: never a guess by statistics, never mojibake."""

import codecs
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.touchpoints.imports.reading.encodings import Encoding, detect_encoding, require_encoding
from joren.touchpoints.imports.reading.problems import ReadingProblem

TEXT = "顧客番号,氏名,住所\r\nC001,髙橋 一郎,東京都〜神宮前①㈱\r\nC002,山﨑 花子,神奈川県横浜市\r\n"
PLAIN = "顧客番号,氏名,住所\r\nC001,高橋 一郎,東京都神宮前\r\nC002,山崎 花子,神奈川県横浜市\r\n"
KANA = "番号,フリガナ\r\n1,ﾔﾏﾀﾞ ﾀﾛｳ\r\n2,ﾀｶﾊｼ ﾋﾞﾝ\r\n"


def detected(data: bytes) -> tuple[Encoding, str]:
    encoding = detect_encoding(lambda: BytesIO(data))
    return encoding, data[encoding.skip :].decode(encoding.name)


@pytest.mark.parametrize("name", ["utf-8", "cp932", "utf-16-le", "utf-16-be"])
def test_the_letters_of_windows_survive_in_every_encoding_that_has_them(name):
    text = TEXT if name != "cp932" else TEXT.replace("〜", "～")
    assert detected(text.encode(name))[1] == text


@pytest.mark.parametrize("name", ["euc_jp", "iso2022_jp", "cp932", "utf-8"])
def test_ordinary_japanese_is_read_in_every_encoding(name):
    assert detected(PLAIN.encode(name))[1] == PLAIN


def test_circled_digits_in_euc_are_read():
    assert detected("顧客,住所\n一郎,神宮前①\n".encode("euc_jis_2004"))[1] == "顧客,住所\n一郎,神宮前①\n"


@pytest.mark.parametrize("marks", [1, 2])
def test_one_and_two_utf8_marks_are_left_out(marks):
    encoding, text = detected(codecs.BOM_UTF8 * marks + TEXT.encode())
    assert (encoding, text) == (Encoding("utf-8", 3 * marks), TEXT)


@pytest.mark.parametrize("mark", ["utf-16", "utf-32"])
def test_a_wide_text_with_its_mark_is_read(mark):
    encoding, text = detected(TEXT.encode(mark))
    assert text == TEXT
    assert encoding.skip


def test_half_width_katakana_stay_cp932():
    assert detected(KANA.encode("cp932")) == (Encoding("cp932"), KANA)


def test_a_file_of_nothing_but_half_width_katakana_stays_cp932():
    text = "ﾔﾏﾀﾞ,ﾀﾛｳ\nｻﾄｳ,ﾊﾅｺ\nﾋﾟｱﾉ,ﾊﾞﾝﾄﾞ\n"
    assert detected(text.encode("cp932")) == (Encoding("cp932"), text)


def test_plain_ascii_is_utf8():
    assert detected(b"a,b\n1,2\n")[0] == Encoding("utf-8")


def test_a_switch_to_iso_2022_jp_further_down_is_seen():
    text = "id,name\n" + "1,a\n" * 2000 + "2,山田\n"
    assert detected(text.encode("iso2022_jp"))[1] == text


def test_mixed_encodings_are_refused_with_row_and_byte():
    good, bad = "番号,氏名\n1,山田\n".encode(), "2,佐藤\n".encode("cp932")
    with pytest.raises(ReadingProblem) as caught:
        detect_encoding(lambda: BytesIO(good + bad + "3,鈴木\n".encode()))
    assert caught.value.code == "mixed_encodings"
    assert caught.value.details == {
        **{"name": "utf-8", "encoding": "UTF-8", "byte": len(good) + 2},
        **{"row": 3, "column": 2, "looks_like": "Shift JIS", "text": "佐藤"},
    }


def test_a_row_of_utf8_inside_a_cp932_file_is_refused_and_not_taken_for_gibberish():
    good = "番号,氏名\n1,山田\n".encode("cp932")
    with pytest.raises(ReadingProblem) as caught:
        detect_encoding(lambda: BytesIO(good + "2,佐藤花子\n".encode() + "3,鈴木\n".encode("cp932")))
    assert (caught.value.details["encoding"], caught.value.details["row"]) == ("Shift JIS", 3)
    assert (caught.value.details["column"], caught.value.details["looks_like"]) == (2, "UTF-8")
    assert caught.value.details["byte"] >= len(good)


def test_a_broken_byte_beyond_the_first_megabyte_is_found_where_it_is():
    data = "山田,太郎\n".encode() * 100_000
    with pytest.raises(ReadingProblem) as caught:
        detect_encoding(lambda: BytesIO(data + b"\xff\xff\n"))
    assert (caught.value.details["byte"], caught.value.details["row"]) == (len(data), 100_001)


def test_letters_cut_by_the_reading_block_are_whole():
    text = "x" * ((1 << 20) - 1) + "山田太郎\n"
    for name in ("utf-8", "cp932", "euc_jp"):
        assert detected(text.encode(name))[1] == text


def test_the_named_encoding_is_used_and_held_to_its_word():
    data = "氏名,住所\n山田,東京\n".encode("cp932")
    assert require_encoding(lambda: BytesIO(data), "Shift_JIS") == Encoding("cp932")
    with pytest.raises(ReadingProblem) as caught:
        require_encoding(lambda: BytesIO(data), "utf-8")
    assert (caught.value.code, caught.value.details["row"]) == ("wrong_encoding", 1)
    with pytest.raises(ReadingProblem) as caught:
        require_encoding(lambda: BytesIO(data), "klingon")
    assert caught.value.code == "unknown_encoding"


@given(st.text(st.characters(codec="cp932", exclude_characters="\x80\xa0¢£¬‖−〜"), min_size=1))
def test_what_cp932_can_write_is_read_or_refused_but_never_another_text(text):
    data = ("氏名,住所\n山田 太郎,東京都のビル\n" + text).encode("cp932")
    if any("\uf8f0" <= letter <= "\uf8f3" for letter in text):  # Apple's bytes, which nobody's CP932 writes
        with pytest.raises(ReadingProblem):
            detected(data)
    else:
        assert detected(data)[1] == data.decode("cp932")
