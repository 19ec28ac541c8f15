import unicodedata

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.japanese.folding import bigrams, fold, index_grams, query_grams
from joren.foundation.japanese.old_forms import OLD_FORMS
from tests.shared_data import shared_data
from tests.worked_numbers import worked_cells

DOCUMENT = "japanese-text"
KANA = st.text(alphabet=[chr(code) for code in range(0x30A1, 0x30F5)] + ["ー", "・"])
ANYTHING = st.text(max_size=30)


@pytest.mark.parametrize(("one", "other", "key"), worked_cells(DOCUMENT, "the_search_key"))
def test_spellings_people_take_for_the_same_share_a_key(one, other, key):
    assert (fold(one), fold(other)) == (key, key)


@pytest.mark.parametrize(
    ("one", "other"), [("大坂", "大阪"), ("堀", "掘"), ("きよ", "きょ"), ("バイオリン", "ヴァイオリン")]
)
def test_different_names_keep_different_keys(one, other):
    assert fold(one) != fold(other)


def test_every_dash_and_long_mark_is_dropped():
    assert fold("1ー2－3−4―5‐6–7—8ｰ9-0〜1～2~3") == "1234567890123"


def test_spaces_controls_and_invisible_characters_are_dropped():
    assert fold("山\u3000田\u200b太\ufeff郎\x00\t\r\n 葛\U000e0100") == "山田太郎葛"


def test_a_halfwidth_voiced_mark_joins_its_kana():
    assert fold("ｶﾞｷﾞﾊﾟ") == "がぎぱ"


def test_old_forms_are_single_characters_that_nfkc_leaves_and_never_lead_to_another_old_form():
    assert len(OLD_FORMS) > 300
    for old, everyday in OLD_FORMS.items():
        assert len(old) == len(everyday) == 1
        assert unicodedata.normalize("NFKC", old) == old != everyday
        assert everyday not in OLD_FORMS


@given(ANYTHING)
def test_folding_a_key_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(ANYTHING, ANYTHING)
def test_a_key_holds_no_space_no_dash_no_capital(one, other):
    key = fold(f"{one} - {other}ー")
    assert not any(character.isspace() or character in "-ー" or "A" <= character <= "Z" for character in key)


@given(KANA)
def test_katakana_of_either_width_and_hiragana_share_a_key(text):
    assert fold(text) == fold(jaconv.z2h(text)) == fold(jaconv.kata2hira(text))


@pytest.mark.parametrize(("text", "kept", "asked"), worked_cells(DOCUMENT, "grams"))
def test_grams_are_as_documented(text, kept, asked):
    assert (index_grams(text), query_grams(text)) == (kept.split(), asked.split())


def test_bigrams_are_unique_ordered_and_of_one_character_that_character():
    assert bigrams("ヤマヤマ") == ["やま", "まや"]
    assert bigrams("山") == ["山"]
    assert bigrams("") == []


def test_no_pair_spans_two_texts_of_a_row():
    grams = index_grams("山田", "タロウ", "taro@x.jp")
    assert grams == [
        "山",
        "山田",
        "田",
        "た",
        "たろ",
        "ろう",
        "ろ",
        "う",
        "t",
        "ta",
        "ar",
        "ro",
        "o@",
        "@x",
        "x.",
        ".j",
        "jp",
    ]


@given(st.text(alphabet="山田髙ヤﾏA1-ー 0", max_size=12), st.data())
def test_every_part_of_a_text_finds_it_unless_it_is_one_inner_ascii_letter(text, data):
    key = fold(text)
    start = data.draw(st.integers(0, len(key)))
    part = key[start : data.draw(st.integers(start, len(key)))]
    if len(part) == 1 and part.isascii() and not key.startswith(part):
        return
    assert set(query_grams(part)) <= set(index_grams(text))


def test_all_surnames_of_the_public_list_keep_a_key_that_their_kana_key_finds():
    rows = shared_data("jp_names/last_name_org.csv").read_text(encoding="utf-8").splitlines()
    names = [row.split(",") for row in rows]
    assert len(names) > 1000
    for spelling, _, kana, *_ in names:
        assert fold(spelling)
        assert fold(jaconv.hira2kata(kana)) == fold(jaconv.hira2hkata(kana)) == fold(kana)
