"""One score: what is one person, what is a family, and what is never sure."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.record.duplicates.rules.evidence import Base, value_key
from joren.record.duplicates.rules.features import Written, features_of, packed, unpacked
from joren.record.duplicates.rules.scoring import compare, hopeless, probability

from .people import HOME, MAIL, PHONE, judged, person

NOTHING = {"phones": [], "emails": [], "addresses": []}
UNBORN = {"birth_year": None, "birth_month": None, "birth_day": None}


def test_the_very_same_is_sure():
    band, suggests, levels = judged(person(), person())
    assert (band, suggests) == ("sure", "same")
    assert levels["birthday"] == levels["phone"] == levels["email"] == "same"
    assert levels["address"] == "building"


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ({"family_name": "高橋"}, "same"),  # 髙 is an old form
        ({"family_name": "タカハシ", "given_name": "ハナコ", "family_kana": "", "given_kana": ""}, "reading"),
        ({"family_name": "Takahashi", "given_name": "Hanako", "family_kana": "", "given_kana": ""}, "romaji"),
        ({"family_name": "高梁"}, "homophone"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(written, level):
    band, _suggests, levels = judged(person(), person(**written))
    assert (band, levels["family_name"]) == ("sure", level)


def test_a_nickname_or_an_honorific_stands_aside():
    assert judged(person(), person(given_name="花子(はなちゃん)様"))[2]["given_name"] == "same"


def test_names_in_one_field_or_with_their_places_changed():
    joined = person(family_name="髙橋花子", given_name="", family_kana="たかはしはなこ", given_kana="")
    assert judged(person(), joined)[::2] == ("sure", judged(person(), joined)[2])
    assert judged(person(), joined)[2]["name"] == "joined"
    swapped = person(family_name="花子", given_name="髙橋", family_kana="はなこ", given_kana="たかはし")
    band, _suggests, levels = judged(person(), swapped)
    assert (band, levels["name"]) == ("sure", "swapped")


@pytest.mark.parametrize(
    ("born", "level"),
    [
        ({"birth_month": 12, "birth_day": 4}, "swapped"),
        ({"birth_day": 13}, "digit"),
        ({"birth_day": 21}, "digit"),
        ({"birth_year": 1966}, "year_differs"),
        ({"birth_year": None}, "month_day"),
        ({"birth_month": None, "birth_day": None}, "year_only"),
        ({"birth_year": 1961, "birth_month": 8, "birth_day": 30}, "different"),
    ],
)
def test_birthdays_agree_in_degrees(born, level):
    assert judged(person(), person(**born))[2]["birthday"] == level


def test_the_same_name_and_postal_code_with_another_birthday_is_not_the_same_person():
    place = [("150-0001", "東京都", "渋谷区", "神宮前", "")]
    one = person(**NOTHING | {"addresses": place})
    other = person(**NOTHING | {"addresses": place, "birth_year": 1961, "birth_month": 8, "birth_day": 30})
    assert judged(one, other)[0] != "sure"


def test_even_with_everything_else_the_same_another_birthday_is_for_people_to_decide():
    other = person(birth_year=1961, birth_month=8, birth_day=30)
    assert judged(person(), other)[:2] == ("review", "same")


@pytest.mark.parametrize("people", [10, 10_000, 1_000_000])
def test_a_name_alone_is_never_sure(people):
    alone = person(**NOTHING, **UNBORN, gender="")
    assert judged(alone, alone, people)[0] != "sure"


def test_twins_are_a_household_however_much_they_share():
    twin = person(given_name="桃子", given_kana="ももこ")
    assert judged(person(), twin)[:2] == ("review", "household")


def test_father_and_son_with_one_phone_are_a_household():
    father = person(given_name="一郎", given_kana="いちろう", gender="male", birth_year=1955, emails=[])
    son = person(
        given_name="健", given_kana="けん", gender="male", birth_year=1984, birth_day=30, emails=[], addresses=[]
    )
    assert judged(father, son)[:2] == ("review", "household")


def test_a_shared_family_mail_makes_nobody_the_same():
    wife = person(phones=[], addresses=[])
    born = {"birth_year": 1985, "birth_month": 1, "birth_day": 30}
    husband = person(given_name="一郎", given_kana="いちろう", gender="male", **born, phones=[], addresses=[])
    assert judged(wife, husband)[:2] == ("review", "household")


def test_married_and_reached_under_the_same_phone_is_sure_but_not_without_any_contact():
    married = {"family_name": "小林", "family_kana": "こばやし"}
    band, _suggests, levels = judged(person(), person(**married))
    assert (band, levels["family_name"]) == ("sure", "changed")
    assert judged(person(**NOTHING), person(**NOTHING, **married))[0] != "sure"


def test_one_line_id_or_member_number_decides():
    bare = NOTHING | UNBORN
    one = person(**bare, line_ids=["U1"], given_name="", given_kana="")
    assert judged(one, person(**bare, line_ids=["U1"]))[0] == "sure"
    assert (
        judged(person(**bare, member_number="M1"), person(member_number="M1", family_name="小林", family_kana=""))[0]
        == "sure"
    )


def test_a_line_id_decides_nothing_between_two_who_are_called_and_born_differently():
    other = person(
        line_ids=["U1"], given_name="一郎", given_kana="いちろう", birth_year=1955, birth_month=9, birth_day=30
    )
    assert judged(person(line_ids=["U1"]), other)[0] != "sure"


def test_another_gender_forbids_being_sure_of_names_that_only_sound_alike():
    one = person(given_name="薫", given_kana="かおる", gender="female")
    other = person(given_name="馨", given_kana="かおる", gender="male")
    assert judged(one, other)[0] == "review"


def test_agreement_on_a_rare_name_says_more():
    common = value_key("family_name", "高橋")
    rare, often = Base(100_000), Base(100_000, lambda key: 1_500 if key == common else 0)
    weights = [compare(person(), person(), base).evidence[0].weight for base in (rare, often)]
    assert weights[0] > weights[1] > 0


def test_a_phone_says_less_the_more_people_have_it():
    shared = value_key("phone", PHONE)
    private, shop = Base(100_000), Base(100_000, lambda key: 200 if key == shared else 0)
    weights = [
        next(item.weight for item in compare(person(), person(), base).evidence if item.code == "phone")
        for base in (private, shop)
    ]
    assert weights == [8.01, 0.5]


def test_what_relatives_share_never_counts_for_more_than_its_limit():
    evidence = compare(person(), person(), Base(10_000)).evidence
    common = sum(item.weight for item in evidence if item.code in ("phone", "email", "address", "together"))
    assert common == pytest.approx(12.0)


def test_dummy_phones_and_words_that_only_fill_a_field_say_nothing():
    other = person(phones=["+819000000000"], family_name="不明", given_name="様", family_kana="", given_kana="")
    assert other.phones == ()
    assert judged(person(), other)[0] != "sure"


@pytest.mark.parametrize(
    ("written", "level"),
    [
        (("1500001", "東京都", "渋谷区", "神宮前1-2-3", "常マンション405"), "building"),
        (("150-0001", "東京都", "渋谷区", "神宮前一丁目2番3号 常マンション405", ""), "building"),
        (("150-0001", "東京都", "渋谷区", "神宮前１－２－３", ""), "block"),
        (("", "", "", "東京都渋谷区神宮前1-2-3", ""), "block"),
        (("150-0001", "東京都", "渋谷区", "神宮前5-6-7", ""), "town"),
        (("151-0053", "東京都", "渋谷区", "代々木1-1", ""), "city"),
        (("100-0001", "東京都", "千代田区", "千代田1-1", ""), "prefecture"),
        (("530-0001", "大阪府", "大阪市北区", "梅田1-1", ""), "different"),
    ],
)
def test_addresses_agree_at_a_depth(written, level):
    assert judged(person(), person(addresses=[written]))[2].get("address", "") == level


def test_probability_is_the_logistic_of_prior_and_weights():
    base = Base(10_000)
    match = compare(person(), person(family_name="小林", family_kana="こばやし"), base)
    assert match.probability == pytest.approx(probability(base.prior, match.evidence))


def test_the_worked_example_of_the_rules_is_what_the_rules_do():
    """docs/rules/duplicates.md shows a table of evidence and a sum; it must be this one."""
    text = (Path(__file__).parents[4] / "docs" / "rules" / "duplicates.md").read_text(encoding="utf-8")
    example = text.partition("## A worked example")[2]
    table = re.findall(r"^\| (\w+) \| (\w+) \| (-?\d+\.\d\d) \|", example, re.MULTILINE)
    common = {value_key("family_name", "高橋"): 150, value_key("given_name", "はなこ"): 40}
    base = Base(10_000, lambda key: common.get(key, 0))
    one = person(**NOTHING)
    other = person(**NOTHING, family_name="高橋", given_name="ハナコ", given_kana="", birth_month=12, birth_day=4)
    match = compare(one, other, base)
    assert [(item.code, item.level, f"{item.weight:.2f}") for item in match.evidence] == table
    assert f"{base.prior:.2f}" in example
    assert f"{match.probability:.4f}" in example
    assert match.band == "sure"


written = st.builds(
    Written,
    family_name=st.text(max_size=8),
    given_name=st.text(max_size=8),
    family_kana=st.text(alphabet="あいうかきさしたなはまやらわんー", max_size=6),
    birth_year=st.none() | st.integers(1900, 2025),
    birth_month=st.none() | st.integers(1, 12),
    birth_day=st.none() | st.integers(1, 28),
    gender=st.sampled_from(["", "female", "male", "other"]),
    phones=st.lists(st.sampled_from([PHONE, "+81312345678", "+819000000000"]), max_size=2),
    emails=st.lists(st.sampled_from([MAIL, "a@b.jp"]), max_size=2),
    addresses=st.lists(st.sampled_from([HOME, ("", "", "", "1", ""), ("", "", "", "", "")]), max_size=2),
)


@given(written, written)
def test_two_people_compare_the_same_whichever_comes_first(one, other):
    first, second = features_of(one), features_of(other)
    there, back = compare(first, second, Base(1_000)), compare(second, first, Base(1_000))
    assert (there.band, there.suggests) == (back.band, back.suggests)
    assert there.probability == pytest.approx(back.probability, abs=1e-6)
    assert hopeless(first, second) == hopeless(second, first)


@given(written)
def test_features_are_read_back_as_they_were_written(one):
    features = features_of(one)
    assert unpacked(packed(features)) == features
