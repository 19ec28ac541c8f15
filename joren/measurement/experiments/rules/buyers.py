"""The effect on the share of people who bought, with an interval that holds for few buyers too."""

from math import hypot, sqrt

from joren.foundation.chance import normal_quantile
from joren.measurement.experiments.rules.anytime import anytime_reach
from joren.measurement.experiments.rules.effect import Estimate


def wilson(buyers: int, people: int, confidence: float = 0.95, *, progress: float | None = None) -> tuple[float, float]:
    """Score interval of a share, within 0 to 1 (Wilson 1927, J. of the American Statistical Association 22).

    With ``progress`` as wide as an always-valid interval is (see `anytime`).
    Raises ValueError unless 0 <= buyers <= people and there are people.
    """
    if not 0 <= buyers <= people or people == 0:
        raise ValueError(f"{buyers} buyers among {people} people is not a share.")
    z = normal_quantile((1 + confidence) / 2) if progress is None else anytime_reach(progress, confidence)
    middle = (buyers + z * z / 2) / (people + z * z)
    reach = z * sqrt(buyers * (people - buyers) / people + z * z / 4) / (people + z * z)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def difference_in_shares(
    treated_buyers: int,
    treated: int,
    held_back_buyers: int,
    held_back: int,
    confidence: float = 0.95,
    *,
    progress: float | None = None,
) -> Estimate:
    """Share of buyers among the treated minus that among the held back (-1 to 1), hybrid score interval.

    Newcombe 1998, Statistics in Medicine 17, 873-890, method 10. Raises ValueError for a group without
    people. With ``progress`` always valid.
    """
    low_1, high_1 = wilson(treated_buyers, treated, confidence, progress=progress)
    low_2, high_2 = wilson(held_back_buyers, held_back, confidence, progress=progress)
    share_1, share_2 = treated_buyers / treated, held_back_buyers / held_back
    difference = share_1 - share_2
    return Estimate(
        difference,
        difference - hypot(share_1 - low_1, high_2 - share_2),
        difference + hypot(high_1 - share_1, share_2 - low_2),
    )
