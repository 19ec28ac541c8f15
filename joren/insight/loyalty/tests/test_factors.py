"""What regulars share: the worked numbers of the document, published examples, planted reasons found and chance not."""

from math import comb, isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.insight.loyalty.rules import (
    Candidate,
    Finding,
    TwoByTwo,
    benjamini_hochberg,
    fisher,
    judge,
    lift_interval,
)
from tests.worked_numbers import Row, agrees, names, number, worked

DOCUMENT = "factors"
tables = st.builds(TwoByTwo, *[st.integers(0, 40)] * 4)


def table(row: Row) -> TwoByTwo:
    return TwoByTwo(*(int(row[name]) for name in ("regular with", "regular without", "other with", "other without")))


@pytest.mark.parametrize("row", worked(DOCUMENT, "lift"))
def test_lift_and_its_interval(row):
    for column, value in zip(("lift", "low", "high"), lift_interval(table(row)), strict=True):
        assert agrees(row[column], value)


@pytest.mark.parametrize("row", worked(DOCUMENT, "fisher"))
def test_exact_p_value(row):
    assert agrees(row["p"], fisher(table(row)))


def test_facts_are_judged_together():
    rows = worked(DOCUMENT, "benjamini_hochberg")
    q_values = benjamini_hochberg([number(row["p"]) for row in rows])
    assert all(agrees(row["q"], q) for row, q in zip(rows, q_values, strict=True))
    assert [q <= 0.05 for q in q_values] == [row["found"] == "yes" for row in rows]


def test_the_cafe_of_the_document_is_judged_in_its_order():
    rows = worked(DOCUMENT, "judge")
    candidates = [Candidate(row["fact"], {}, table(row)) for row in rows]
    Random(3).shuffle(candidates)
    factors = judge(candidates)
    assert [factor.candidate.key for factor in factors] == [row["fact"] for row in rows]
    for row, factor in zip(rows, factors, strict=True):
        assert factor.finding == row["finding"]
        assert factor.known == (row["finding"] in ("more", "less"))
        for column in ("lift", "low", "high", "q"):
            value = getattr(factor, column)
            assert value is None if row[column] == "-" else agrees(row[column], value)
        assert factor.among_regulars is not None
        assert factor.among_others is not None
        assert agrees(row["among regulars"], factor.among_regulars)
        assert agrees(row["among others"], factor.among_others)


def test_every_table_of_the_document_is_tested():
    told = {"lift", "fisher", "benjamini_hochberg", "judge", "adjusted", "thresholds", "prospects"}
    assert names(DOCUMENT) == told | {"together", "chance", "tired"}


@given(tables)
def test_the_exact_p_value_is_the_sum_of_all_tables_at_most_as_likely(some):
    def chance(regular_with: int) -> int:
        return comb(some.regulars, regular_with) * comb(some.others, some.with_fact - regular_with)

    every = [chance(k) for k in range(max(0, some.with_fact - some.others), min(some.with_fact, some.regulars) + 1)]
    expected = sum(c for c in every if c <= chance(some.regular_with)) / sum(every)
    assert isclose(fisher(some), expected, rel_tol=1e-9)


def test_the_exact_p_value_of_a_million_people_is_quick_and_not_lost():
    assert fisher(TwoByTwo(60_000, 40_000, 300_000, 600_000)) == 0.0  # smaller than any number a computer writes
    assert isclose(fisher(TwoByTwo(510, 9490, 9900, 180100)), 0.6441764946106298, rel_tol=1e-8)
    assert 0 < fisher(TwoByTwo(30_500, 69_500, 270_000, 630_000)) < 0.01


@given(tables.filter(lambda some: some.with_fact and some.without_fact))
def test_the_lift_lies_in_its_interval_and_turns_over_when_the_fact_is_turned(some):
    lift, low, high = lift_interval(some)
    assert 0 < low <= lift <= high
    turned = lift_interval(TwoByTwo(some.regular_without, some.regular_with, some.other_without, some.other_with))
    assert isclose(turned[0], 1 / lift, rel_tol=1e-9)
    assert isclose(turned[1], 1 / high, rel_tol=1e-9)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_q_values_are_no_smaller_than_p_keep_their_order_and_stay_below_one(p_values):
    q_values = benjamini_hochberg(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, q_values, strict=True))
    by_p = [q for _, q in sorted(zip(p_values, q_values, strict=True))]
    assert by_p == sorted(by_p)


