"""The two special functions behind the distributions: the incomplete beta and the incomplete gamma function.

Continued fractions by the modified Lentz method and the power series, as in Press et al., Numerical Recipes,
3rd ed. 2007, sections 6.2 and 6.4 (formulas from Abramowitz and Stegun 6.5.29, 6.5.31 and 26.5.8).
"""

from collections.abc import Callable
from itertools import count
from math import exp, lgamma, log, log1p

_EPSILON = 1e-16
_TINY = 1e-300
_MOST_STEPS = 100_000


def incomplete_beta(a: float, b: float, x: float, complement: float) -> float:
    """Regularised incomplete beta function I_x(a, b) for a, b > 0 and 0 <= x <= 1.

    ``complement`` is 1 - x, handed in because the caller can compute it without cancellation.
    """
    if x <= 0:
        return 0.0
    if complement <= 0:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, complement, x)
    log_x = log1p(-complement) if complement < x else log(x)
    log_complement = log1p(-x) if x < complement else log(complement)
    scale = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log_x + b * log_complement
    return exp(scale) / (a * _continued_fraction(lambda step: (_beta_term(step, a, b, x), 1.0)))


def incomplete_gamma(a: float, x: float) -> tuple[float, float]:
    """Regularised lower and upper incomplete gamma functions (P(a, x), Q(a, x)) for a > 0 and x >= 0."""
    if x <= 0:
        return 0.0, 1.0
    scale = exp(a * log(x) - x - lgamma(a))
    if x < a + 1:
        lower = scale * _gamma_series(a, x)
        return lower, 1 - lower
    fraction = _continued_fraction(lambda step: (-step * (step - a), x + 2 * step + 1 - a), first=x + 1 - a)
    upper = scale / fraction
    return 1 - upper, upper


def _beta_term(step: int, a: float, b: float, x: float) -> float:
    m = step // 2
    if step % 2 == 0:
        return m * (b - m) * x / ((a + step - 1) * (a + step))
    return -(a + m) * (a + b + m) * x / ((a + step - 1) * (a + step))


def _gamma_series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in count(1):
        term *= x / (a + step)
        total += term
        if term < total * _EPSILON:
            break
    return total


def _continued_fraction(terms: Callable[[int], tuple[float, float]], first: float = 1.0) -> float:
    """first + a1/(b1 + a2/(b2 + ...)) where ``terms(i)`` is (a_i, b_i)."""
    value = first or _TINY
    c, d = value, 0.0
    for step in range(1, _MOST_STEPS):
        a, b = terms(step)
        d = 1 / ((b + a * d) or _TINY)
        c = (b + a / c) or _TINY
        value *= c * d
        if abs(c * d - 1) <= 2 * _EPSILON:
            return value
    raise ArithmeticError("A continued fraction did not settle.")
