"""The distributions, against printed tables (in the document), closed forms and each other."""

from math import atan, exp, isclose, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.foundation.chance import (
    chi_square_cdf,
    chi_square_quantile,
    chi_square_survival,
    normal_cdf,
    normal_quantile,
    student_t_cdf,
    student_t_quantile,
)
from tests.worked_numbers import agrees, number, worked

probabilities = st.floats(1e-6, 1 - 1e-6)
degrees = st.floats(0.7, 1e8)


@pytest.mark.parametrize("row", worked("experiments", "student_t"))
def test_t_quantiles_are_those_of_the_printed_table(row):
    assert agrees(row["t"], student_t_quantile(number(row["p"]), number(row["df"])))


@pytest.mark.parametrize("row", worked("experiments", "chi_square"))
def test_chi_square_quantiles_are_those_of_the_printed_table(row):
    assert agrees(row["x"], chi_square_quantile(number(row["p"]), number(row["df"])))


@given(st.floats(-40, 40))
def test_t_with_one_and_two_degrees_of_freedom_has_its_closed_form(t):
    assert isclose(student_t_cdf(t, 1), 0.5 + atan(t) / pi, abs_tol=1e-12)
    assert isclose(student_t_cdf(t, 2), 0.5 + t / (2 * sqrt(2 + t * t)), abs_tol=1e-12)


@given(st.floats(0, 200))
def test_chi_square_with_one_and_two_degrees_of_freedom_has_its_closed_form(x):
    assert isclose(chi_square_survival(x, 2), exp(-x / 2), rel_tol=1e-10)
    assert isclose(chi_square_survival(x, 1), 2 * normal_cdf(-sqrt(x)), rel_tol=1e-10)


@given(probabilities, degrees)
def test_t_quantile_undoes_the_distribution_function(p, df):
    assert isclose(student_t_cdf(student_t_quantile(p, df), df), p, rel_tol=1e-9)


@given(st.floats(1e-3, 0.999), st.floats(0.7, 500))
def test_chi_square_quantile_undoes_the_distribution_function(p, df):
    assert isclose(chi_square_cdf(chi_square_quantile(p, df), df), p, rel_tol=1e-9)


def test_t_passes_smoothly_into_the_normal_for_very_many_people():
    below, above = student_t_quantile(0.975, 999_999), student_t_quantile(0.975, 1_000_001)
    assert isclose(below, above, rel_tol=1e-9)
    assert isclose(student_t_quantile(0.975, 1e12), normal_quantile(0.975), rel_tol=1e-11)


def test_very_small_p_values_keep_their_digits():
    assert isclose(chi_square_survival(50, 1), 1.5374597944280349e-12, rel_tol=1e-10)
    assert isclose(student_t_cdf(-10, 30), 2.2e-11, rel_tol=0.05)


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.1, float("nan")])
def test_a_probability_outside_0_to_1_is_refused(p):
    for quantile in (normal_quantile, lambda p: student_t_quantile(p, 5), lambda p: chi_square_quantile(p, 5)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            quantile(p)


@pytest.mark.parametrize("df", [0, -1, float("nan"), float("inf")])
def test_degrees_of_freedom_that_are_none_are_refused(df):
    for call in (student_t_cdf, chi_square_cdf, chi_square_survival):
        with pytest.raises(ValueError, match="positive"):
            call(1.0, df)