def test_people_are_counted_one_by_one():
    people = [(True, True)] * 3 + [(False, True)] * 2 + [(True, False)] * 4 + [(False, False)] * 5
    assert TwoByTwo.of(people) == TwoByTwo(3, 2, 4, 5)
    assert TwoByTwo.of([]) == TwoByTwo(0, 0, 0, 0)


def test_a_negative_number_of_people_and_a_lift_without_comparison_are_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        TwoByTwo(1, -1, 0, 0)
    for one_sided in (TwoByTwo(0, 5, 0, 5), TwoByTwo(5, 0, 5, 0)):
        with pytest.raises(ValueError, match="one of the two is missing"):
            lift_interval(one_sided)


@pytest.mark.parametrize(
    "small",
    [
        TwoByTwo(29, 300, 0, 3000),  # 29 have the fact
        TwoByTwo(300, 0, 3000, 29),  # 29 lack it
        TwoByTwo(9, 0, 500, 500),  # 9 regulars
        TwoByTwo(500, 500, 0, 9),  # 9 others
        TwoByTwo(0, 0, 0, 0),
    ],
)
def test_too_few_people_are_not_judged_however_clear_it_looks(small):
    (factor,) = judge([Candidate("fact", {}, small)])
    assert (factor.finding, factor.known, factor.direction, factor.lift, factor.q) == (
        Finding.TOO_FEW,
        False,
        0,
        None,
        None,
    )


def test_facts_of_too_few_people_do_not_cost_the_others():
    clear = Candidate("clear", {}, TwoByTwo(40, 60, 100, 400))
    rare = [Candidate(f"rare {place}", {}, TwoByTwo(1, 99, 1, 499)) for place in range(500)]
    alone, among_many = judge([clear])[0], judge([*rare, clear])[0]
    assert alone == among_many
    assert alone.q == alone.p


def test_a_large_lift_of_few_people_does_not_stand_before_a_sure_one():
    sure = Candidate("sure", {}, TwoByTwo(400, 200, 1000, 2000))
    shaky = Candidate("shaky", {}, TwoByTwo(20, 580, 15, 2985))
    factors = judge([shaky, sure])
    assert [(factor.candidate.key, factor.finding) for factor in factors] == [("sure", "more"), ("shaky", "more")]
    assert (factors[1].lift or 0) > (factors[0].lift or 0)


PEOPLE = 2000


def simulated(seed: int, facts: int = 40) -> list[Candidate]:
    """2,000 people, each a bit in every number: ``facts`` facts of chance and two that make (or hinder) regulars."""
    random = Random(seed)

    def half() -> int:
        return random.getrandbits(PEOPLE)

    friend, coupon = half() & half(), half()
    regular = (half() & half() & half()) | (friend & half() & half())
    regular &= ~(coupon & half())
    noise = {f"chance {place}": half() if place % 2 else half() & half() for place in range(facts)}
    every = {"friend": friend, "coupon": coupon} | noise
    return [Candidate(key, {}, crossed(fact, regular)) for key, fact in every.items()]


def crossed(fact: int, regular: int) -> TwoByTwo:
    with_both, facts, regulars = (fact & regular).bit_count(), fact.bit_count(), regular.bit_count()
    return TwoByTwo(with_both, regulars - with_both, facts - with_both, PEOPLE - facts - regulars + with_both)


def test_planted_reasons_are_found_and_few_of_the_found_are_chance():
    """In 100 made-up shops both reasons are always found, first; of what is found at most 5 % is chance."""
    shares_false = []
    for seed in range(100):
        known = [factor for factor in judge(simulated(seed)) if factor.known]
        directions = {factor.candidate.key: factor.direction for factor in known}
        assert directions["friend"] == 1
        assert directions["coupon"] == -1
        assert {factor.candidate.key for factor in known[:2]} == {"friend", "coupon"}
        shares_false.append(sum(key.startswith("chance") for key in directions) / len(directions))
    assert sum(shares_false) / len(shares_false) <= 0.05


def test_where_nothing_matters_nearly_nothing_is_said():
    """Only facts that have nothing to do with loyalty: at most 5 shops in 100 hear of any."""
    spoke = 0
    for seed in range(100, 200):
        chance = [candidate for candidate in simulated(seed) if candidate.key.startswith("chance")]
        spoke += any(factor.known for factor in judge(chance))
    assert spoke <= 8  # 5 expected at most; 8 leaves room for the luck of a hundred draws
