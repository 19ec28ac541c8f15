"""Measures that are a ratio of two sums over people: yen per purchase, purchases per buyer, clicks per message.

The unit of chance is the person, who may have several purchases, so the ratio's variance is not that of purchases. The
delta method gives it from sums over people (A. Deng, U. Knoblich, J. Lu, "Applying the delta method in metric
analytics", KDD 2018): var(A/B) = (var a - 2 R cov(a, b) + R^2 var b) / (n mean(b)^2), R = A/B.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from joren.foundation.chance import normal_quantile
from joren.measurement.experiments.rules.anytime import anytime_reach
from joren.measurement.experiments.rules.effect import Estimate

Amount = int | Decimal
FEWEST_BEHIND = 25


@dataclass(frozen=True, slots=True)
class Ratio:
    """Sums over the ``n`` people of one group of a numerator ``a`` and a denominator ``b``; exact (int or Decimal).

    ``carriers`` counts the people whose ``b`` is not 0: below 25 the method is not trusted.
    """

    n: int
    carriers: int
    sum_a: Amount
    sum_aa: Amount
    sum_b: Amount
    sum_bb: Amount
    sum_ab: Amount

    @classmethod
    def of(cls, people: Iterable[tuple[Amount, Amount]]) -> "Ratio":
        """The sums of people listed one by one as (a, b)."""
        rows = list(people)
        return cls(
            n=len(rows),
            carriers=sum(b != 0 for _, b in rows),
            sum_a=sum(a for a, _ in rows),
            sum_aa=sum(a * a for a, _ in rows),
            sum_b=sum(b for _, b in rows),
            sum_bb=sum(b * b for _, b in rows),
            sum_ab=sum(a * b for a, b in rows),
        )

    @property
    def value(self) -> Fraction | None:
        """The ratio of the sums; None where the denominator is 0."""
        return Fraction(self.sum_a) / Fraction(self.sum_b) if self.sum_b else None

    @property
    def variance(self) -> Fraction | None:
        """Variance of the ratio by the delta method; None where it has no value or fewer than 2 people."""
        ratio = self.value
        if ratio is None or self.n < 2:  # noqa: PLR2004  # one person does not vary
            return None
        a, b, both = self._spread(self.sum_a, self.sum_a, self.sum_aa), self._spread_b, self._spread_ab
        mean = Fraction(self.sum_b) / self.n
        return (a - 2 * ratio * both + ratio**2 * b) / (self.n - 1) / (self.n * mean**2)

    @property
    def _spread_b(self) -> Fraction:
        return self._spread(self.sum_b, self.sum_b, self.sum_bb)

    @property
    def _spread_ab(self) -> Fraction:
        return self._spread(self.sum_a, self.sum_b, self.sum_ab)

    def _spread(self, one: Amount, other: Amount, both: Amount) -> Fraction:
        return Fraction(both) - Fraction(one) * Fraction(other) / self.n


def difference_in_ratios(
    treated: Ratio, held_back: Ratio, confidence: float = 0.95, *, progress: float | None = None
) -> Estimate | None:
    """The treated's ratio minus that of the held back. None where a group has fewer than 25 people behind its ratio."""
    if min(treated.carriers, held_back.carriers) < FEWEST_BEHIND:
        return None
    one, other = treated.variance, held_back.variance
    if one is None or other is None or treated.value is None or held_back.value is None or one + other == 0:
        return None
    errors = normal_quantile((1 + confidence) / 2) if progress is None else anytime_reach(progress, confidence)
    difference, reach = float(treated.value - held_back.value), errors * sqrt(one + other)
    return Estimate(difference, difference - reach, difference + reach)
