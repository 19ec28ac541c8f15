"""With a truth that is known: chance is not called success however often one looks, and intervals hold the truth.

1,000 simulated campaigns a case. Of a rate of 5 % at most 71 of 1,000 are to be expected (99.9 % of the binomial), of
one of 95 % at least 926; the tests hold the rates themselves to these, and the rate of "it worked" to 5 % flat.
"""

import numpy as np
import pytest

from joren.measurement.experiments.rules import (
    Code,
    Ratio,
    adjust,
    anytime_p,
    anytime_reach,
    compare,
    difference_in_means,
    difference_in_ratios,
    judge,
    progress_of_campaign,
)
from joren.measurement.experiments.rules.effect import trusted
from joren.measurement.experiments.rules.moments import Moments

from .planted import Shop, anytime, claims, looks, moments, simulate

SEEDS = 1_000
FEWEST_HELD = 926
NOTHING_HAPPENS = {
    "regulars": Shop(1500, 0.1, 14, 0.03, taste=0.7),
    "many days": Shop(1200, 0.2, 28, 0.05, taste=1.0),
    "alike every day": Shop(1500, 0.1, 14, 0.05, spread=0.6),
    "skewed, once each": Shop(2000, 0.1, 14, 0.03, spread=1.3, once=True),
    "nearly nobody buys": Shop(1500, 0.1, 14, 0.002, spread=1.2, taste=0.5),
    "halves": Shop(1000, 0.5, 14, 0.04, spread=1.0, taste=0.8),
    "a fifth is gone": Shop(1500, 0.1, 14, 0.04, taste=0.8, lost=0.2),
}


@pytest.mark.parametrize("shop", NOTHING_HAPPENS.values(), ids=NOTHING_HAPPENS)
def test_with_no_effect_it_worked_is_said_in_at_most_5_of_100_though_peeked_daily(shop):
    found = np.array([claims(looks(simulate(shop, seed))) for seed in range(SEEDS)])
    early_up, early_down, finally_up = found.T
    assert (early_up | finally_up).mean() <= 0.05, "early or in the end"
    assert (early_up | early_down).mean() <= 0.05, "early, either way"


def test_the_ordinary_interval_looked_at_daily_would_be_wrong_three_times_as_often():
    shop = NOTHING_HAPPENS["many days"]
    wrong = 0
    for seed in range(300):
        found = looks(simulate(shop, seed))
        wrong += bool((found.effect > 1.96 * found.error).any())
    assert wrong / 300 > 3 * 0.025


@pytest.mark.parametrize(
    "shop",
    [
        Shop(1500, 0.1, 14, 0.03, taste=0.7, lift=1.4),
        Shop(1500, 0.5, 14, 0.03, spread=1.0, lift=1.3),
        Shop(3000, 0.05, 7, 0.03, spread=1.2, lift=1.5),
        Shop(2000, 0.2, 14, 0.01, spread=1.0, taste=0.5, lift=2.0, lost=0.1),
    ],
    ids=["regulars", "halves", "few held back, skewed", "zero-heavy, some gone"],
)
def test_a_known_effect_is_inside_the_interval_in_95_of_100(shop):
    amount = np.exp(8 + shop.spread**2 / 2)
    if shop.taste:
        rates = np.random.default_rng(1).gamma(shop.taste, shop.buying / shop.taste, 2_000_000)
        per_day = np.minimum(0.95, np.minimum(0.9, rates) * shop.lift).mean() - np.minimum(0.9, rates).mean()
    else:
        per_day = shop.buying * (shop.lift - 1)
    days = np.arange(1, shop.days + 1)
    truth = per_day * amount * days
    at_end = always = 0
    for seed in range(SEEDS):
        found = looks(simulate(shop, seed))
        at_end += abs(found.effect[-1] - truth[-1]) <= 1.96 * found.error[-1]
        some = found.error > 0
        reach = anytime(np.where(some, found.progress, 1)) * found.error
        always += bool((np.abs(found.effect - truth) <= reach)[some].all())
    assert at_end >= FEWEST_HELD
    assert always >= FEWEST_HELD, "on every day of a campaign at once"


