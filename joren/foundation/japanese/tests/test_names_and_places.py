import unicodedata

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.japanese.names import is_kana, split_name, to_hiragana, to_katakana
from joren.foundation.japanese.prefectures import PREFECTURES, prefecture_named, prefecture_of
from tests.worked_numbers import worked_cells

DOCUMENT = "japanese-text"


@pytest.mark.parametrize(("written", "family", "given_name"), worked_cells(DOCUMENT, "names"))
def test_names_are_split_as_documented(written, family, given_name):
    assert split_name(written) == (family, given_name)


def test_an_empty_name_splits_into_nothing():
    assert split_name(" \u3000") == ("", "")


@pytest.mark.parametrize("text", ["ヤマダ タロウ", "やまだ　たろう", "ﾔﾏﾀﾞ", "ジョン・スミス", "オオタニ", "ヴ", "ゝ"])
def test_readings_are_told_by_their_kana(text):
    assert is_kana(text)


@pytest.mark.parametrize("text", ["", " ", "ー", "・", "山田", "ヤマダtaro", "ヤマダ1", "〇"])
def test_anything_else_is_no_reading(text):
    assert not is_kana(text)


def test_transliteration_leaves_other_characters_alone():
    assert to_hiragana("ﾔﾏﾀﾞ・ジョーA１") == "やまだ・じょーA１"
    assert to_katakana("やまだ・ｼﾞょーA１") == "ヤマダ・ジョーA１"


@given(st.text(alphabet=[chr(code) for code in range(0x3041, 0x3097)]))
def test_hiragana_and_katakana_turn_into_each_other(text):
    assert to_hiragana(to_katakana(text)) == text


@given(st.text(alphabet=[chr(code) for code in range(0x30A1, 0x30F5)] + ["ー"]))
def test_half_width_katakana_is_read_as_unicode_reads_it(text):
    assert to_katakana(jaconv.z2h(text)) == unicodedata.normalize("NFKC", jaconv.z2h(text))


@pytest.mark.parametrize(("address", "prefecture", "rest"), worked_cells(DOCUMENT, "prefectures"))
def test_the_prefecture_of_an_address(address, prefecture, rest):
    assert prefecture_of(address) == (prefecture, rest)


def test_there_are_47_prefectures_numbered_from_north_to_south():
    assert len(PREFECTURES) == 47
    numbers = [PREFECTURES[number] for number in (1, 13, 14, 26, 27, 47)]
    assert numbers == ["北海道", "東京都", "神奈川県", "京都府", "大阪府", "沖縄県"]


@pytest.mark.parametrize("word", [26, "26", "京都", "京都府", "Kyoto", "JP-26", " kyoto "])
def test_a_prefecture_is_known_by_number_and_name(word):
    assert prefecture_named(word) == "京都府"


@pytest.mark.parametrize("word", [0, 48, "", "京", "道", "Paris"])
def test_nothing_else_is_a_prefecture(word):
    assert prefecture_named(word) is None
