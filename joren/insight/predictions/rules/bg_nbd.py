"""BG/NBD: how often a customer buys while being one, and the chance of still being one.

While alive a customer buys at a rate of their own (a Poisson process; rates are gamma distributed, shape r and rate
α); after each purchase they may leave for good, with a chance of their own (beta distributed, a and b). From Fader,
Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2), and Hardie's notes.

`frequency` x is the number of purchases after the first, `recency` t_x the time of the last and `age` T the time until
now, both since the first purchase and in one unit (weeks here). Arrays of one length.
"""

from dataclasses import astuple, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, expit, gammaln, hyp2f1

from .priors import Prior

Floats = NDArray[np.float64]

_PRIOR: Final = Prior(center=(0.5, 6.0, 0.8, 2.5), spread=2.0)
"""Weak: as much as a customer or two. With hundreds it moves nothing; with fifty it keeps the fit from running away.

The centre is the order of magnitude of the fits published for shops (weeks)."""
_NEAR_ONE: Final = 1e-6


class CannotFit(ValueError):
    """The purchases say too little to fit anything: nobody came twice, or all at one moment."""


@dataclass(frozen=True, slots=True)
class History:
    """What the model needs of each customer; `weight`: how many customers are alike in all of it."""

    frequency: Floats
    recency: Floats
    age: Floats
    weight: Floats

    @classmethod
    def of(cls, frequency: Any, recency: Any, age: Any, weight: Any = None) -> "History":
        """From any sequences; a weight of 1 where none is given."""
        x, t_x, t = (np.asarray(values, dtype=np.float64) for values in (frequency, recency, age))
        return cls(x, t_x, t, np.ones_like(x) if weight is None else np.asarray(weight, dtype=np.float64))

    def grouped(self) -> "History":
        """The same with customers who are alike counted together."""
        rows = np.column_stack((self.frequency, self.recency, self.age))
        found, place = np.unique(rows, axis=0, return_inverse=True)
        weight: Floats = np.bincount(place.ravel(), weights=self.weight, minlength=len(found)).astype(np.float64)
        return History(found[:, 0], found[:, 1], found[:, 2], weight)


@dataclass(frozen=True, slots=True)
class BgNbd:
    """A fitted model. `r`, `a` and `b` have no unit, `alpha` is in the unit of time."""

    r: float
    alpha: float
    a: float
    b: float

    def log_likelihood(self, history: History) -> float:
        """Of the customers, in nats; equation 6 of the paper."""
        return float(_likelihood(np.log(astuple(self)), history)[0])

    def alive(self, frequency: Floats, recency: Floats, age: Floats) -> Floats:
        """The chance of still being a customer, 0 to 1; 1 for who bought once, of whom the model knows no leaving."""
        x, t_x, t = frequency, recency, age
        gone = np.log(self.a / (self.b + np.maximum(x, 1) - 1))
        gone = gone + (self.r + x) * (np.log(self.alpha + t) - np.log(self.alpha + t_x))
        chance: Floats = np.where(x > 0, expit(-gone), 1.0)
        return chance

    def expected(self, ahead: float, frequency: Floats, recency: Floats, age: Floats) -> Floats:
        """Purchases to be expected in the time ahead; equation 10, in Euler's form, which does not overflow."""
        x, t = frequency, age
        a = self.a if abs(self.a - 1) > _NEAR_ONE else 1 + _NEAR_ONE
        stays = (self.alpha + t) / (self.alpha + t + ahead)
        series = hyp2f1(a + self.b - 1 - self.r, a - 1, a + self.b + x - 1, 1 - stays)
        number = (a + self.b + x - 1) / (a - 1) * (1 - stays ** (a - 1) * series)
        expected: Floats = np.maximum(number, 0.0) * self.alive(frequency, recency, age)
        return expected

    def interval(self, frequency: Floats, recency: Floats) -> Floats:
        """The time within which half of those alike buy again after their last purchase, if they stay customers.

        The median of the Lomax distribution that the purchases up to the last one leave of the next interval.
        """
        return (self.alpha + recency) * (2 ** (1 / (self.r + frequency)) - 1)


def fit_bg_nbd(history: History) -> BgNbd:
    """The model that makes the histories most likely, under a weak prior. Raises `CannotFit`."""
    found = history.grouped()
    if not len(found.age) or not found.frequency.any() or found.age.max() <= 0:
        raise CannotFit
    result: Any = minimize(
        _objective,
        _PRIOR.start(),
        args=(found,),
        jac=True,
        method="L-BFGS-B",
        bounds=_PRIOR.bounds(),
        options=_PATIENCE,
    )  # type: ignore[no-untyped-call]
    if not np.isfinite(result.fun):
        raise CannotFit
    return BgNbd(*(float(value) for value in np.exp(result.x)))


_PATIENCE: Final = {"maxiter": 500, "ftol": 1e-13, "gtol": 1e-9}


def _objective(logs: Floats, history: History) -> tuple[float, Floats]:
    """What is minimised, per customer, with its gradient; over the logarithms of the parameters."""
    value, slope = _likelihood(logs, history)
    prior, prior_slope = _PRIOR.log_density(logs)
    people = history.weight.sum()
    return -(value + prior) / people, -(slope + prior_slope) / people


def _likelihood(logs: Floats, history: History) -> tuple[float, Floats]:
    r, alpha, a, b = np.exp(logs)
    x, weight = history.frequency, history.weight
    counts, place = np.unique(x, return_inverse=True)  # gamma functions are dear, and few frequencies differ
    late, last = np.log(alpha + history.age), np.log(alpha + history.recency)
    stayed = -(r + x) * late
    left = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * last, -np.inf)
    either = np.logaddexp(stayed, left)
    by_count = gammaln(r + counts) - gammaln(r) + r * np.log(alpha)
    by_count += gammaln(a + b) + gammaln(b + counts) - gammaln(b) - gammaln(a + b + counts)
    value = weight @ (by_count[place] + either)

    if_stayed, if_left = np.exp(stayed - either), np.exp(left - either)
    both = digamma(a + b) - digamma(a + b + counts)
    slope = np.array(
        [
            weight @ ((digamma(r + counts) - digamma(r))[place] + np.log(alpha) - if_stayed * late - if_left * last),
            weight @ (r / alpha - (r + x) * (if_stayed / (alpha + history.age) + if_left / (alpha + history.recency))),
            weight @ (both[place] + if_left / a),
            weight @ ((both + digamma(b + counts) - digamma(b))[place] - if_left / (b + np.maximum(x, 1) - 1)),
        ]
    )
    return float(value), slope * np.exp(logs)
