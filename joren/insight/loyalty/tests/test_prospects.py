"""Who is one step away, and what the step is."""

from decimal import Decimal

import pytest

from joren.insight.loyalty.rules import Kind, LeafResult, Limits, Path, Step, holds, missing_step
from tests.worked_numbers import worked

COUNT = {"attribute": "purchases.count", "op": "at_least", "value": 3}
TOTAL = {"attribute": "purchases.total", "op": "at_least", "value": 100_000}
MEMBER = {"attribute": "customers.member_days", "op": "at_least", "value": 1095}
APP = {"attribute": "customers.has_app", "op": "is", "value": True}
FEMALE = {"attribute": "customers.gender", "op": "is", "value": "female"}
KINDS = {
    "purchases.count": Kind.COUNT,
    "purchases.total": Kind.MONEY,
    "customers.member_days": Kind.DURATION,
    "customers.has_app": Kind.OTHER,
}
LIMITS = Limits(money=Decimal(5000))
REGULAR = {"any": [{"all": [COUNT, TOTAL]}, MEMBER]}


def result(value: int | Decimal | None, target: int) -> LeafResult:
    return LeafResult(value is not None and value >= target, value, target)


@pytest.mark.parametrize("row", worked("factors", "prospects"))
def test_the_definition_of_the_document(row):
    leaves: dict[Path, LeafResult] = {
        (0, 0): result(int(row["purchases"]), 3),
        (0, 1): result(int(row["yen"]), 100_000),
        (1,): result(int(row["days"]), 1095),
    }
    step = missing_step(REGULAR, leaves, KINDS, Limits(money=Decimal(row["average"])))
    assert holds(REGULAR, leaves) == (row["step"] == "regular")
    assert (step.kind if step else "-") == row["step"].replace("regular", "-")
    assert (str(step.missing) if step else "-") == row["missing"]


def test_a_step_says_which_leaf_how_much_and_of_what():
    lunch = COUNT | {"with": {"time_band": "lunch"}}
    leaves: dict[Path, LeafResult] = {(0,): result(2, 3), (1,): result(200_000, 100_000)}
    assert missing_step({"all": [lunch, TOTAL]}, leaves, KINDS, LIMITS) == Step(
        "purchases.count", Decimal(1), Kind.COUNT, (0,), {"time_band": "lunch"}, Decimal(1)
    )


@pytest.mark.parametrize(
    ("leaf", "value", "target", "missing"),
    [
        (COUNT, 2, 3, 1),
        (COUNT, 1, 3, None),
        (COUNT | {"op": "more_than"}, 3, 3, 1),
        (COUNT | {"op": "more_than"}, 2, 3, None),
        (COUNT | {"op": "at_most"}, 2, 1, None),
        (COUNT, None, 3, None),
        (COUNT, 2.0, 3, 1),
        (COUNT, float("nan"), 3, None),
        (COUNT, "2", 3, None),
        (TOTAL, 95_000, 100_000, 5000),
        (TOTAL, 94_999, 100_000, None),
        (TOTAL | {"op": "more_than"}, 100_000, 100_000, 1),
        (TOTAL, Decimal("99999.50"), 100_000, Decimal("0.50")),
        (MEMBER, 1064, 1095, 31),
        (MEMBER, 1063, 1095, None),
    ],
)
def test_how_far_one_step_reaches(leaf, value, target, missing):
    step = missing_step(leaf, {(): LeafResult(False, value, target)}, KINDS, LIMITS)
    assert (step.missing if step else None) == missing


def test_without_an_average_purchase_no_amount_is_one_step():
    leaves: dict[Path, LeafResult] = {(): result(99_999, 100_000)}
    assert missing_step(TOTAL, leaves, KINDS, Limits()) is None


def test_with_cents_more_than_means_one_cent_more():
    step = missing_step(
        TOTAL | {"op": "more_than"},
        {(): LeafResult(False, Decimal("100.00"), 100)},
        KINDS,
        Limits(money=Decimal(5), money_unit=Decimal("0.01")),
    )
    assert step is not None
    assert step.missing == Decimal("0.01")


def test_a_yes_can_be_given_but_a_gender_cannot_be_changed():
    step = missing_step(APP, {(): LeafResult(False, False, True)}, KINDS, LIMITS)
    assert step is not None
    assert (step.kind, step.missing) == (Kind.OTHER, Decimal(1))
    assert missing_step(FEMALE, {(): LeafResult(False, "male", "female")}, KINDS, LIMITS) is None
    not_member = APP | {"value": False}
    assert missing_step(not_member, {(): LeafResult(False, True, False)}, KINDS, LIMITS) is None


def test_not_is_never_a_step_but_may_stand_beside_one():
    rule = {"all": [COUNT, {"not": APP}]}
    complained, content = LeafResult(True, True, True), LeafResult(False, False, True)
    assert missing_step(rule, {(0,): result(2, 3), (1, 0): complained}, KINDS, LIMITS) is None
    assert missing_step(rule, {(0,): result(3, 3), (1, 0): complained}, KINDS, LIMITS) is None
    step = missing_step(rule, {(0,): result(2, 3), (1, 0): content}, KINDS, LIMITS)
    assert step is not None
    assert step.path == (0,)


def test_being_in_a_saved_segment_is_no_step_but_may_stand_beside_one():
    rule = {"all": [COUNT, {"segment": "tokyo"}]}
    outside: dict[Path, LeafResult] = {(0,): result(3, 3), (1,): LeafResult(False, None, None)}
    inside: dict[Path, LeafResult] = {(0,): result(2, 3), (1,): LeafResult(True, None, None)}
    assert missing_step(rule, outside, KINDS, LIMITS) is None
    step = missing_step(rule, inside, KINDS, LIMITS)
    assert step is not None
    assert step.path == (0,)


def test_any_takes_the_nearest_whatever_its_unit():
    rule = {"any": [COUNT, TOTAL, MEMBER]}
    leaves: dict[Path, LeafResult] = {(0,): result(2, 3), (1,): result(96_000, 100_000), (2,): result(1085, 1095)}
    step = missing_step(rule, leaves, KINDS, LIMITS)
    assert step is not None
    assert (step.kind, step.missing, step.effort) == (Kind.DURATION, Decimal(10), Decimal(10) / 31)


def test_who_is_regular_already_lacks_nothing():
    leaves: dict[Path, LeafResult] = {(0, 0): result(0, 3), (0, 1): result(0, 100_000), (1,): result(2000, 1095)}
    assert holds(REGULAR, leaves)
    assert missing_step(REGULAR, leaves, KINDS, LIMITS) is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"all": []},
        {"any": [COUNT, {}]},
        {"all": COUNT},
        {"all": [COUNT], "any": [COUNT]},
        {"not": {"all": []}},
        {"attribute": "purchases.count"},
        {"not": COUNT, "op": "at_least"},
        {"all": ["not all"]},
        {"not": "any"},
    ],
)
def test_a_broken_rule_is_refused_by_both(broken):
    leaves: dict[Path, LeafResult] = {(): result(3, 3), (0,): result(3, 3)}
    for call in (lambda: holds(broken, leaves), lambda: missing_step(broken, leaves, KINDS, LIMITS)):
        with pytest.raises(ValueError):
            call()


def test_a_leaf_without_a_result_is_refused():
    with pytest.raises(ValueError, match=r"No result for the rule at \(1,\)"):
        missing_step({"any": [COUNT, TOTAL]}, {(0,): result(3, 3)}, KINDS, LIMITS)