def test_the_exact_code_says_what_the_fast_one_says():
    for seed, shop in enumerate([*NOTHING_HAPPENS.values(), Shop(400, 0.3, 7, 0.1, taste=1.0, lift=1.5)]):
        seen = simulate(shop, seed)
        fast = looks(seen)
        for day in (0, shop.days // 2, shop.days - 1):
            treated, held_back = moments(seen, day)
            progress = progress_of_campaign(treated, held_back, (day + 1) / shop.days)
            if progress is None:
                assert fast.error[day] == 0
                continue
            assert progress == pytest.approx(fast.progress[day], rel=1e-9)
            adjusted = adjust(treated, held_back)
            samples = trusted(adjusted.treated, adjusted.held_back, min(treated.buyers, held_back.buyers))
            exact = difference_in_means(*samples, progress=progress)
            assert exact is not None
            assert exact.value == pytest.approx(fast.effect[day], rel=1e-9, abs=1e-9)
            assert exact.high - exact.value == pytest.approx(anytime(progress) * fast.error[day], rel=1e-9)


def test_a_strong_effect_may_be_known_before_the_end():
    shop = Shop(4000, 0.2, 14, 0.05, lift=2.0)
    treated, held_back = moments(simulate(shop, 7), 6)
    progress = progress_of_campaign(treated, held_back, 0.5)
    verdict = judge(treated, held_back, share=held_back.n / (held_back.n + treated.n), progress=progress)
    assert verdict.code is Code.UP
    assert verdict.money is not None
    final = judge(treated, held_back, verdict.held_back / (verdict.held_back + verdict.treated))
    assert final.money is not None
    assert verdict.money.per_person.low < final.money.per_person.low, "who may look at any time sees less sharply"


def test_a_journey_that_people_enter_day_by_day_claims_nothing_false():
    """Entries arrive one by one, each with a complete window; looked at from 150 on after every 50 of 3,000."""
    wrong = 0
    for seed in range(SEEDS):
        random = np.random.default_rng(seed)
        held = random.random(3000) < 0.1
        y = (random.random(3000) < 0.2) * np.round(random.lognormal(8, 1.0, 3000))
        wrong += bool(_ever(y, held))
    assert wrong / SEEDS <= 0.05


def _ever(y, held):
    upto = np.arange(150, 3001, 50)
    sums = [np.cumsum(values)[upto - 1] for values in (held, ~held, y * held, y * ~held, y**2 * held, y**2 * ~held)]
    back, sent, sum_b, sum_s, squares_b, squares_s = sums
    var_b = (squares_b - sum_b**2 / back) / (back - 1)
    var_s = (squares_s - sum_s**2 / sent) / (sent - 1)
    error = np.sqrt(np.maximum(var_b, var_s) / back + var_s / sent)
    return (np.abs(sum_s / sent - sum_b / back) > anytime(upto / 1000) * error).any()


def test_looking_at_ten_groups_claims_something_false_in_at_most_5_of_100():
    wrong = plainly = 0
    for seed in range(400):
        random = np.random.default_rng(seed)
        pairs = [(_sums(random, 270), _sums(random, 30)) for _ in range(10)]
        wrong += any(one.claimed for one in compare(pairs))
        plainly += any(compare([pair])[0].claimed for pair in pairs)
    assert wrong / 400 <= 0.05
    assert plainly / 400 > 0.15, "each for itself would be wrong this often"


def _sums(random, people):
    y = (random.random(people) < 0.6) * np.round(random.normal(3000, 800, people))
    return Moments(people, int(y.sum()), int((y**2).sum()), 0, 0, 0, int((y > 0).sum()))


def test_ratios_hold_the_truth():
    """Yen per purchase; the treated pay 10 % more for each, some buy often."""
    held = 0
    for seed in range(SEEDS):
        random = np.random.default_rng(seed)
        one, other = _ratio(random, 900, 1.1), _ratio(random, 300, 1.0)
        found = difference_in_ratios(one, other)
        assert found is not None
        held += found.low <= 0.1 * np.exp(8.125) <= found.high
    assert held >= FEWEST_HELD


def _ratio(random, people, more):
    often = random.poisson(random.gamma(0.8, 1.0, people))
    each = random.lognormal(8, 0.5, (people, int(often.max()) + 1))
    yen = np.round(more * np.where(np.arange(each.shape[1]) < often[:, None], each, 0)).sum(1)
    b = often.astype(float)
    return Ratio(
        people,
        int((often > 0).sum()),
        *(int(value) for value in (yen.sum(), (yen**2).sum(), b.sum(), (b**2).sum(), (yen * b).sum())),
    )


@pytest.mark.parametrize("progress", [0.01, 0.3, 1.0, 4.0])
def test_the_p_value_is_5_per_cent_where_the_interval_touches_zero(progress):
    assert anytime_p(anytime_reach(progress), progress) == pytest.approx(0.05)
    assert anytime_p(0.0, progress) == 1.0
    assert anytime_p(50.0, 1.0) == pytest.approx(0.0, abs=1e-12)


def test_the_interval_is_narrowest_where_it_is_tuned_and_never_as_narrow_as_once():
    widths = {progress: anytime_reach(progress) for progress in (0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 10.0)}
    assert min(widths, key=lambda progress: widths[progress]) in (0.9, 1.0, 1.1)
    assert min(widths.values()) > 3.0
    with pytest.raises(ValueError, match="something known"):
        anytime_reach(0.0)
