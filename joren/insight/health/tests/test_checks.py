"""Each check by itself."""

from datetime import date

import pytest

from joren.insight.health.reading import in_parts
from joren.insight.health.rules import Person, Point, Readings, faults_of, reachable_over, works_over
from joren.insight.health.rules.domains import meant_by

TODAY = date(2026, 4, 15)
HOME = ("150-0001", "東京都", "渋谷区", "神宮前1-2-3")


def person(**given):
    known = {
        "id": 1,
        "family_name": "山田",
        "given_name": "花子",
        "family_kana": "やまだ",
        "given_kana": "はなこ",
        "honorific": "様",
        "points": (Point(7, "email", "hanako@example.jp"),),
        "last_seen": TODAY,
    }
    return Person(**(known | given))


def found(readings=None, **given):
    faults = faults_of(person(**given), today=TODAY, stale_years=3, readings=readings)
    return {fault.check: fault for fault in faults}


def test_a_record_in_order_has_no_fault():
    assert found(address=HOME, birth_year=1988, birth_month=4, birth_day=12, registered_on=date(2023, 4, 1)) == {}


def test_a_name_in_kanji_lacks_its_reading_and_gets_the_one_nearly_everybody_has():
    readings = Readings({"山田": "やまだ"}, {"花子": "はなこ"})
    fault = found(readings, family_kana="", given_kana="")["missing_kana"]
    assert fault.suggestions == [{"kind": "fields", "values": {"family_kana": "やまだ", "given_kana": "はなこ"}}]
    assert found(Readings(), given_kana="")["missing_kana"].suggestions == []
    assert found(family_name="ジョン", given_name="Smith", family_kana="", given_kana="") == {}


def test_somebody_without_any_way_to_be_reached():
    assert list(found(points=())) == ["unreachable"]
    assert list(found(points=(), address=HOME)) == []
    assert set(found(points=(), address=("", *HOME[1:]))) == {"unreachable", "address_gap"}


def test_a_dead_contact_offers_that_it_works_and_a_mistyped_one_its_domain_first():
    dead = found(points=(Point(7, "email", "hanako@gmial.com", dead=True, reason="550"), Point(8, "line", "U1")))
    assert [suggestion["kind"] for suggestion in dead["undeliverable"].suggestions] == ["contact", "deliverable"]
    assert dead["undeliverable"].suggestions[0]["values"] == {"value": "hanako@gmail.com"}
    assert list(dead) == ["undeliverable"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a.b@gmial.com", "a.b@gmail.com"),
        ("x@docomo.ne", "x@docomo.ne.jp"),
        ("x@yahoo.co", "x@yahoo.co.jp"),
        ("x@softbank.co.jp", ""),
        ("x@gmail.com", ""),
        ("x@ybb.ne.jp", ""),
    ],
)
def test_mistyped_mail_domains(written, meant):
    assert meant_by(written) == meant
    assert ("mail_typo" in found(points=(Point(7, "email", written),))) is bool(meant)


def test_nothing_for_three_years_is_old_to_the_day():
    assert list(found(last_seen=date(2023, 4, 15))) == ["stale"]
    assert found(last_seen=date(2023, 4, 16)) == {}


def test_a_code_of_another_place_offers_the_code_of_the_address_and_the_place_of_the_code():
    fault = found(address=("060-0042", "東京都", "渋谷区", "神宮前1-2-3"))["postal_disagrees"]
    assert fault.suggestions == [
        {"kind": "address", "values": {"postal_code": "150-0001"}},
        {"kind": "address", "values": {"prefecture": "北海道", "city": "札幌市中央区"}},
    ]


def test_withdrawn_and_unknown_codes():
    assert list(found(address=("982-0261", "宮城県", "仙台市青葉区", "折立1-2-3"))) == ["postal_withdrawn"]
    assert list(found(address=("999-9999", "東京都", "江東区", "南砂1-2-3"))) == ["postal_unknown"]


