"""A rule is read exactly, or refused with the path to every place that is wrong."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.catalogue import Attribute, AttributeType, CustomerColumn, Option, Parameter, ParameterType
from joren.segments.catalogue.errors import InvalidRule, UnknownAttribute
from joren.segments.catalogue.operators import OPERATORS
from joren.segments.catalogue.queries import Catalogue
from joren.segments.catalogue.reading import MOST_LEAVES, MOST_LEVELS, read_rule
from joren.segments.catalogue.tree import leaves, to_json


def _attribute(key: str, kind: AttributeType, **more: Any) -> Attribute:
    column = CustomerColumn(expression="c.id")
    return Attribute(key=key, label=key, description="", type=kind, source=column, group="", **more)


PERIOD = Parameter(key="period", type=ParameterType.PERIOD, column="day", label="period")
TAG = Parameter(key="tag", type=ParameterType.TAG, column="tag_id", label="tag", required=True)
BAND = Parameter(key="band", type=ParameterType.TIME_BAND, column="minute", label="band")
DAYS = Parameter(key="days", type=ParameterType.WEEKDAY, column="day", label="days")
SEXES = (Option(value="f", label="F"), Option(value="m", label="M"))
KNOWN = Catalogue(
    {
        attribute.key: attribute
        for attribute in (
            _attribute("p.count", AttributeType.NUMBER, parameters=(PERIOD, BAND, DAYS)),
            _attribute("p.amount", AttributeType.MONEY),
            _attribute("p.since", AttributeType.DAYS),
            _attribute("p.first", AttributeType.DATE),
            _attribute("c.mail", AttributeType.BOOLEAN),
            _attribute("c.tagged", AttributeType.BOOLEAN, parameters=(TAG,)),
            _attribute("c.name", AttributeType.TEXT),
            _attribute(
                "c.sex", AttributeType.CHOICE, options=(Option(value="f", label="F"), Option(value="m", label="M"))
            ),
        )
    }
)
GOOD: dict[str, Any] = {"attribute": "p.count", "op": "at_least", "value": 3}


def problems(rule: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRule) as refused:
        read_rule(rule, KNOWN)
    assert all(problem.sentence and "%(" not in problem.sentence for problem in refused.value.problems)
    return [(problem.path, problem.code) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, [("", "not_an_object")]),
        ([], [("", "not_an_object")]),
        ({}, [("", "unknown_shape")]),
        ({"all": [GOOD], "any": [GOOD]}, [("", "unknown_shape")]),
        ({"all": []}, [("all", "empty_group")]),
        ({"any": GOOD}, [("any", "empty_group")]),
        ({"not": [GOOD]}, [("not", "not_an_object")]),
        ({"segment": ""}, [("segment", "segment_not_text")]),
        ({"segment": 3}, [("segment", "segment_not_text")]),
        ({"all": [GOOD], "extra": 1}, [("", "unknown_key")]),
        (GOOD | {"vlaue": 1}, [("", "unknown_key")]),
        (GOOD | {"attribute": "p.cuont"}, [("attribute", "unknown_attribute_near")]),
        (GOOD | {"attribute": "zzzzzz"}, [("attribute", "unknown_attribute")]),
        (GOOD | {"attribute": ["p.count"]}, [("attribute", "unknown_attribute_near")]),
        (GOOD | {"op": "contains"}, [("op", "unknown_op")]),
        (GOOD | {"op": None}, [("op", "unknown_op")]),
        (GOOD | {"op": ["at_least"]}, [("op", "unknown_op")]),
        (GOOD | {"value": "three"}, [("value", "value_not_number")]),
        (GOOD | {"value": math.nan}, [("value", "value_not_number")]),
        (GOOD | {"value": "NaN"}, [("value", "value_not_number")]),
        (GOOD | {"value": math.inf}, [("value", "value_not_number")]),
        (GOOD | {"value": True}, [("value", "value_not_number")]),
        (GOOD | {"value": None}, [("value", "value_missing")]),
        (GOOD | {"value": 10**13}, [("value", "value_too_large")]),
        (GOOD | {"value": 0.00001}, [("value", "value_too_fine")]),
        (GOOD | {"op": "between", "value": [3]}, [("value", "value_not_pair")]),
        (GOOD | {"op": "between", "value": [3, 1]}, [("value", "value_reversed")]),
        (GOOD | {"op": "is_known", "value": 3}, [("value", "value_not_wanted")]),
        ({"attribute": "p.amount", "op": "equals", "value": "1.005"}, [("value", "value_too_fine")]),
        ({"attribute": "p.first", "op": "on_or_after", "value": "2026-02-31"}, [("value", "value_not_date")]),
        ({"attribute": "p.first", "op": "on_or_after", "value": "20260201"}, [("value", "value_not_date")]),
        ({"attribute": "p.first", "op": "within_last_days", "value": 0}, [("value", "value_not_days")]),
        ({"attribute": "p.first", "op": "within_last_days", "value": 1.5}, [("value", "value_not_days")]),
        ({"attribute": "c.mail", "op": "is", "value": "yes"}, [("value", "value_not_boolean")]),
        ({"attribute": "c.sex", "op": "is", "value": "x"}, [("value", "value_not_choice")]),
        ({"attribute": "c.sex", "op": "any_of", "value": ["f", "x"]}, [("value", "value_not_choice")]),
        ({"attribute": "c.sex", "op": "any_of", "value": "f"}, [("value", "value_not_list")]),
        ({"attribute": "c.name", "op": "contains", "value": " "}, [("value", "value_not_text")]),
        ({"attribute": "c.name", "op": "is", "value": "a\x00"}, [("value", "value_not_text")]),
        ({"attribute": "c.name", "op": "is", "value": "a\ud800"}, [("value", "value_not_text")]),
        (GOOD | {"with": []}, [("with", "with_not_object")]),
        (GOOD | {"with": {"shop": "a"}}, [("with.shop", "unknown_parameter")]),
        (GOOD | {"with": {"period": {"last_days": 0}}}, [("with.period", "period_bad_value")]),
        (GOOD | {"with": {"period": {"last_dayz": 9}}}, [("with.period", "period_unknown_key")]),
        (GOOD | {"with": {"period": 9}}, [("with.period", "period_not_an_object")]),
        (GOOD | {"with": {"period": {"from": "2026-02-01", "to": "2026-01-01"}}}, [("with.period", "period_reversed")]),
        (GOOD | {"with": {"band": "brunch"}}, [("with.band", "band_bad")]),
        (GOOD | {"with": {"band": {"from": "11:00", "to": "11:00"}}}, [("with.band", "band_bad")]),
        (GOOD | {"with": {"band": {"from": "11:00", "to": "24:00"}}}, [("with.band", "band_bad")]),
        (GOOD | {"with": {"days": [0]}}, [("with.days", "weekday_bad")]),
        (GOOD | {"with": {"days": [True]}}, [("with.days", "weekday_bad")]),
        ({"attribute": "c.tagged", "op": "is", "value": True}, [("with", "parameter_missing")]),
        (
            {"all": [GOOD, {"not": {"any": [GOOD | {"value": "x"}, GOOD | {"op": "?"}]}}]},
            [("all[1].not.any[0].value", "value_not_number"), ("all[1].not.any[1].op", "unknown_op")],
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_path_to_it(rule: object, expected: list[tuple[str, str]]) -> None:
    assert problems(rule) == expected


def test_depth_and_number_of_comparisons_have_limits() -> None:
    deep: dict[str, Any] = GOOD
    for _ in range(MOST_LEVELS - 1):
        deep = {"not": deep}
    assert to_json(read_rule(deep, KNOWN)) == deep
    assert problems({"not": deep}) == [("not." * (MOST_LEVELS - 1) + "not", "too_deep")]
    many: dict[str, Any] = {"all": [GOOD] * MOST_LEAVES}
    assert len(list(leaves(read_rule(many, KNOWN)))) == MOST_LEAVES
    assert problems({"all": [GOOD] * (MOST_LEAVES + 5)}) == [(f"all[{MOST_LEAVES}]", "too_many")]


def test_an_attribute_that_is_not_there_says_what_may_have_been_meant() -> None:
    with pytest.raises(UnknownAttribute) as refused:
        KNOWN.attribute("p.amout")
    assert refused.value.as_dict()["near"] == "p.amount, p.count"
    assert refused.value.status == 404


_values: dict[AttributeType, Callable[[], st.SearchStrategy[Any]]] = {
    AttributeType.NUMBER: lambda: st.integers(-(10**12), 10**12),
    AttributeType.MONEY: lambda: st.decimals(-(10**10), 10**10, places=2).map(float),
    AttributeType.DAYS: lambda: st.integers(0, 40_000),
    AttributeType.DATE: lambda: st.dates().map(lambda day: day.isoformat()),
    AttributeType.BOOLEAN: st.booleans,
    AttributeType.TEXT: lambda: st.text("山田 '\";%$", min_size=1).filter(str.strip),
    AttributeType.CHOICE: lambda: st.sampled_from(["f", "m"]),
}


@st.composite
def comparisons(draw: st.DrawFn) -> dict[str, Any]:
    attribute = draw(st.sampled_from([known for known in KNOWN.attributes.values() if known.key != "c.tagged"]))
    op = draw(st.sampled_from(OPERATORS[attribute.type])).value
    one = _values[attribute.type]()
    if op == "is_known":
        return {"attribute": attribute.key, "op": op}
    if op == "between":
        return {"attribute": attribute.key, "op": op, "value": sorted([draw(one), draw(one)])}
    if op == "any_of":
        return {"attribute": attribute.key, "op": op, "value": draw(st.lists(one, min_size=1, max_size=3, unique=True))}
    value = draw(st.integers(1, 36_525)) if op == "within_last_days" else draw(one)
    return {"attribute": attribute.key, "op": op, "value": value}


rules = st.recursive(
    comparisons() | st.just({"segment": "vip"}),
    lambda inner: (
        st.builds(
            lambda name, parts: {name: parts}, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3)
        )
        | st.builds(lambda part: {"not": part}, inner)
    ),
    max_leaves=12,
)


@given(rules)
def test_a_good_rule_comes_back_as_it_was_written(rule: dict[str, Any]) -> None:
    try:
        read = read_rule(json.loads(json.dumps(rule)), KNOWN)
    except InvalidRule as refused:
        assert {problem.code for problem in refused.problems} == {"too_deep"}
        return
    assert to_json(read) == rule
    assert read_rule(to_json(read), KNOWN) == read


_words = st.sampled_from(["all", "any", "not", "segment", "attribute", "op", "value", "with", "x"])
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["all", "any", "not", "segment", "attribute", "op", "value", "with", "x"]), inner
        )
    ),
    max_leaves=15,
)


@given(json_values)
def test_no_json_whatsoever_breaks_the_reader(data: object) -> None:
    try:
        read_rule(data, KNOWN)
    except InvalidRule as refused:
        assert refused.problems
        assert str(refused)
