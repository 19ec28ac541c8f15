"""How many people a comparison needs: against printed examples, and against what such a number then shows."""

import random

import pytest

from joren.foundation.chance import people_for_means, people_for_shares, smallest_difference_in_shares


@pytest.mark.parametrize(
    ("base", "effect", "people"),
    [
        (0.60, 0.10, 356),  # Fleiss et al., table A.4 without the continuity correction: 356 for .60 against .70
        (0.05, 0.01, 8158),
        (0.03, 0.03, 749),
        (0.0, 0.01, 780),
    ],
)
def test_so_many_people_show_a_difference_in_shares(base, effect, people):
    assert people_for_shares(base, effect) == people
    assert smallest_difference_in_shares(base, people) == pytest.approx(effect, rel=2e-3)


def test_lehrs_rule_of_sixteen_is_nearly_the_exact_number():
    assert people_for_means(30, 3) == 1570  # 2 (1.95996 + 0.84162)² × 100
    assert people_for_means(30, -3) == 1570


def test_more_groups_need_more_people_because_there_are_more_chances_to_be_wrong():
    assert [people_for_shares(0.05, 0.02, groups=groups) for groups in (2, 3, 4)] == [2213, 2951, 3414]


def test_what_too_few_people_could_never_show_is_nothing():
    assert smallest_difference_in_shares(0.05, 2) is None
    assert smallest_difference_in_shares(0.05, 0) is None


@pytest.mark.parametrize("wrong", [(0.5, 0), (0.5, 0.6), (-0.1, 0.2)])
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValueError, match="shares"):
        people_for_shares(*wrong)
    with pytest.raises(ValueError, match="groups"):
        people_for_shares(0.1, 0.1, groups=1)
    with pytest.raises(ValueError, match="effect"):
        people_for_means(1, 0)


def test_with_that_many_people_four_of_five_tests_show_it():
    chance, people = random.Random(7), people_for_shares(0.1, 0.1)
    shown = 0
    for _ in range(300):
        a = sum(chance.random() < 0.1 for _ in range(people))
        b = sum(chance.random() < 0.2 for _ in range(people))
        mean = (a + b) / 2 / people
        shown += abs(a - b) / people > 1.95996 * (2 * mean * (1 - mean) / people) ** 0.5
    assert 0.74 <= shown / 300 <= 0.87
