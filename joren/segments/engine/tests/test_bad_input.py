"""Rules nobody meant: each is refused with its sentence, or answered rightly by both engines."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from joren.record.customers.models import Customer
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.engine import run
from joren.touchpoints.purchases.models import Purchase
from tests import cast

asked_of_both = pytest.mark.django_db(transaction=True)
"""The mirror sees only what is committed."""

DAY = date(2026, 4, 1)


def leaf(attribute: str, op: str, value: Any = None, **given: Any) -> dict[str, Any]:
    return {"attribute": attribute, "with": given, "op": op} | ({} if value is None else {"value": value})


def bought(customer: Customer, on: date, **more: Any) -> None:
    at = datetime.combine(date(2020, 1, 1), datetime.min.time(), UTC)
    number = f"{customer.pk}-{on}-{Purchase.objects.count()}"
    Purchase.objects.create(
        customer=customer, source="t", external_id=number, purchased_at=at, business_date=on, amount=1000, **more
    )


def both(rule: Any, among: list[Customer]) -> list[int]:
    """Who is in it, by the mirror and by PostgreSQL for one; they must agree."""
    found = run.members(rule, as_of=DAY)
    assert [person.pk for person in among if run.why(rule, person.pk, as_of=DAY).met] == found
    return found


@asked_of_both
def test_conditions_that_exclude_each_other_have_nobody() -> None:
    hanako, ichiro = cast.hanako(), cast.ichiro()
    bought(hanako, DAY)
    count = "purchases.count"
    never = {"all": [leaf(count, "at_least", 5), leaf(count, "at_most", 3)]}
    assert both(never, [hanako, ichiro]) == []
    assert both({"not": never}, [hanako, ichiro]) == sorted([hanako.pk, ichiro.pk])


@asked_of_both
@pytest.mark.parametrize("first", [date(1, 1, 1), date(1899, 12, 31), date(1900, 1, 1)])
def test_a_date_in_the_far_past_is_a_date(first: date) -> None:
    hanako, ichiro = cast.hanako(), cast.ichiro()
    bought(hanako, first, minute_of_day=700)
    bought(hanako, DAY)
    people = [hanako, ichiro]
    for rule in (
        leaf("purchases.first_on", "on_or_before", "1900-01-01"),
        leaf("purchases.count", "at_least", 2, period={"from": "0001-01-01"}),
        leaf("purchases.count", "equals", 1, period={"first_days": 30}),
        leaf("purchases.first_time_band", "is", "lunch"),
        leaf("purchases.days_to_second", "at_least", 46_000),
        leaf("purchases.interval_spread", "is_known"),
    ):
        expected = [] if rule["attribute"].endswith("spread") else [hanako.pk]
        assert both(rule, people) == expected, rule
    assert both(leaf("purchases.count", "at_least", 1, period={"to": "0001-01-01"}), people) == (
        [hanako.pk] if first == date.min else []
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "path", "code"),
    [
        (leaf("purchases.count", "at_least", [3]), "value", "value_not_number"),
        (leaf("purchases.count", "at_least", "three"), "value", "value_not_number"),
        (leaf("purchases.first_on", "on_or_after", 20260101), "value", "value_not_date"),
        (leaf("purchases.first_on", "on_or_after", "0000-01-01"), "value", "value_not_date"),
        (leaf("purchases.count", "at_least", 1) | {"lots": 1}, "", "unknown_key"),
        (leaf("purchases.count", "at_least", 1, holiday="easter"), "with.holiday", "holiday_bad"),
        (leaf("purchases.count", "at_least", 1, holiday=True), "with.holiday", "holiday_bad"),
        (leaf("purchases.count", "at_least", 1, period={"first_days": 0}), "with.period", "period_bad_value"),
        (leaf("purchases.count", "at_least", 1, period={"first_days": "9"}), "with.period", "period_bad_value"),
        (leaf("purchases.count", "equals", 1, period={"after_first_days": 99_999}), "with.period", "period_bad_value"),
        (leaf("purchases.count", "equals", 1, period={"first_days": 9, "month": 1}), "with.period", "period_two_kinds"),
        (leaf("segment.was_member", "is", True), "with", "parameter_missing"),
        (leaf("segment.was_member", "is", True, segment="gone"), "with.segment", "unknown_segment"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(rule: Any, path: str, code: str) -> None:
    hanako = cast.hanako()
    for ask in (lambda: run.count(rule, as_of=DAY), lambda: run.why(rule, hanako.pk, as_of=DAY)):
        with pytest.raises(InvalidRule) as refused:
            ask()
        assert [(problem.path, problem.code) for problem in refused.value.problems] == [(path, code)]


@asked_of_both
def test_a_rule_too_deep_is_refused_and_one_just_as_deep_as_allowed_is_not() -> None:
    hanako = cast.hanako()

    def nested(levels: int) -> Any:
        rule: Any = leaf("purchases.count", "at_least", 0)
        for _level in range(levels):
            rule = {"all": [rule]}
        return rule

    assert both(nested(9), [hanako]) == [hanako.pk]
    for levels in (10, 500):
        with pytest.raises(InvalidRule) as refused:
            run.count(nested(levels), as_of=DAY)
        assert [problem.code for problem in refused.value.problems] == ["too_deep"]


@asked_of_both
def test_an_unknown_gender_is_not_known() -> None:
    hanako, kenta = cast.hanako(), cast.kenta()
    assert both(leaf("customer.gender", "is_known"), [hanako, kenta]) == [hanako.pk]
    assert both(leaf("customer.gender", "is", "unknown"), [hanako, kenta]) == [kenta.pk]
    assert run.values(["customer.gender"], [kenta.pk], as_of=DAY) == {kenta.pk: {"customer.gender": "unknown"}}
