"""A list of customers as a rule: by member number, customer number or e-mail address, up to a million of them."""

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from joren.record.customers.models import ContactPoint, Customer, FormerId
from joren.segments.catalogue.binding import BoundLeaf, bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine import run
from tests import cast

DAY = date(2026, 4, 1)


def listed(*values: Any) -> dict[str, Any]:
    return {"attribute": "customer.listed", "op": "any_of", "value": list(values)}


def problems(rule: Any) -> list[tuple[str, str, str]]:
    with override("en"), pytest.raises(InvalidRule) as refused:
        bind_rule(read_rule(rule))
    with override("en"):
        return [(each.path, each.code, each.sentence) for each in refused.value.problems]


@pytest.fixture
def people() -> tuple[Customer, Customer, Customer]:
    hanako, ichiro, misaki = cast.hanako(), cast.ichiro(), cast.misaki()
    Customer.objects.filter(pk=hanako.pk).update(member_number="M0001")
    Customer.objects.filter(pk__in=[ichiro.pk, misaki.pk]).update(member_number=None)
    return hanako, ichiro, misaki


@pytest.mark.django_db(transaction=True)
def test_the_listed_are_in_by_whatever_name_on_both_engines(people: tuple[Customer, Customer, Customer]) -> None:
    hanako, ichiro, misaki = people
    address = ContactPoint.objects.get(customer=misaki, kind="email").value
    rule = listed("M0001", ichiro.pk, address.upper(), "M0001")
    assert run.members(rule, as_of=DAY) == sorted([hanako.pk, ichiro.pk, misaki.pk])
    assert [run.why(rule, person.pk, as_of=DAY).met for person in people] == [True] * 3
    assert run.members({"not": rule}, as_of=DAY) == []
    assert run.members({"all": [rule, {"not": listed("M0001")}]}, as_of=DAY) == sorted([ichiro.pk, misaki.pk])


@pytest.mark.django_db
def test_a_number_merged_away_means_the_record_that_stayed(people: tuple[Customer, Customer, Customer]) -> None:
    hanako = people[0]
    FormerId.objects.create(id=987_654_321, survivor=hanako)
    assert run.members(listed(987_654_321), as_of=DAY, among=[person.pk for person in people]) == [hanako.pk]


@pytest.mark.django_db
def test_who_is_not_found_is_named_and_never_lets_somebody_in(people: tuple[Customer, Customer, Customer]) -> None:
    bound = bind_rule(read_rule(listed("M0001", "M9999")))
    assert isinstance(bound, BoundLeaf)
    assert (bound.people, bound.missing) == ((people[0].pk,), ("M9999",))
    said = "2 of the list are no customers here: M9999, x@y.jp. Take them out of the list."
    for rule, path in (
        (listed("M9999", "x@y.jp"), "value"),
        ({"not": listed("M0001", "M9999", "x@y.jp")}, "not.value"),
        ({"not": {"any": [{"not": {"not": listed("M0001", "M9999", "x@y.jp")}}]}}, "not.any[0].not.not.value"),
    ):
        assert problems(rule) == [(path, "listed_unknown", said)]
    assert run.members({"not": {"not": listed("M0001", "M9999")}}, as_of=DAY) == [people[0].pk]


@pytest.mark.django_db
def test_an_address_of_two_people_names_neither(people: tuple[Customer, Customer, Customer]) -> None:
    hanako, ichiro, _misaki = people
    for person in (hanako, ichiro):
        ContactPoint.objects.create(customer=person, kind="email", value="family@example.jp")
    assert [each[1] for each in problems(listed("family@example.jp"))] == ["listed_unknown"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("M0001", "listed_not_list"),
        ([], "value_missing"),
        ([True], "listed_bad"),
        ([0], "listed_bad"),
        ([2**63], "listed_bad"),
        ([1.5], "listed_bad"),
        (["  "], "listed_bad"),
        (["x" * 255], "listed_bad"),
        (["a\x00"], "listed_bad"),
        ([["M0001"]], "listed_bad"),
        ([1] * 1_000_001, "listed_not_list"),
    ],
)
def test_what_is_no_list_of_customers_is_refused(value: Any, code: str) -> None:
    rule = {"attribute": "customer.listed", "op": "any_of", "value": value}
    assert [each[:2] for each in problems(rule)] == [("value", code)]


@pytest.mark.django_db(transaction=True)
def test_a_list_of_a_million_is_one_value(people: tuple[Customer, Customer, Customer]) -> None:
    rule = {"attribute": "customer.listed", "op": "any_of", "value": ["M0001", *range(10**9, 10**9 + 999_999)]}
    bound = bind_rule(read_rule(rule))
    assert run.members(bound, as_of=DAY) == [people[0].pk]
    assert run.why(bound, people[0].pk, as_of=DAY).met
    with override("en"):
        assert rule_sentence(bound).endswith("and 999,980 more")
