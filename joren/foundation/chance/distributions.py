"""Normal, Student t and chi-square distributions, with nothing but the standard library.

Accurate to about ten digits in the range the product uses (checked against published tables in the tests).
Every function raises ValueError for a probability outside (0, 1) or degrees of freedom that are not positive.
"""

from math import erfc, exp, inf, isfinite, lgamma, log1p, pi, sqrt
from statistics import NormalDist

from joren.foundation.chance.special import incomplete_beta, incomplete_gamma

_STANDARD = NormalDist()
_LARGE_DF = 1e6  # from here on t differs from the normal by less than one term of 1/df, which is then used
_TOLERANCE = 1e-13


def normal_cdf(z: float) -> float:
    """P(Z <= z) of the standard normal distribution."""
    return 0.5 * erfc(-z / sqrt(2))


def normal_quantile(p: float) -> float:
    """The z below which a share ``p`` (0 < p < 1) of the standard normal distribution lies."""
    return _STANDARD.inv_cdf(_probability(p))


def student_t_cdf(t: float, df: float) -> float:
    """P(T <= t) of Student's t with ``df`` > 0 degrees of freedom, which need not be whole."""
    _positive(df)
    return _t_tail(-t, df) if t < 0 else 1 - _t_tail(t, df)


def student_t_quantile(p: float, df: float) -> float:
    """The t below which a share ``p`` (0 < p < 1) of Student's t with ``df`` > 0 degrees of freedom lies.

    Newton's steps from the normal quantile: the tail is convex there, so they never overshoot.
    """
    _positive(df)
    tail = min(_probability(p), 1 - p)
    t = -normal_quantile(tail)
    step = inf
    while step > _TOLERANCE * max(t, 1.0):
        step = (_t_tail(t, df) - tail) / _t_density(t, df)
        t += step
    return -t if p < 1 / 2 else t


def chi_square_cdf(x: float, df: float) -> float:
    """P(X <= x) of chi-square with ``df`` > 0 degrees of freedom."""
    return incomplete_gamma(_positive(df) / 2, max(x, 0.0) / 2)[0]


def chi_square_survival(x: float, df: float) -> float:
    """P(X > x) of chi-square with ``df`` > 0 degrees of freedom: exact also where it is tiny (p-values)."""
    return incomplete_gamma(_positive(df) / 2, max(x, 0.0) / 2)[1]


def chi_square_quantile(p: float, df: float) -> float:
    """The x below which a share ``p`` (0 < p < 1) of chi-square with ``df`` > 0 lies, found by halving."""
    _probability(p)
    low, high = 0.0, _positive(df)
    while chi_square_cdf(high, df) < p:
        low, high = high, 2 * high
    while high - low > _TOLERANCE * high:
        middle = (low + high) / 2
        low, high = (middle, high) if chi_square_cdf(middle, df) < p else (low, middle)
    return (low + high) / 2


def _t_tail(t: float, df: float) -> float:
    """P(T > t) for t >= 0 (Abramowitz and Stegun 26.7.1; for very large df Fisher's first term)."""
    if df >= _LARGE_DF:
        return normal_cdf(-t) + exp(-t * t / 2) / sqrt(2 * pi) * (t**3 + t) / (4 * df)
    square = t * t
    return 0.5 * incomplete_beta(df / 2, 0.5, df / (df + square), square / (df + square))


def _t_density(t: float, df: float) -> float:
    if df >= _LARGE_DF:
        return exp(-t * t / 2) / sqrt(2 * pi)
    scale = lgamma((df + 1) / 2) - lgamma(df / 2) - (df + 1) / 2 * log1p(t * t / df)
    return exp(scale) / sqrt(df * pi)


def _probability(p: float) -> float:
    if not 0 < p < 1:
        raise ValueError(f"A probability must lie between 0 and 1, not {p}.")
    return p


def _positive(df: float) -> float:
    if not (df > 0 and isfinite(df)):
        raise ValueError(f"Degrees of freedom must be positive, not {df}.")
    return df
