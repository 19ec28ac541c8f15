"""How many people a comparison needs, decided before anything is sent; and what a given number can show.

Two-sided level `alpha`, chance `power` of showing an effect that is there. With more than two groups each is compared
with each, and `alpha` is shared among the comparisons (Bonferroni). Formula of the difference of two shares: J. L.
Fleiss, B. Levin, M. C. Paik, *Statistical Methods for Rates and Proportions*, 3rd ed. 2003, formula 4.14; of two means:
R. Lehr, *Statistics in Medicine* 11, 1992, with the exact quantiles.
"""

from math import ceil, comb, sqrt

from joren.foundation.chance.distributions import normal_quantile

ALPHA, POWER = 0.05, 0.8
_STEPS = 60


def people_for_shares(
    base: float, effect: float, *, groups: int = 2, alpha: float = ALPHA, power: float = POWER
) -> int:
    """People in each of `groups` so that a share of `base` (0 to 1) against `base` + `effect` shows.

    Raises ValueError for shares outside 0 to 1, no effect, or fewer than two groups.
    """
    other = base + effect
    if not (0 <= base <= 1 and 0 <= other <= 1 and effect):
        raise ValueError(f"Not two different shares between 0 and 1: {base} and {other}.")
    level, chance = _quantiles(groups, alpha, power)
    mean = (base + other) / 2
    spread = level * sqrt(2 * mean * (1 - mean)) + chance * sqrt(base * (1 - base) + other * (1 - other))
    return ceil((spread / effect) ** 2)


def people_for_means(
    deviation: float, effect: float, *, groups: int = 2, alpha: float = ALPHA, power: float = POWER
) -> int:
    """People in each of `groups` so that means `effect` apart show, each person varying by `deviation`.

    Raises ValueError for no effect, a deviation that is not positive, or fewer than two groups.
    """
    if not effect or deviation <= 0:
        raise ValueError(f"Not an effect with a positive deviation: {effect}, {deviation}.")
    return ceil(2 * (sum(_quantiles(groups, alpha, power)) * deviation / effect) ** 2)


def smallest_difference_in_shares(
    base: float, people: int, *, groups: int = 2, alpha: float = ALPHA, power: float = POWER
) -> float | None:
    """The smallest rise from `base` that so many people in each group would show; None when not even all would."""
    if people < 1 or not 0 <= base < 1 or people_for_shares(base, 1 - base, groups=groups) > people:
        return None
    low, high = 0.0, 1 - base
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle and people_for_shares(base, middle, groups=groups, alpha=alpha, power=power) <= people:
            high = middle
        else:
            low = middle
    return high


def _quantiles(groups: int, alpha: float, power: float) -> tuple[float, float]:
    if groups < 2:  # noqa: PLR2004
        raise ValueError("A comparison needs at least two groups.")
    return normal_quantile(1 - alpha / 2 / comb(groups, 2)), normal_quantile(power)
