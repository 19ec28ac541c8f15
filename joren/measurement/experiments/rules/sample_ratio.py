"""Is the split of people still the planned one? If not, people were lost and no number can be trusted."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from joren.foundation.chance import chi_square_survival

ALARM = 0.001


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """How many people were found in each group, how many were expected (not whole), and how odd that is."""

    treated: int
    held_back: int
    expected_treated: float
    expected_held_back: float
    p: float

    @property
    def mismatch(self) -> bool:
        """True when a split this far from plan happens by chance less than once in a thousand times."""
        return self.p < ALARM


def check_sample_ratio(treated: int, held_back: int, share: Fraction | Decimal) -> SampleRatio:
    """Compare the people found with the planned held-back ``share`` (above 0, below 1) by chi-square, 1 df.

    Fabijan et al. 2019 (KDD), "Diagnosing sample ratio mismatch in online controlled experiments". Raises
    ValueError for a share outside 0 to 1 or without people.
    """
    people, planned = treated + held_back, Fraction(share)
    if not 0 < planned < 1 or people == 0:
        raise ValueError("A split can only be checked with people in it and a planned share between 0 and 1.")
    expected = planned * people
    chi_square = (held_back - expected) ** 2 / expected + (held_back - expected) ** 2 / (people - expected)
    return SampleRatio(
        treated,
        held_back,
        float(people - expected),
        float(expected),
        chi_square_survival(float(chi_square), 1),
    )