def test_gaps_of_an_address_are_filled_from_what_is_there():
    by_code = found(address=("150-0001", "", "", "神宮前1-2-3"))["address_gap"]
    assert by_code.suggestions == [{"kind": "address", "values": {"prefecture": "東京都", "city": "渋谷区"}}]
    by_address = found(address=("", "東京都", "渋谷区", "神宮前1-2-3"))["address_gap"]
    assert by_address.suggestions == [{"kind": "address", "values": {"postal_code": "150-0001"}}]


def test_impossible_days():
    assert list(found(birth_year=1910)) == ["birthday_impossible"]
    assert list(found(birth_year=2026, birth_month=4, birth_day=16)) == ["birthday_impossible"]
    assert list(found(birth_year=1911)) == []
    assert list(found(birth_year=2001, registered_on=date(2000, 12, 31))) == ["registration_impossible"]
    assert list(found(registered_on=date(2026, 4, 16))) == ["registration_impossible"]


def test_buying_long_before_registering_is_only_a_hint():
    assert list(found(first_bought=date(2026, 1, 1), registered_on=date(2026, 2, 1))) == ["bought_before"]
    assert found(first_bought=date(2026, 1, 2), registered_on=date(2026, 2, 1)) == {}


def test_a_person_addressed_as_a_company():
    fault = found(honorific="御中")["company_honorific"]
    assert fault.suggestions == [{"kind": "fields", "values": {"honorific": "様"}}]
    assert found(honorific="御中", company="常商店") == {}


@pytest.mark.parametrize(
    "name", [("テスト", ""), ("テスト", "太郎"), ("ダミー", "花子"), ("test", "test1"), ("ああああ", "")]
)
def test_made_up_names(name):
    assert "dummy_name" in found(family_name=name[0], given_name=name[1])


@pytest.mark.parametrize("name", [("手須戸", "太郎"), ("相生", "葵"), ("佐藤", "亜亜"), ("Test-Meyer", "Eva")])
def test_names_that_only_look_made_up(name):
    assert "dummy_name" not in found(family_name=name[0], given_name=name[1])


def test_made_up_contacts_neither_work_nor_count():
    one = person(points=(Point(1, "phone", "+819000000000"), Point(2, "email", "test@test.com")))
    assert works_over(one) == frozenset()
    assert set(found(points=one.points)) == {"unreachable", "dummy_phone", "dummy_email"}


def test_a_channel_reaches_whom_it_works_for_and_who_agreed():
    one = person(points=(Point(1, "phone", "+819012345678"), Point(2, "phone", "+81312345678")), address=HOME)
    assert works_over(one) == {"phone", "sms", "post"}
    fixed = person(points=(Point(2, "phone", "+81312345678"),), agreed=frozenset({"sms", "mail"}))
    assert (works_over(fixed), reachable_over(fixed)) == ({"phone"}, frozenset())


def test_a_value_is_known_again_by_its_mark_and_another_one_is_not_it():
    first, other = found(given_kana="")["missing_kana"], found(given_kana="", given_name="華子")["missing_kana"]
    assert len(first.mark) == 32
    assert first.mark == found(given_kana="")["missing_kana"].mark != other.mark


def test_possible_duplicates_are_named():
    fault = found(doubles={12: "山田 華子"})["duplicate"]
    assert fault.detail == {"pair": 12, "other": "山田 華子"}


def test_an_address_in_one_column_is_read_in_its_parts_and_a_prefecture_alone_is_no_address():
    whole = in_parts("150-0001", "", "", "東京都渋谷区神宮前1-2-3")
    assert whole == ("150-0001", "東京都", "渋谷区", "神宮前1-2-3")
    assert in_parts("150-0001", "東京都", "", "渋谷区神宮前1-2-3")[1:3] == ("東京都", "渋谷区")
    assert found(points=(), address=in_parts("150-0001", "東京都", "", "渋谷区神宮前1-2-3")) == {}
    assert found(address=("", "東京都", "", "")) == {}
