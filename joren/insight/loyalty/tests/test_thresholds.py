"""Cuts are chosen from the values alone, are round, and leave people on both sides."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.insight.loyalty.rules import thresholds
from tests.worked_numbers import worked


def people(cell: str) -> list[Decimal]:
    groups = (part.split("×") for part in cell.split())
    return [Decimal(value) for value, times in groups for _ in range(int(times))]


@pytest.mark.parametrize("row", worked("factors", "thresholds"))
def test_the_cuts_of_the_document(row):
    steps = [Decimal(step) for step in row["steps"].split()]
    found = thresholds(people(row["values"]), minimum=int(row["minimum"]), steps=steps)
    assert [str(cut) for cut in found] == row["thresholds"].split()


@given(st.lists(st.decimals(-(10**7), 10**7, places=2), max_size=150), st.integers(1, 40))
def test_enough_people_are_on_both_sides_and_no_two_cuts_are_alike(values, minimum):
    cuts = thresholds(values, minimum=minimum)
    above = [sum(value >= cut for value in values) for cut in cuts]
    assert all(minimum <= number <= len(values) - minimum for number in above)
    assert above == sorted(set(above), reverse=True)
    assert cuts == sorted(cuts)


def test_nobody_and_everybody_alike_give_no_cut():
    assert thresholds([]) == []
    assert thresholds([5] * 1000) == []


def test_more_quantiles_can_be_asked_for():
    assert thresholds(list(range(1, 1001)), number=4) == [200, 400, 600, 800]
