"""Gamma-Gamma: what a customer spends at a purchase, drawn towards the others the less is known of them.

Purchases of a customer scatter around their own mean with a gamma distribution (shape p), and the means of customers
with another one (q, v). From Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value. It supposes that how
much somebody spends has nothing to do with how often they come; `correlation` says how far that is true.
"""

from dataclasses import astuple, dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from .bg_nbd import CannotFit
from .priors import Prior

Floats = NDArray[np.float64]

_PRIOR: Final = Prior(center=(4.0, 4.0, 0.75), spread=5.0)
"""Weak, for amounts measured in the mean amount."""
_PATIENCE: Final = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9}
_LEAST: Final = 10


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted model. `p` and `q` have no unit, `v` is money."""

    p: float
    q: float
    v: float

    @property
    def mean(self) -> float:
        """What a purchase of a customer of whom nothing is known brings; infinite for q up to 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    def expected(self, frequency: Floats, amount: Floats) -> Floats:
        """The mean of a purchase to come, given x purchases of that mean amount; x = 0 gives everybody's mean."""
        known = self.p * frequency
        return self.p * (self.v + frequency * amount) / (known + self.q - 1)

    def log_likelihood(self, frequency: Floats, amount: Floats) -> float:
        """Of customers with x > 0, in nats."""
        return _likelihood(np.log(astuple(self)), frequency, amount)[0]


def fit_gamma_gamma(frequency: Floats, amount: Floats) -> GammaGamma:
    """Fit to the customers with at least one repeat purchase of a positive mean amount. Raises `CannotFit`."""
    use = (frequency > 0) & (amount > 0)
    x, m = frequency[use], amount[use]
    if len(x) < _LEAST:
        raise CannotFit
    scale = float(m.mean())
    start = _PRIOR.start()
    result = minimize(
        _objective, start, args=(x, m / scale), jac=True, method="L-BFGS-B", bounds=_PRIOR.bounds(), options=_PATIENCE
    )  # type: ignore[no-untyped-call]
    p, q, v = (float(value) for value in np.exp(result.x))
    if not np.isfinite(result.fun) or q <= 1:
        raise CannotFit
    return GammaGamma(p, q, v * scale)


def correlation(frequency: Floats, amount: Floats) -> float:
    """Pearson's between how often and how much, of those with x > 0; 0 where nothing varies."""
    use = (frequency > 0) & (amount > 0)
    x, m = frequency[use], amount[use]
    if len(x) <= 1 or x.std() == 0 or m.std() == 0:
        return 0.0
    return float(np.corrcoef(x, m)[0, 1])


def _objective(logs: Floats, x: Floats, m: Floats) -> tuple[float, Floats]:
    value, slope = _likelihood(logs, x, m)
    prior, prior_slope = _PRIOR.log_density(logs)
    return -(value + prior) / len(x), -(slope + prior_slope) / len(x)


def _likelihood(logs: Floats, x: Floats, m: Floats) -> tuple[float, Floats]:
    p, q, v = np.exp(logs)
    counts, place = np.unique(x, return_inverse=True)  # gamma functions are dear, and few frequencies differ
    paid = x * m + v
    all_of_it = np.log(paid)
    by_count = gammaln(p * counts + q) - gammaln(p * counts) - gammaln(q) + q * np.log(v) + p * counts * np.log(counts)
    value = np.sum(by_count[place] + (p * x - 1) * np.log(m) - (p * x + q) * all_of_it)
    more = digamma(p * counts + q)
    slope = np.array(
        [
            np.sum((counts * (more - digamma(p * counts) + np.log(counts)))[place] + x * (np.log(m) - all_of_it)),
            np.sum((more - digamma(q))[place] + np.log(v) - all_of_it),
            np.sum(q / v - (p * x + q) / paid),
        ]
    )
    return float(value), slope * np.exp(logs)
