"""Many looks at one result: by shop, by segment, by variant. Of many groups one shines by luck.

Holm's step-down procedure (S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
Statistics 6, 1979) keeps the chance of *any* false claim in the whole picture at 5 %, however the groups depend on each
other. The false discovery rate of Y. Benjamini and Y. Hochberg would find more, at the price that one claim in twenty
is wrong: right for ten thousand genes, wrong for an owner who acts on one shop of eight.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from joren.foundation.chance import chi_square_survival
from joren.measurement.experiments.rules.effect import (
    Estimate,
    Sample,
    adjust,
    difference_in_means,
    p_of_difference,
    trusted,
)
from joren.measurement.experiments.rules.moments import Moments

ALPHA = 0.05
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Step:
    """What Holm's procedure says of one p-value: the confidence at which it was decided, and whether it is a claim."""

    confidence: float
    claimed: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """Two groups compared as one of many. ``estimate`` is per person, its interval at the confidence at which Holm
    decided; None (and ``p`` 1) where a group has fewer than 10 people or nothing varies.
    """

    one: int
    other: int
    estimate: Estimate | None
    p: float
    claimed: bool

    @property
    def direction(self) -> int:
        """1 if the first group surely did more, -1 if less, 0 if that is not known."""
        return 0 if self.estimate is None or not self.claimed else (1 if self.estimate.value > 0 else -1)


def holm(p_values: Sequence[float], alpha: float = ALPHA) -> list[Step]:
    """Decide about each, the smallest first, at alpha/m, alpha/(m - 1), ... until one fails; none after it."""
    steps: dict[int, Step] = {}
    standing = True
    level = alpha
    for place, index in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        level = alpha / (len(p_values) - place) if standing else level
        standing = standing and p_values[index] < level
        steps[index] = Step(1 - level, standing)
    return [steps[index] for index in range(len(p_values))]


def compare(pairs: Sequence[tuple[Moments, Moments]], *, progress: float | None = None) -> list[Compared]:
    """Compare the two groups of each pair, all of them one family. With ``progress`` the looks may be early, too."""
    samples = {index: found for index, pair in enumerate(pairs) if (found := _samples(*pair))}
    varying = {index: found for index, found in samples.items() if found[0].variance or found[1].variance}
    p_values = {index: p_of_difference(one, other, progress=progress) for index, (one, other) in varying.items()}
    steps = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    estimates = {
        index: difference_in_means(one, other, steps[index].confidence, progress=progress)
        for index, (one, other) in varying.items()
    }
    return [
        Compared(
            one.n,
            other.n,
            estimates.get(index),
            p_values.get(index, 1.0),
            index in steps and steps[index].claimed,
        )
        for index, (one, other) in enumerate(pairs)
    ]


def differ(pairs: Sequence[tuple[Moments, Moments]]) -> float | None:
    """How odd it would be for the effects to differ this much if they were all the same (p, W. G. Cochran's Q,
    *Biometrics* 10, 1954). None with fewer than two groups to compare.
    """
    found = [pair for one, other in pairs if (pair := _samples(one, other)) and all(side.variance for side in pair)]
    if len(found) < 2:  # noqa: PLR2004  # one effect cannot differ
        return None
    effects = [float(one.mean - other.mean) for one, other in found]
    weights = [1 / float(one.variance_of_mean + other.variance_of_mean) for one, other in found]
    middle = sum(weight * effect for weight, effect in zip(weights, effects, strict=True)) / sum(weights)
    q = sum(weight * (effect - middle) ** 2 for weight, effect in zip(weights, effects, strict=True))
    return chi_square_survival(q, len(found) - 1)


def _samples(one: Moments, other: Moments) -> tuple[Sample, Sample] | None:
    if min(one.n, other.n) < FEWEST:
        return None
    adjusted = adjust(one, other)
    return trusted(adjusted.treated, adjusted.held_back, min(one.buyers, other.buyers))
