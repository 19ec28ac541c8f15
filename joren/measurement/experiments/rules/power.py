"""How many people it would take to know."""

from fractions import Fraction
from math import ceil, floor, log10

from joren.foundation.chance import normal_quantile

POWER = 0.8


def people_needed(
    *,
    treated_variance: float,
    held_back_variance: float,
    effect: float,
    share: float,
    confidence: float = 0.95,
) -> int | None:
    """People in the whole audience for an 80 % chance to show ``effect`` per person, two-sided.

    (z_confidence + z_power)^2 x (treated variance / (1 - share) + held-back variance / share) / effect^2,
    ``share`` held back (0 < share < 1); for two equal groups this is Lehr's rule 16 variance / effect^2 in
    each (Lehr 1992, Statistics in Medicine 11; Kohavi et al. 2009, Data Mining and Knowledge Discovery 18).
    None without an effect or a variance.
    """
    spread = treated_variance / (1 - share) + held_back_variance / share
    if effect == 0 or spread == 0:
        return None
    z = normal_quantile((1 + confidence) / 2) + normal_quantile(POWER)
    return ceil(z * z * spread / (effect * effect))


def interesting_effect(observed: float, held_back_mean: float, least: Fraction) -> float:
    """The effect to plan for: the observed one, at least the share ``least`` of the held-back mean."""
    return max(abs(observed), abs(held_back_mean) * float(least))


def rounded_up(people: int) -> int:
    """The number to show after "about": two digits count, rounded up (12,345 -> 13,000)."""
    step = 10 ** max(0, floor(log10(people)) - 1) if people > 0 else 1
    return -(-people // step) * step
