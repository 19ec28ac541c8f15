"""The trial on the past: groups, error, and what follows for the predictions."""

import numpy as np
import pytest

from joren.insight.predictions.rules.trial import Standing, tried


def arrays(*values):
    return [np.array(each, dtype=float) for each in values]


def trial(expected, came, before):
    return tried(*arrays(expected, came, before), weeks=26.0)


def test_people_alike_stay_in_one_group():
    found = trial([1.0] * 70 + [5.0] * 30, [1] * 70 + [4] * 30, [1] * 100)
    assert [(group.people, group.expected, group.came) for group in found.groups] == [(70, 1.0, 1.0), (30, 5.0, 4.0)]


def test_ten_groups_of_like_size_least_expected_first():
    expected = np.arange(100.0)
    groups = trial(expected[::-1], expected[::-1], expected).groups
    assert [group.people for group in groups] == [10] * 10
    assert [group.expected for group in groups] == [4.5 + 10 * place for place in range(10)]


@pytest.mark.parametrize(
    ("expected", "came", "before", "standing"),
    [
        (1.0, 1, 0, Standing.GOOD),
        (1.25, 1, 0, Standing.GOOD),
        (1.26, 1, 0, Standing.ROUGH),
        (1.1, 1, 1, Standing.ROUGH),
        (0.5, 1, 0, Standing.ROUGH),
        (0.49, 1, 0, Standing.OFF),
        (1.51, 1, 0, Standing.OFF),
    ],
    ids=["right", "a quarter off", "more", "the same again does better", "half", "below half", "above half"],
)
def test_what_follows(expected, came, before, standing):
    assert trial([expected] * 20, [came] * 20, [before] * 20).standing is standing


def test_a_trial_that_nobody_came_in_says_nothing():
    assert trial([1.0] * 60, [0] * 60, [1] * 60).standing is Standing.TOO_FEW
    assert trial([1.0] * 60, [1] * 9 + [0] * 51, [1] * 60).standing is Standing.TOO_FEW
