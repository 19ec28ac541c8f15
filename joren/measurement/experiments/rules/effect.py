"""The effect on yen per person: difference of two means, and the adjustment by what was bought before."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt

from joren.foundation.chance import student_t_cdf, student_t_quantile
from joren.measurement.experiments.rules.anytime import anytime_p, anytime_reach
from joren.measurement.experiments.rules.moments import Moments

FEW_BUYERS = 50  # below this no group's own variance is believed to be smaller than the other group's


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and the interval that holds the truth with the stated confidence."""

    value: float
    low: float
    high: float

    def times(self, people: int) -> "Estimate":
        """The same for a whole group: value and bounds times a number of people."""
        return Estimate(self.value * people, self.low * people, self.high * people)

    @property
    def direction(self) -> int:
        """1 if the whole interval is above zero, -1 if below, 0 if zero is inside."""
        return (self.low > 0) - (self.high < 0)


@dataclass(frozen=True, slots=True)
class Sample:
    """Mean and variance (divisor n - 1) of one group; exact, so that no variance at all is exactly 0."""

    n: int
    mean: Fraction
    variance: Fraction

    @property
    def variance_of_mean(self) -> Fraction:
        """Square of the standard error of the mean."""
        return self.variance / self.n


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Both groups after the adjustment by the amount before the send.

    ``theta`` is the yen taken off for each yen spent before; 0 means that the plain amounts are used.
    ``variance_reduction`` is the share of the variance of the difference that the adjustment removed (0 to
    1).
    """

    treated: Sample
    held_back: Sample
    theta: float
    variance_reduction: float


def difference_in_means(
    treated: Sample, held_back: Sample, confidence: float = 0.95, *, progress: float | None = None
) -> Estimate | None:
    """Mean of the treated minus that of the held back, each with its variance (Welch 1947, Biometrika 34).

    The interval uses Student's t with Satterthwaite's degrees of freedom (1946, Biometrics Bulletin 2); with
    ``progress`` it is the always-valid one (see `anytime`). None where nothing varies: without any variation
    there is nothing to judge the difference against. Each group needs 2 people.
    """
    squares = treated.variance_of_mean + held_back.variance_of_mean
    if squares == 0:
        return None
    difference = float(treated.mean - held_back.mean)
    if progress is None:
        errors = student_t_quantile((1 + confidence) / 2, _satterthwaite(treated, held_back))
    else:
        errors = anytime_reach(progress, confidence)
    reach = errors * sqrt(squares)
    return Estimate(difference, difference - reach, difference + reach)


def p_of_difference(treated: Sample, held_back: Sample, *, progress: float | None = None) -> float:
    """How odd the difference would be without any effect (two-sided); 1 where nothing varies.

    It is below 1 - confidence exactly where the interval of `difference_in_means` leaves zero out.
    """
    squares = treated.variance_of_mean + held_back.variance_of_mean
    if squares == 0:
        return 1.0
    z = abs(float(treated.mean - held_back.mean)) / sqrt(squares)
    if progress is not None:
        return anytime_p(z, progress)
    return 2 * student_t_cdf(-z, _satterthwaite(treated, held_back))


def standard_error(treated: Sample, held_back: Sample) -> float:
    """Standard error of the difference of the two means."""
    return sqrt(treated.variance_of_mean + held_back.variance_of_mean)


def adjust(treated: Moments, held_back: Moments) -> Adjusted:
    """Take off what was foreseeable: y - theta x, theta = cov(x, y) / var(x) within the groups (CUPED).

    Deng, Xu, Kohavi, Walker 2013 (WSDM), "Improving the sensitivity of online controlled experiments by
    utilizing pre-experiment data". The expected difference stays the same because assignment cannot change
    the past. Where the adjustment would not narrow the interval, or nothing was bought before, the plain
    amounts are used. Each group needs 2 people.
    """
    theta = _theta(treated, held_back)
    plain = _sample(treated, Fraction(0)), _sample(held_back, Fraction(0))
    adjusted = _sample(treated, theta), _sample(held_back, theta)
    before = sum(sample.variance_of_mean for sample in plain)
    after = sum(sample.variance_of_mean for sample in adjusted)
    if after >= before:
        return Adjusted(*plain, theta=0.0, variance_reduction=0.0)
    return Adjusted(*adjusted, theta=float(theta), variance_reduction=float(1 - Fraction(after) / before))


def trusted(treated: Sample, held_back: Sample, fewest_buyers: int) -> tuple[Sample, Sample]:
    """The smaller group is never believed to vary less than the larger one; with few buyers neither group is.

    A small group whose big spenders happen to be missing shows a low mean *and* a variance far too small, so that
    Welch's interval would take chance for success (in the extreme: no buyer at all, variance 0). The larger group
    knows better how such people vary. With fewer than 50 buyers in a group even that one does not.
    """
    larger = max(treated.variance, held_back.variance)
    few = fewest_buyers < FEW_BUYERS
    return (
        replace(treated, variance=larger) if few or treated.n < held_back.n else treated,
        replace(held_back, variance=larger) if few or held_back.n < treated.n else held_back,
    )


def _theta(treated: Moments, held_back: Moments) -> Fraction:
    spread = treated.spread_x + held_back.spread_x
    return (treated.spread_xy + held_back.spread_xy) / spread if spread else Fraction(0)


def _sample(group: Moments, theta: Fraction) -> Sample:
    spread = group.spread_y - 2 * theta * group.spread_xy + theta**2 * group.spread_x
    return Sample(group.n, group.mean_y - theta * group.mean_x, spread / (group.n - 1))


def _satterthwaite(treated: Sample, held_back: Sample) -> float:
    one, other = treated.variance_of_mean, held_back.variance_of_mean
    return float((one + other) ** 2 / (one**2 / (treated.n - 1) + other**2 / (held_back.n - 1)))
