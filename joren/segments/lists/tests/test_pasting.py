"""A pasted list names exactly the people it means, and tells the values that mean nobody or several."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.accounts.models import Staff
from joren.foundation.time import clock
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.segments.lists import actions, queries, rules
from joren.segments.lists.errors import TooManyValues, ValueTooLong
from joren.segments.lists.models import PastedList


def test_lines_commas_and_cells_come_apart_and_wide_letters_become_narrow() -> None:
    text = '\ufeffM0001\r\nM0002\tＭ０００３，m0001、 "M0004" \n\nM0001;０１２'
    assert rules.split(text) == ["M0001", "M0002", "M0003", "m0001", "M0004", "012"]
    assert rules.split(" \n,\t") == []


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12)))
def test_what_was_split_splits_again_to_the_same_and_packs_without_loss(words: list[str]) -> None:
    values = rules.split("\n".join(words))
    assert rules.split("\n".join(values)) == values
    assert rules.unpacked(rules.packed(values)) == values


@pytest.mark.django_db
def test_people_are_found_by_number_by_mail_and_by_what_a_spreadsheet_left_of_a_number(
    hanako: Customer, ichiro: Customer, misaki: Customer, owner: Staff
) -> None:
    customers.create(by=None, family_name="零", member_number="000777")
    text = f"{hanako.member_number}\nICHIRO@example.jp\n777\n{str(misaki.member_number).lower()}\nM9999"
    kept = actions.paste(text=text, by=owner)
    assert (kept.given, kept.people, kept.missing, kept.unclear) == (5, 4, ["M9999"], [])
    assert queries.values_of(kept.key) == [hanako.member_number, ichiro.member_number, "000777", misaki.member_number]


@pytest.mark.django_db
def test_an_address_two_people_share_names_neither_and_one_person_named_twice_is_one(
    hanako: Customer, yumi: Customer, owner: Staff
) -> None:
    kept = actions.paste(text=f"hanako@example.jp, {yumi.member_number}, {yumi.member_number}\n", by=owner)
    assert (kept.given, kept.people, kept.missing_count, kept.unclear) == (2, 1, 0, [("hanako@example.jp", 2)])
    assert queries.values_of(kept.key) == [yumi.member_number]
    PastedList.objects.all().delete()
    twice = actions.paste(text=f"{hanako.member_number}\n{str(hanako.member_number).lower()}", by=owner)
    assert (twice.given, twice.people) == (2, 1)


@pytest.mark.django_db
def test_the_exact_number_is_meant_even_where_another_looks_alike(owner: Staff) -> None:
    for number in ("7", "07", "007"):
        customers.create(by=None, family_name="同", member_number=number)
    kept = actions.paste(text="07\n0007", by=owner)
    assert (queries.values_of(kept.key), kept.unclear) == (["07"], [("0007", 3)])


@pytest.mark.django_db
def test_people_one_may_not_see_are_not_found(hanako: Customer, ichiro: Customer, station_staff: Staff) -> None:
    kept = actions.paste(text=f"{hanako.member_number},{ichiro.member_number}", by=station_staff)
    assert (kept.people, kept.missing) == (1, [ichiro.member_number])


@pytest.mark.django_db
def test_too_many_values_and_text_without_breaks_are_refused_and_nothing_is_kept(
    owner: Staff, monkeypatch: Any
) -> None:
    monkeypatch.setattr(actions, "MOST", 3)
    with pytest.raises(TooManyValues, match="4"):
        actions.paste(text="1,2,3,4", by=owner)
    with pytest.raises(ValueTooLong):
        actions.paste(text="x" * 300, by=owner)
    assert not PastedList.objects.exists()


@pytest.mark.django_db
def test_lists_of_last_week_are_forgotten(hanako: Customer, owner: Staff) -> None:
    old, new = (actions.paste(text=str(hanako.member_number), by=owner) for _turn in range(2))
    PastedList.objects.filter(pk=old.pk).update(made_at=clock.now() - actions.KEPT * 2)
    assert actions.forget_old() == 1
    assert (queries.values_of(old.key), queries.pasted(old.key)) == (None, None)
    assert queries.values_of(new.key) == [hanako.member_number]
