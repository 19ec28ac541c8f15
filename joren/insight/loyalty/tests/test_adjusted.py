"""The lift among people alike in other facts: the worked numbers of docs/rules/factors.md."""

import pytest

from joren.insight.loyalty.rules import TwoByTwo
from joren.insight.loyalty.rules.adjusted import adjusted_lift, closeness
from tests.worked_numbers import agrees, worked


@pytest.mark.parametrize("row", worked("factors", "adjusted"), ids=lambda row: row["strata"])
def test_worked_numbers(row):
    strata = [TwoByTwo(*map(int, stratum.split())) for stratum in row["strata"].split(";")]
    adjusted = adjusted_lift(strata)
    if row["lift"] == "-":
        assert adjusted is None
        return
    assert adjusted is not None
    assert agrees(row["lift"], adjusted.lift)
    assert agrees(row["low"], adjusted.low)
    assert agrees(row["high"], adjusted.high)
    assert agrees(row["p"], adjusted.p)


def test_one_stratum_is_the_plain_lift():
    adjusted = adjusted_lift([TwoByTwo(240, 160, 560, 2040)])
    assert adjusted is not None
    assert adjusted.lift == pytest.approx(4.125)
    assert adjusted.low == pytest.approx(3.435, abs=0.001)


def test_a_fact_that_cannot_be_compared_is_at_no_distance():
    assert closeness(adjusted_lift([TwoByTwo(5, 0, 5, 0)])) == 0
