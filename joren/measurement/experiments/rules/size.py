"""What could be seen with this audience, before anything is sent.

The smallest effect that would show with 80 % chance at 5 % two-sided (the minimum detectable effect; R. Lehr 1992, R.
Kohavi et al. 2009): (z_0.975 + z_0.8) x sqrt(s^2 (1 - r^2) (1/sent + 1/held back)), s the standard deviation of what
these people spent lately, r its correlation with what they spent before, which CUPED takes off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from joren.foundation.chance import normal_quantile
from joren.foundation.chance.assignment import held_back_number
from joren.measurement.experiments.rules.moments import Moments
from joren.measurement.experiments.rules.power import POWER

SHARES = tuple(Fraction(share, 100) for share in (5, 10, 20, 30, 50))


@dataclass(frozen=True, slots=True)
class Sight:
    """What an audience of ``people`` shows when ``held_back`` of them get nothing, over ``days``.

    ``each`` is the smallest visible effect in yen per person, ``total`` for everybody sent to, ``relative`` as a share
    of what they spend anyway (None where nothing), ``buyers`` the fewest visible extra buyers.
    """

    days: int
    share: Fraction
    people: int
    held_back: int
    each: float
    relative: float | None
    buyers: float

    @property
    def total(self) -> float:
        """Extra yen of everybody sent to."""
        return self.each * (self.people - self.held_back)


def sight(history: Moments, people: int, share: Fraction, days: int) -> Sight | None:
    """What ``people`` like those of ``history`` (y: spent in the last ``days``, x: in as many before) would show.

    None where a group would have fewer than 10 people or nobody bought anything.
    """
    held_back = held_back_number(people, share)
    sent = people - held_back
    if min(held_back, sent) < 10 or history.n < 2 or history.spread_y == 0:  # noqa: PLR2004
        return None
    errors = (normal_quantile(0.975) + normal_quantile(POWER)) * sqrt(1 / sent + 1 / held_back)
    each = errors * sqrt(history.spread_y / (history.n - 1) * (1 - correlation(history) ** 2))
    buying = history.buyers / history.n
    return Sight(
        days=days,
        share=share,
        people=people,
        held_back=held_back,
        each=each,
        relative=each / float(history.mean_y) if history.mean_y > 0 else None,
        buyers=errors * sqrt(buying * (1 - buying)) * sent,
    )


def correlation(history: Moments) -> Fraction:
    """Correlation of what was spent lately with what was spent before, without its sign; 0 where nothing varies."""
    product = history.spread_x * history.spread_y
    return Fraction(sqrt(history.spread_xy**2 / product)).limit_denominator(10**9) if product else Fraction(0)


def recommended(sights: Sequence[Sight], worth: float) -> Sight | None:
    """The cheapest that shows an effect of ``worth`` (a share of what they spend anyway): fewest held back, then
    fewest days. None where none does.
    """
    enough = [one for one in sights if one.relative is not None and one.relative <= worth]
    return min(enough, key=lambda one: (one.held_back, one.days)) if enough else None
