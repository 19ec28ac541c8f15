"""Two facts together: does having both do more than each alone would add?

Measured as Rothman's interaction contrast on the scale of shares: share of regulars with both − with the one only −
with the other only + with neither (K. J. Rothman, S. Greenland, T. L. Lash, *Modern Epidemiology*, 3rd ed., ch. 5).
It is 0 where each fact adds its own part and nothing more, whatever the parts are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from joren.insight.loyalty.rules.adjusted import adjusted_lift
from joren.insight.loyalty.rules.tables import TwoByTwo, lift_interval


@dataclass(frozen=True, slots=True)
class Group:
    """So many people and how many of them became regulars."""

    people: int
    regulars: int

    @property
    def share(self) -> float:
        """Regulars among them (0 to 1); 0 of nobody."""
        return self.regulars / self.people if self.people else 0.0

    @property
    def variance(self) -> float:
        """Of the share, with half a person added to each side so that few people never look sure."""
        share = (self.regulars + 0.5) / (self.people + 1)
        return share * (1 - share) / self.people


@dataclass(frozen=True, slots=True)
class Four:
    """The four groups two facts divide people into."""

    both: Group
    first: Group
    second: Group
    neither: Group

    @property
    def groups(self) -> tuple[Group, Group, Group, Group]:
        """All four."""
        return self.both, self.first, self.second, self.neither

    @property
    def contrast(self) -> float:
        """What both together add beyond what each adds alone, in shares (−2 to 2)."""
        return self.both.share - self.first.share - self.second.share + self.neither.share

    @property
    def best_single(self) -> Group:
        """The group with one fact alone that has the larger share; the first where they are alike."""
        return self.second if self.second.share > self.first.share else self.first

    def is_enough(self, minimum: int) -> bool:
        """Whether each group has that many people: totals, which say nothing of the answer."""
        return min(group.people for group in self.groups) >= max(minimum, 1)


@dataclass(frozen=True, slots=True)
class Together:
    """What the two do together. `contrast` with `low` and `high` (95 %) in shares; `lift` with its interval compares
    both with the better of the two alone; `p` is the largest of three: of the contrast, and of both against each alone.
    """

    contrast: float
    low: float
    high: float
    lift: float
    lift_low: float
    lift_high: float
    p: float

    @property
    def is_more(self) -> bool:
        """Whether both together do more than each alone and than the two added up, beyond their intervals."""
        return self.low > 0 and self.lift_low > 1


def together(strata: Iterable[Four]) -> Together | None:
    """The two facts over strata of people alike in other facts; None where no stratum has people in all four groups.

    Strata are weighed by 1 / Σ 1/people of their groups, which does not look at the answer.
    """
    full = [four for four in strata if four.is_enough(1)]
    if not full:
        return None
    weights = [1 / sum(1 / group.people for group in four.groups) for four in full]
    total = sum(weights)
    contrast = sum(weight * four.contrast for weight, four in zip(weights, full, strict=True)) / total
    variances = (sum(group.variance for group in four.groups) for four in full)
    spread = sqrt(sum(weight**2 * variance for weight, variance in zip(weights, variances, strict=True))) / total
    best = _best(full)
    p = max(erfc(abs(contrast) / spread / sqrt(2)), _against(full, "first"), _against(full, "second"))
    reach = 1.959963984540054 * spread
    return Together(contrast, contrast - reach, contrast + reach, *best, p)


def _against(full: Sequence[Four], alone: str) -> float:
    adjusted = adjusted_lift([_table(four.both, getattr(four, alone)) for four in full])
    return adjusted.p if adjusted and adjusted.lift > 1 else 1.0


def _best(full: Sequence[Four]) -> tuple[float, float, float]:
    """Lift of both against the better of the two alone, all strata together."""
    whole = [_sum(four.groups[place] for four in full) for place in range(4)]
    return lift_interval(_table(whole[0], Four(*whole).best_single))


def _sum(groups: Iterable[Group]) -> Group:
    chosen = list(groups)
    return Group(sum(group.people for group in chosen), sum(group.regulars for group in chosen))


def _table(with_both: Group, alone: Group) -> TwoByTwo:
    return TwoByTwo(
        with_both.regulars, alone.regulars, with_both.people - with_both.regulars, alone.people - alone.regulars
    )
