"""BG/NBD and Gamma-Gamma against published figures, planted truth, and what must always hold."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.insight.predictions.rules.bg_nbd import BgNbd, CannotFit, History, fit_bg_nbd
from joren.insight.predictions.rules.gamma_gamma import correlation, fit_gamma_gamma
from joren.insight.predictions.rules.scores import figures, scored
from tests.shared_data import shared_data

from .simulated import TRUE, people

PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)


def cdnow():
    with shared_data("cdnow/cdnow_customers_summary_with_transactions.csv").open() as file:
        rows = [[float(row[name]) for name in ("x", "t_x", "T", "zbar")] for row in csv.DictReader(file)]
    return np.array(rows).T


def test_cdnow_gives_the_published_parameters_and_likelihood():
    x, t_x, age, _amount = cdnow()
    found = fit_bg_nbd(History.of(x, t_x, age))
    assert found.r == pytest.approx(0.243, rel=0.01)
    assert found.alpha == pytest.approx(4.414, rel=0.01)
    assert found.a == pytest.approx(0.793, rel=0.01)
    assert found.b == pytest.approx(2.426, rel=0.01)
    assert found.log_likelihood(History.of(x, t_x, age)) == pytest.approx(-9582.43, abs=0.01)


def test_cdnow_gives_the_published_amounts():
    x, _t_x, _age, amount = cdnow()
    found = fit_gamma_gamma(x, amount)
    assert (found.p, found.q, found.v) == (
        pytest.approx(6.25, rel=0.01),
        pytest.approx(3.74, rel=0.01),
        pytest.approx(15.44, rel=0.01),
    )
    assert correlation(x, amount) == pytest.approx(0.1138, abs=1e-4)


def test_the_example_of_the_paper():
    """Customer of Fader, Hardie and Lee's spreadsheet: x 2, t_x 30.43, T 38.86; 1.226 purchases in 39 weeks."""
    one = np.array([2.0]), np.array([30.43]), np.array([38.86])
    assert PUBLISHED.expected(39.0, *one)[0] == pytest.approx(1.226, abs=0.001)
    assert PUBLISHED.alive(*one)[0] == pytest.approx(0.7266, abs=0.001)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_truth_that_was_planted_is_found(seed):
    persons = people(4_000, seed=seed)
    ago = [(len(p.days_ago) - 1, p.days_ago[0] - p.days_ago[-1], p.days_ago[0]) for p in persons]
    x, recency, age = np.array(ago, dtype=float).T
    found = fit_bg_nbd(History.of(x, recency / 7, age / 7))
    assert found.r / found.alpha == pytest.approx(TRUE.r / TRUE.alpha, rel=0.15)  # purchases a week while alive
    assert found.a / (found.a + found.b) == pytest.approx(TRUE.a / (TRUE.a + TRUE.b), rel=0.25)  # leaving


def test_customers_who_are_alike_may_be_counted_together():
    x, t_x, age, _amount = cdnow()
    apart, together = fit_bg_nbd(History.of(x, t_x, age)), History.of(x, t_x, age).grouped()
    assert together.weight.sum() == 2_357 and len(together.weight) < 2_357
    assert fit_bg_nbd(together) == apart


@pytest.mark.parametrize("seed", range(5))
def test_fifty_customers_give_sensible_numbers(seed):
    x, t_x, age, _amount = cdnow()
    chosen = np.random.default_rng(seed).choice(len(x), 50, replace=False)
    found = fit_bg_nbd(History.of(x[chosen], t_x[chosen], age[chosen]))
    year = found.expected(52.0, x[chosen], t_x[chosen], age[chosen])
    assert 0.01 < found.r < 20 and 0.05 < found.alpha < 200
    assert np.isfinite(year).all() and year.mean() < 20


@pytest.mark.parametrize(
    ("x", "t_x", "age"),
    [([], [], []), ([0, 0, 0], [0, 0, 0], [5, 6, 7]), ([2, 3], [0, 0], [0, 0])],
    ids=["nobody", "nobody came again", "all at one moment"],
)
def test_nothing_is_fitted_to_nothing(x, t_x, age):
    with pytest.raises(CannotFit):
        fit_bg_nbd(History.of(x, t_x, age))


def test_amounts_need_ten_who_came_again():
    with pytest.raises(CannotFit):
        fit_gamma_gamma(np.array([1.0] * 9 + [0.0] * 50), np.array([1000.0] * 59))


def test_one_amount_for_all_is_what_everybody_spends():
    money = fit_gamma_gamma(np.full(50, 3.0), np.full(50, 1000.0))
    assert money.expected(np.array([0.0, 3.0]), np.array([0.0, 1000.0])) == pytest.approx([1000, 1000], rel=0.02)


weeks = st.floats(0.0, 520.0)


@given(x=st.integers(0, 5_000), last=weeks, more=weeks, silence=weeks)
def test_silence_lowers_the_chance_and_nothing_is_below_zero(x, last, more, silence):
    at = np.array([float(x)]), np.array([last if x else 0.0])
    sooner, later = (PUBLISHED.alive(*at, np.array([last + more + extra])) for extra in (0.0, silence))
    assert 0 <= later[0] <= sooner[0] <= 1
    year = PUBLISHED.expected(52.0, *at, np.array([last + more]))[0]
    assert np.isfinite(year) and year >= 0


@given(st.floats(0.01, 3.0))
def test_the_formula_holds_where_a_passes_one(a):
    at = np.array([3.0]), np.array([20.0]), np.array([25.0])
    around = [BgNbd(0.3, 4.0, value, 2.0).expected(52.0, *at)[0] for value in (a, a + 1e-5)]
    assert around[0] == pytest.approx(around[1], rel=1e-3)


def test_a_prediction_is_told_no_finer_than_it_is_known():
    assert figures(np.array([12_345.0, 0.123, 0.004, 0.0, np.nan]), 2)[:4].tolist() == [12_000, 0.12, 0.0, 0.0]
    assert figures(np.array([12_345.0, 98_765.4]), 3).tolist() == [12_300, 98_800]
    assert figures(np.array([12.34, 0.4]), 3, 1.0).tolist() == [12, 0]


def test_without_amounts_the_value_is_unknown():
    told = scored(PUBLISHED, None, *(np.array([value]) for value in (2.0, 30.43, 38.86, 0.0)))
    assert np.isnan(told.value[0]) and told.alive[0] == 73 and told.purchases[0] == 1.6
