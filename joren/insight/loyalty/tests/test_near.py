"""The rule of those one step away finds exactly those whose missing step is one."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from joren.insight.loyalty.rules import Kind, LeafResult, Limits, Path, holds, missing_step
from joren.insight.loyalty.rules.near import Reach, leaves, near_rule

KINDS = {"count": Kind.COUNT, "amount": Kind.MONEY, "days": Kind.DURATION, "agrees": Kind.OTHER}
STEP = Decimal(3000)


def test_a_count_is_missed_by_one():
    rule = {"attribute": "count", "op": "at_least", "value": 3}
    near = near_rule(rule, KINDS, Reach())
    assert near == {"all": [{"not": rule}, {"attribute": "count", "op": "at_least", "value": 2}]}


def test_more_than_is_missed_by_one_at_the_number_itself():
    near = near_rule({"attribute": "count", "op": "more_than", "value": 3}, KINDS, Reach())
    assert near is not None
    assert near["all"][1] == {"attribute": "count", "op": "at_least", "value": 3}


def test_nobody_is_near_what_no_step_leads_to():
    assert near_rule({"attribute": "age", "op": "at_least", "value": 60}, KINDS, Reach()) is None
    assert near_rule({"not": {"attribute": "count", "op": "at_least", "value": 3}}, KINDS, Reach()) is None
    assert near_rule({"segment": "vip"}, KINDS, Reach()) is None
    assert near_rule({"attribute": "amount", "op": "at_least", "value": 9000}, KINDS, Reach()) is None


def test_leaves_are_named_from_left_to_right():
    rule = {"any": [{"attribute": "a"}, {"not": {"attribute": "b"}}, {"all": [{"segment": "s"}, {"attribute": "c"}]}]}
    assert [leaf["attribute"] for leaf in leaves(rule)] == ["a", "b", "c"]


LEAF = st.one_of(
    st.builds(lambda op, v: {"attribute": "count", "op": op, "value": v}, st.sampled_from(["at_least", "more_than"]),
              st.integers(1, 5)),
    st.builds(lambda v: {"attribute": "amount", "op": "at_least", "value": v}, st.sampled_from([5000, 10_000])),
    st.builds(lambda v: {"attribute": "days", "op": "at_least", "value": v}, st.sampled_from([30, 365])),
    st.just({"attribute": "agrees", "op": "is", "value": True}),
    st.just({"attribute": "age", "op": "at_least", "value": 60}),
)  # fmt: skip
RULE = st.recursive(
    LEAF,
    lambda parts: st.one_of(
        st.builds(lambda p: {"all": p}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda p: {"any": p}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda p: {"not": p}, parts),
    ),
    max_leaves=5,
)
PERSON = st.fixed_dictionaries(
    {
        "count": st.integers(0, 6),
        "amount": st.integers(0, 12).map(lambda n: n * 1000),
        "days": st.integers(0, 400),
        "agrees": st.booleans(),
        "age": st.integers(20, 80),
    }
)


def met(leaf: dict[str, Any], person: dict[str, Any]) -> bool:
    value = person[leaf["attribute"]]
    if leaf["op"] == "is":
        return bool(value is leaf["value"])
    return bool(value > leaf["value"] if leaf["op"] == "more_than" else value >= leaf["value"])


def true_of(rule: dict[str, Any], person: dict[str, Any]) -> bool:
    if "all" in rule:
        return all(true_of(part, person) for part in rule["all"])
    if "any" in rule:
        return any(true_of(part, person) for part in rule["any"])
    return not true_of(rule["not"], person) if "not" in rule else met(rule, person)


def results(rule: dict[str, Any], person: dict[str, Any], path: Path = ()) -> dict[Path, LeafResult]:
    if "attribute" in rule:
        return {path: LeafResult(met(rule, person), person[rule["attribute"]], rule["value"])}
    parts = rule.get("all") or rule.get("any") or [rule["not"]]
    return {key: one for place, part in enumerate(parts) for key, one in results(part, person, (*path, place)).items()}


@given(RULE, PERSON)
def test_the_rule_and_the_step_agree_on_everybody(rule, person):
    answers = results(rule, person)
    step = missing_step(rule, answers, KINDS, Limits(money=STEP))
    near = near_rule(rule, KINDS, Reach(money=STEP))
    assert (near is not None and true_of(near, person)) == (step is not None)
    assert holds(rule, answers) == true_of(rule, person)
