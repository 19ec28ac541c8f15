"""Where a goal stands, by the worked numbers of docs/rules/goals.md."""

from datetime import date
from decimal import Decimal

import pytest

from joren.planning.goals.rules import Verdict, standing

APRIL = {"starts_on": date(2026, 4, 1), "due_on": date(2026, 4, 30)}


@pytest.mark.parametrize(
    ("baseline", "target", "current", "today", "progress", "expected", "verdict"),
    [
        (0, 3_000_000, 1_500_000, date(2026, 4, 15), 0.5, 0.5, Verdict.ON_TRACK),
        (0, 3_000_000, 1_300_000, date(2026, 4, 15), 0.4333, 0.5, Verdict.BEHIND),
        (0, 3_000_000, 3_000_000, date(2026, 4, 20), 1.0, 0.6667, Verdict.REACHED),
        (0, 3_000_000, 2_999_999, date(2026, 5, 1), 1.0, 1.0, Verdict.MISSED),
        (120, 170, 130, date(2026, 4, 6), 0.2, 0.2, Verdict.ON_TRACK),
        (30, 20, 26, date(2026, 4, 12), 0.4, 0.4, Verdict.ON_TRACK),
        (120, 170, 110, date(2026, 4, 6), -0.2, 0.2, Verdict.BEHIND),
        (0, 10, 0, date(2026, 3, 31), 0.0, 0.0, Verdict.NOT_STARTED),
    ],
)
def test_standing(baseline, target, current, today, progress, expected, verdict):
    found = standing(baseline=Decimal(baseline), target=Decimal(target), current=Decimal(current), today=today, **APRIL)
    assert found.progress == pytest.approx(progress, abs=5e-5)
    assert found.expected == pytest.approx(expected, abs=5e-5)
    assert found.verdict == verdict


def test_a_goal_that_wants_no_change_is_refused():
    with pytest.raises(ValueError, match="wants a change"):
        standing(baseline=Decimal(1), target=Decimal(1), current=Decimal(1), today=date(2026, 4, 1), **APRIL)
