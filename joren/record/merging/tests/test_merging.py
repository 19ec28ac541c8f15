from datetime import date

import pytest

from joren.record.customers import actions as customers
from joren.record.customers.models import Customer, ExternalId, FormerId
from joren.record.customers.queries import find, get
from joren.record.merging import actions
from joren.record.merging.models import Merge, MergeChange
from joren.record.merging.rules.ranking import Record, rank_of


@pytest.fixture
def double(hanako):
    """A second record of 山田 花子: the online shop's, without a birthday, with another address and a newer card."""
    return customers.create(
        by=None,
        family_name="山田",
        given_name="花子",
        company="常企画",
        member_number="M0101",
        emails=["hanako@example.jp", "h.yamada@example.com"],
        phones=["090-1111-2222"],
        address={"postal_code": "160-0022", "prefecture": "東京都", "city": "新宿区", "line": "新宿3-1"},
        external_ids={"ec": "90001"},
        tags=["窓際"],
    )


def test_a_name_in_kanji_stays_before_one_in_kana_or_latin_letters_whoever_registered_first() -> None:
    names = ({"family_name": "渡邊"}, {"family_name": "ワタナベ", "registered_on": date(2020, 1, 1)})
    latin = {"family_name": "Watanabe", "registered_on": date(2019, 1, 1)}
    kanji, kana, letters = (rank_of(Record(fields)) for fields in (*names, latin))
    assert kanji < kana < letters < rank_of(Record({"registered_on": date(2018, 1, 1)}))
    assert rank_of(Record({"company": "常企画"})) < kana


def test_everything_goes_to_the_survivor_and_old_numbers_lead_there(hanako, double, owner):
    merge = actions.merge(survivor=hanako, gone=double, by=owner, reason="同じ人")
    one = Customer.objects.get(pk=hanako.pk)
    assert not Customer.objects.filter(pk=double.pk).exists()
    assert (one.company, one.birth_year, one.member_number) == ("常企画", 1988, "M0001")
    assert sorted(one.external_ids.values_list("source", "value")) == [
        ("ec", "90001"), ("member", "M0101"), ("pos", "10001"),
    ]  # fmt: skip
    assert sorted(one.contact_points.filter(kind="email").values_list("value", "is_primary")) == [
        ("h.yamada@example.com", False), ("hanako@example.jp", True),
    ]  # fmt: skip
    assert [(a.city, a.is_primary) for a in one.addresses.order_by("id")] == [("渋谷区", True), ("新宿区", False)]
    assert [link.tag.name for link in one.tag_links.all()] == ["窓際"]
    for reference in (double.pk, f"id:{double.pk}", f"#{double.pk}", "M0101", "member:M0101", "ec:90001", "pos:10001"):
        assert find(reference).pk == hanako.pk, reference
    assert get(double.pk).pk == hanako.pk
    assert (merge.gone, merge.survivor) == (double.pk, hanako.pk)
    assert "h.yamada@example.com" in one.search_text and "m0101" in one.search_text


def test_a_merge_taken_back_at_once_leaves_everything_as_it_was(hanako, double, owner):
    merge = actions.merge(survivor=hanako, gone=double, by=owner)
    back = actions.unmerge(merge=merge, by=owner)
    assert (back.pk, back.member_number, back.company) == (double.pk, "M0101", "常企画")
    one = Customer.objects.get(pk=hanako.pk)
    assert (one.company, one.member_number) == ("", "M0001")
    assert sorted(ExternalId.objects.values_list("customer_id", "source")) == sorted(
        [(hanako.pk, "pos"), (double.pk, "ec")]
    )
    assert not FormerId.objects.exists()
    assert find("M0101").pk == double.pk
    assert Merge.objects.get().undone_at is not None


def test_a_record_merged_before_its_table_got_a_column_comes_back_with_what_new_rows_have_there(hanako, double, owner):
    merge = actions.merge(survivor=hanako, gone=double, by=owner)
    for change in MergeChange.objects.filter(table="customers_customer"):
        younger = ("provenance", "honorific", "note")
        change.before = {key: value for key, value in change.before.items() if key not in younger}
        change.after = {key: value for key, value in (change.after or {}).items() if key not in younger}
        change.save()
    Customer.objects.filter(pk=hanako.pk).update(provenance={"*": {"source": "x"}}, honorific="先生")
    back = actions.unmerge(merge=merge, by=owner)
    assert (back.provenance, back.honorific, back.note) == ({}, "様", "")
    one = Customer.objects.get(pk=hanako.pk)
    assert (one.provenance, one.honorific) == ({"*": {"source": "x"}}, "先生")
