"""Search finds people however their name, address or number was typed."""

import pytest

from joren.record.customers import actions, queries
from joren.record.customers.rules import search_document
from tests import cast

pytestmark = pytest.mark.django_db


def found(text: str, staff=None) -> list[str]:
    return [customer.full_name for customer in queries.search(staff, text)]


@pytest.mark.parametrize(
    "text",
    [
        "ﾔﾏﾀﾞ",
        "ヤマダ",
        "やまだ",
        "山田",
        "山田花子",
        "山田 花子",
        "山田　花子",
        "花子 山田",
        "ヤマダ ハナコ",
        "花",
        "1-2-3",
        "１－２－３",
        "神宮前1−2−3",
        "03-1234-5678",
        "0312345678",
        "０３ー１２３４ー５６７８",
        "03(1234)5678",
        "+81312345678",
        "5678",
        "hanako@example.jp",
        "HANAKO@",
        "M0001",
        "m0001",
        "Ｍ０００１",
        "150-0001",
        "〒1500001".removeprefix("〒"),
        "渋谷区",
        "東京都渋谷区神宮前",
        "10001",
        "常マンション",
        "山田 渋谷",
    ],
)
def test_hanako_is_found_by_every_spelling(text, hanako, ichiro, misaki, kenta):
    assert "山田 花子" in found(text)
    assert "鈴木 健太" not in found(text)


@pytest.mark.parametrize("text", ["髙橋", "高橋", "たかはし", "ﾀｶﾊｼ", "タカハシイチロウ", "一郎"])
def test_old_and_new_forms_of_a_name_are_the_same(text, hanako, ichiro):
    assert found(text) == ["髙橋 一郎"]


@pytest.mark.parametrize("text", ["渡辺", "渡邉", "渡邊", "わたなべ"])
def test_all_watanabe_are_one(text, yumi, hanako):
    assert found(text) == ["渡邊 由美"]


@pytest.mark.parametrize("text", ["やまだたろう", "田山", "花子一郎", "1-2-4", "0312345679", "%", "_", "x' OR 1=1"])
def test_what_is_not_there_is_not_found(text, hanako, ichiro):
    assert found(text) == []


def test_a_hit_never_runs_over_two_facts(hanako):
    # …はなこ is followed by the member number in the document.
    assert found("はなこm0001") == []


def test_the_whole_fact_comes_before_the_part():
    longer = actions.create(by=None, family_name="山", given_name="田中", member_number="1")
    exact = actions.create(by=None, family_name="山田", member_number="2")
    newest = actions.create(by=None, family_name="小山田", member_number="3")
    assert list(queries.search(None, "山田")) == [exact, newest, longer]


def test_nothing_to_look_for_lists_everybody_newest_first(hanako, ichiro):
    assert found("") == found(" ・ ") == ["髙橋 一郎", "山田 花子"]


def test_shop_staff_find_only_their_shops_customers(hanako, ichiro, station_staff):
    assert found("example.jp", station_staff) == ["山田 花子"]


def test_a_new_phone_and_a_removed_one_change_what_is_found(kenta):
    assert found("044") == []
    point = actions.add_contact_point(customer_id=kenta.pk, kind="phone", value="044-555-6666", by=None)
    assert found("044-555") == ["鈴木 健太"]
    actions.remove_contact_point(contact_point=point, by=None)
    assert found("044-555") == []


def test_the_search_document_keeps_each_fact_once():
    text, grams = search_document(family_name="山田", family_kana="ヤマダ", company="やまだ", phones=["+81312345678"])
    assert text == "\n山田\nやまだ\n+81312345678\n0312345678\n"
    assert {"山田", "山", "やま", "まだ", "03", "31"} <= set(grams)


def test_an_empty_record_has_an_empty_document():
    assert search_document() == ("", [])


def test_the_index_of_grams_is_what_postgresql_uses(django_assert_num_queries):
    cast.crowd(3)
    with django_assert_num_queries(1):
        list(queries.search(None, "山田"))
    plan = queries.search(None, "やまだ").explain()
    assert "search_grams @>" in plan
