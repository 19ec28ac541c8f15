"""Simulated campaigns with fixed seeds: the 95 % interval holds the truth, and chance is not called success.

Spending is what it is in shops: most people buy nothing, a few buy a lot (a yes or no times a lognormal amount), and
who bought before buys again. Groups are drawn from a pool of such people with replacement, so that the true effect is
known exactly.
"""

from collections.abc import Iterator
from math import exp
from operator import mul
from random import Random

import pytest

from joren.measurement.experiments.rules import Adjusted, Moments, Sample, adjust, difference_in_means
from joren.measurement.experiments.rules.effect import trusted

Person = tuple[int, int]


def pool(random: Random, share: float, lift: float = 1.0, size: int = 3000) -> tuple[list[Person], list[Person]]:
    """People as (spent, spent before) if held back and, the same people, if treated."""
    held_back, treated = [], []
    for _ in range(size):
        taste = random.gauss(0, 0.8)
        before, after = (spent(random, share, taste) for _ in range(2))
        held_back.append((after, before))
        treated.append((round(after * lift), before))
    return held_back, treated


def spent(random: Random, share: float, taste: float) -> int:
    buys = random.random() < min(0.97, share * exp(taste - 0.32))
    return round(random.lognormvariate(8 + taste / 2, 0.6)) if buys else 0


def moments(people: list[Person]) -> Moments:
    y, x = [spent for spent, _ in people], [before for _, before in people]
    squares = (sum(map(mul, *pair)) for pair in ((y, y), (x, x), (x, y)))
    sum_yy, sum_xx, sum_xy = squares
    return Moments(len(y), sum(y), sum_yy, sum(x), sum_xx, sum_xy, sum(map(bool, y)))


def mean(people: list[Person]) -> float:
    return sum(spent for spent, _ in people) / len(people)


def campaigns(
    seed: int, runs: int, treated: int, held_back: int, *, share: float, lift: float = 1.0
) -> Iterator[tuple[float, Moments, Moments]]:
    """(true effect per person, sums of the treated, sums of the held back), once for each simulated campaign."""
    random = Random(seed)
    without, with_mail = pool(random, share, lift)
    truth = mean(with_mail) - mean(without)
    for _ in range(runs):
        yield (
            truth,
            moments(random.choices(with_mail, k=treated)),
            moments(random.choices(without, k=held_back)),
        )


def samples(adjusted: Adjusted, treated: Moments, held_back: Moments) -> tuple[Sample, Sample]:
    return trusted(adjusted.treated, adjusted.held_back, min(treated.buyers, held_back.buyers))


@pytest.mark.parametrize(
    ("seed", "treated", "held_back", "lift"),
    [(1, 400, 400, 1.0), (2, 400, 400, 1.3), (3, 1350, 250, 1.0), (4, 1350, 250, 1.3)],
    ids=["A/A halves", "A/B halves", "A/A few held back", "A/B few held back"],
)
def test_the_interval_holds_the_truth_in_at_least_93_of_100_campaigns(seed, treated, held_back, lift):
    runs, held = 1000, 0
    for truth, one, other in campaigns(seed, runs, treated, held_back, share=0.35, lift=lift):
        estimate = difference_in_means(*samples(adjust(one, other), one, other))
        held += estimate is not None and estimate.low <= truth <= estimate.high
    surer = 0.02 if lift > 1 and held_back < treated else 0  # the small group is taken to vary as the large one does
    assert 0.93 <= held / runs <= 0.97 + surer


def test_the_adjustment_is_unbiased_and_narrower():
    runs = 400
    plain_error, error, plain_width, width = [], [], 0.0, 0.0
    for truth, one, other in campaigns(5, runs, 400, 400, share=0.35, lift=1.3):
        adjusted = adjust(one, other)
        plain = difference_in_means(sample(one), sample(other))
        estimate = difference_in_means(adjusted.treated, adjusted.held_back)
        assert plain is not None
        assert estimate is not None
        plain_error.append(plain.value - truth)
        error.append(estimate.value - truth)
        plain_width += plain.high - plain.low
        width += estimate.high - estimate.low
    spread = (sum(miss * miss for miss in error) / runs) ** 0.5
    assert abs(sum(error) / runs) < 3 * spread / runs**0.5
    assert width < 0.95 * plain_width
    assert sum(miss * miss for miss in error) < 0.95 * sum(miss * miss for miss in plain_error)


def sample(group: Moments) -> Sample:
    return Sample(group.n, group.mean_y, group.spread_y / (group.n - 1))


def test_rare_buyers_and_no_effect_are_not_called_success():
    """1 % buyers, 200 of 2,000 held back: Welch alone claims "more" in a fifth of the campaigns."""
    runs, claimed, plainly = 250, 0, 0
    for _, one, other in campaigns(6, runs, 1800, 200, share=0.01):
        plain = difference_in_means(sample(one), sample(other))
        estimate = difference_in_means(*samples(adjust(one, other), one, other))
        plainly += plain is not None and plain.direction == 1
        claimed += estimate is not None and estimate.direction == 1
    assert plainly / runs > 0.15
    assert claimed / runs <= 0.025
