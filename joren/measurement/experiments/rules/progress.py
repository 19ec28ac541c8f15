"""How far an unfinished experiment is, on the clock that always-valid intervals are tuned by (see `anytime`).

A **campaign** watches the same people day by day. What is compared is the difference of two sums that grow, so its
clock is the variance of that difference. Whoever bought early tends to buy again later, so what comes is never less
tied to what came than for independent days, and by D. Slepian's inequality (Bell System Technical Journal 41, 1962)
such a process crosses the boundary no more often than the one the boundary was made for. Progress 1 is the variance to
be expected at the end: that of what the same people spent in as many days before.

A **journey** gets more people from day to day, each with a complete window. Its clock is the number of people, tuned
for the size at which owners begin to ask.
"""

from fractions import Fraction

from joren.measurement.experiments.rules.effect import adjust, trusted
from joren.measurement.experiments.rules.moments import Moments

TUNED_PEOPLE = 1_000


def progress_of_campaign(treated: Moments, held_back: Moments, elapsed: float) -> float | None:
    """Variance so far, as a share of that expected at the end; the share ``elapsed`` of the days (above 0 to 1) where
    nobody bought before. None while nothing varies or a group has fewer than 2 people.
    """
    if min(treated.n, held_back.n) < 2:  # noqa: PLR2004  # one person does not vary
        return None
    adjusted = adjust(treated, held_back)
    samples = trusted(adjusted.treated, adjusted.held_back, min(treated.buyers, held_back.buyers))
    now = sum(sample.variance_of_mean for sample in samples)
    if now == 0:
        return None
    people = treated.n + held_back.n
    expected = (treated.spread_x + held_back.spread_x) / (people - 2) * people / (treated.n * held_back.n)
    return float(Fraction(now) / expected) if expected else elapsed


def progress_of_journey(people: int) -> float | None:
    """People with a complete window, as a share of the number the interval is tuned for; None without people."""
    return people / TUNED_PEOPLE if people else None
