"""Numbers to kanji, honorifics, names side by side, spacing, breaking of lines, numbers of pieces, papers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.post.rules.codes import code_of, read_code
from joren.outreach.post.rules.numerals import postal_digits, vertical, with_tens
from joren.outreach.post.rules.papers import SHEETS, boxes
from joren.outreach.post.rules.recipients import Person, recipient, split_department
from joren.outreach.post.rules.spacing import gap, length, places
from joren.outreach.post.rules.wrapping import address_lines, width, wrap

_ADDRESS = st.text(st.sampled_from("東京都渋谷区神宮前丁目番号室メゾンーABCabc0123456789０１９-－−‐ "), max_size=40)
_NAME = st.text(st.sampled_from("林山田佐々木一二三太郎花子"), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        ("神宮前1-2-3", "神宮前一ー二ー三"),
        ("神宮前１－２－３", "神宮前一ー二ー三"),
        ("神宮前1丁目2番3号", "神宮前一丁目二番三号"),
        ("北12条西20丁目", "北十二条西二十丁目"),
        ("100番地", "一〇〇番地"),
        ("101号室", "一〇一号室"),
        ("常連ビル3F", "常連ビル三Ｆ"),
        ("A-205", "Ａー二〇五"),
        ("スーパーマンション", "スーパーマンション"),
        ("九十九里町", "九十九里町"),
        ("ﾒｿﾞﾝ常 101", "メゾン常　一〇一"),
        ("葛\U000e0100城1", "葛城一"),
    ],
)
def test_numbers_of_an_address_stand_in_kanji(written, stands):
    assert vertical(written) == stands


@given(_ADDRESS)
def test_done_twice_it_is_the_same_and_no_digit_is_left(address):
    once = vertical(address)
    assert vertical(once) == once
    assert not any(sign in "0123456789０１２３４５６７８９" for sign in once)


@given(st.integers(1, 99))
def test_a_number_with_tens_can_be_read_back(number):
    said = with_tens(number)
    tens, mark, ones = said.partition("十")
    value = "〇一二三四五六七八九".index
    back = (value(tens) if tens else 1) * 10 + (value(ones) if ones else 0) if mark else value(said)
    assert back == number


def test_postal_codes_are_seven_digits_or_nothing():
    assert postal_digits("150-0001") == postal_digits("１５０－０００１") == "1500001"
    assert postal_digits("150") == ""


def names(*people: Person, company: str = "") -> list[str]:
    return [name.text for name in recipient(people, company).names]


def test_each_person_of_a_household_has_an_honorific_and_the_family_name_stands_once():
    taro = Person(family="山田", given="太郎", honorific="様")
    assert names(taro, Person(family="山田", given="花子")) == ["山田　太郎　様", "花子　様"]
    assert names(taro, Person(family="佐藤", given="花子")) == ["山田　太郎　様", "佐藤　花子　様"]


def test_more_than_four_are_named_together():
    people = [Person(family="山田", given=one) for one in ("太郎", "花子", "一", "二", "三")]
    assert names(*people) == ["山田　太郎　様", "ご一同　様"]


def test_organisations_get_onchu_behind_their_department_and_people_never_do():
    alone = recipient([], "株式会社常 営業部")
    assert (alone.company, alone.department, alone.ending, alone.names) == ("株式会社常", "営業部", "御中", ())
    with_person = recipient([Person(family="田中", given="一", honorific="御中")], "株式会社常")
    assert (with_person.ending, with_person.names[0].honorific) == ("", "様")
    assert recipient([], "株式会社常御中").company == "株式会社常"


def test_an_honorific_of_the_record_is_kept_and_never_doubled():
    assert names(Person(family="山本", given="弘", honorific="先生")) == ["山本　弘　先生"]
    assert names(Person(family="山本", given="弘様", honorific="殿")) == ["山本　弘　殿"]
    assert names(Person()) == ["お客　様"]


def test_a_name_of_a_company_is_no_department():
    assert split_department("Cafe Bar 常") == ("Cafe Bar 常", "")


def test_names_are_spread_over_five_places():
    assert places("林", "守") == [("林", 0), ("守", 4)]
    assert places("山田", "守") == [("山", 0), ("田", 1), ("守", 4)]
    assert places("田中", "花子") == [("田", 0), ("中", 1), ("花", 3), ("子", 4)]
    assert gap("佐々木", "太郎") == 0.5
    assert gap("山田", "") == 0


@given(_NAME, _NAME)
def test_every_sign_of_a_name_has_a_place_of_its_own_in_order(family, given_name):
    found = places(family, given_name)
    assert "".join(sign for sign, _at in found) == family + given_name
    assert all(after[1] - before[1] >= 1 for before, after in pairwise(found))
    assert found[-1][1] + 1 == length(family, given_name) >= 5 or len(found) >= 5


@given(_ADDRESS, st.integers(2, 30))
def test_lines_hold_everything_and_are_never_too_long(text, room):
    lines = wrap(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= room for line in lines)


def test_a_number_is_not_broken_and_a_building_begins_a_line():
    assert wrap("渋谷区神宮前一ー二ー三", 8) == ["渋谷区神宮前", "一ー二ー三"]
    parts = ("東京都渋谷区", "神宮前1-2-3", "メゾン常101号室")
    assert address_lines(parts, 30) == ["東京都渋谷区神宮前1-2-3", "メゾン常101号室"]
    assert address_lines(parts, 7) == ["東京都渋谷区", "神宮前1-2-3", "メゾン常", "101号室"]


@given(st.integers(1, 99_999_999))
def test_the_number_of_a_piece_reads_back_however_it_is_typed(number):
    code = code_of(number)
    assert read_code(code) == read_code(code[1:]) == read_code(f" {code[:5].lower()}-{code[5:]} ") == number


@given(st.integers(1, 99_999_999), st.integers(1, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number, place, change):
    code = code_of(number)
    wrong = code[:place] + str((int(code[place]) + change) % 10) + code[place + 1 :]
    assert read_code(wrong) is None


@pytest.mark.parametrize("text", ["", "P", "P12", "４９０１２３４５６７８９４", "https://example.jp/"])
def test_other_texts_are_no_number(text):
    assert read_code(text) is None


def test_the_boxes_of_the_postal_code_stand_where_the_post_asks():
    assert [x for x, _y in boxes(100.0)] == [44.3, 51.3, 58.3, 65.9, 72.7, 79.5, 86.3]
    assert boxes(100.0)[-1][0] + 5.7 == 92.0  # 8 mm from the right edge


def test_labels_are_counted_row_by_row_and_the_sheets_fit_on_a4():
    assert [(key, sheet.labels) for key, sheet in SHEETS.items()] == [
        ("labels12", 12),
        ("labels21", 21),
        ("labels24", 24),
    ]
    assert SHEETS["labels12"].place(0) == (0, 18.6, 21.6)
    assert SHEETS["labels12"].place(3) == (0, 105.0, pytest.approx(63.9))
    assert SHEETS["labels24"].place(24)[0] == 1
