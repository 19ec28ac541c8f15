"""Did it work? One answer from the sums of two groups, and silence where the numbers cannot carry one."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

from joren.measurement.experiments.rules.buyers import difference_in_shares
from joren.measurement.experiments.rules.effect import (
    Adjusted,
    Estimate,
    Sample,
    adjust,
    difference_in_means,
    trusted,
)
from joren.measurement.experiments.rules.moments import Moments
from joren.measurement.experiments.rules.power import interesting_effect, people_needed
from joren.measurement.experiments.rules.sample_ratio import SampleRatio, check_sample_ratio

FEWEST_PEOPLE = 10
LEAST_INTERESTING = Fraction(5, 100)


class Code(StrEnum):
    """What the result page says in one sentence. Only ``up`` and ``down`` are claims."""

    UP = "up"
    DOWN = "down"
    NOT_YET_KNOWN = "not_yet_known"
    NO_VARIATION = "no_variation"
    """Nobody spent anything, or everybody the same: there is nothing to compare."""
    NO_CONTROL = "no_control"
    """Nobody was held back."""
    NO_TREATED = "no_treated"
    """Everybody was held back."""
    TOO_FEW = "too_few"
    """Fewer than 10 people in a group."""
    SAMPLE_RATIO_MISMATCH = "sample_ratio_mismatch"
    """People were lost from one group: no number is shown."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing measured: the effect per person and for all treated people, and what it takes to know."""

    per_person: Estimate
    total: Estimate
    people_needed: int | None

    @property
    def direction(self) -> int:
        """1 more, -1 less, 0 not yet known."""
        return self.per_person.direction

    @property
    def known(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.direction != 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. ``money`` (yen) decides it, as agreed before the send; ``buyers`` is told beside it.

    ``money`` and ``buyers`` are None where nothing may be claimed (see ``code``); ``adjusted`` says what the
    purchases before the send explained; ``people_needed`` is a whole audience with the same held-back share.
    """

    code: Code
    treated: int
    held_back: int
    sample_ratio: SampleRatio | None = None
    money: Outcome | None = None
    buyers: Outcome | None = None
    adjusted: Adjusted | None = None
    people_needed: int | None = None

    @property
    def known(self) -> bool:
        """Whether the effect on money is known."""
        return self.code in (Code.UP, Code.DOWN)

    @property
    def direction(self) -> int:
        """1 more money, -1 less, 0 not known."""
        return {Code.UP: 1, Code.DOWN: -1}.get(self.code, 0)


def judge(
    treated: Moments,
    held_back: Moments,
    share: Fraction | Decimal,
    *,
    confidence: float = 0.95,
    minimum: int = FEWEST_PEOPLE,
    least_interesting: Fraction = LEAST_INTERESTING,
    progress: float | None = None,
) -> Verdict:
    """Judge everybody assigned (intention to treat) with the planned held-back ``share``.

    ``minimum`` is the fewest people a group needs (at least 2). ``least_interesting`` is the smallest effect
    worth knowing, as a share of the held-back mean: the people needed are never counted for a smaller one. With
    ``progress`` (see `anytime`) the intervals are always valid, for a look before the end.
    Raises ValueError for a share outside 0 to 1.
    """
    refusal = _refusal(treated.n, held_back.n, Fraction(share), max(minimum, 2))
    if refusal:
        return refusal
    ratio = check_sample_ratio(treated.n, held_back.n, share)
    if ratio.mismatch:
        return Verdict(Code.SAMPLE_RATIO_MISMATCH, treated.n, held_back.n, ratio)
    adjusted = adjust(treated, held_back)
    money = _money(adjusted, treated, held_back, confidence, least_interesting, progress)
    return Verdict(
        _code(money),
        treated.n,
        held_back.n,
        ratio,
        money,
        _buyers(treated, held_back, confidence, least_interesting, progress),
        adjusted,
        money.people_needed if money else None,
    )


def _refusal(treated: int, held_back: int, share: Fraction, minimum: int) -> Verdict | None:
    if not 0 <= share <= 1:
        raise ValueError(f"The held-back share must be between 0 and 1, not {share}.")
    if held_back == 0 or share == 0:
        return Verdict(Code.NO_CONTROL, treated, held_back)
    if treated == 0 or share == 1:
        return Verdict(Code.NO_TREATED, treated, held_back)
    if min(treated, held_back) < minimum:
        needed = ceil(minimum / min(share, 1 - share))
        return Verdict(Code.TOO_FEW, treated, held_back, people_needed=needed)
    return None


def _code(money: Outcome | None) -> Code:
    if money is None:
        return Code.NO_VARIATION
    return {1: Code.UP, -1: Code.DOWN, 0: Code.NOT_YET_KNOWN}[money.direction]


def _money(
    adjusted: Adjusted,
    treated: Moments,
    held_back: Moments,
    confidence: float,
    least: Fraction,
    progress: float | None,
) -> Outcome | None:
    samples = trusted(adjusted.treated, adjusted.held_back, min(treated.buyers, held_back.buyers))
    effect = difference_in_means(*samples, confidence, progress=progress)
    return _outcome(effect, samples, float(held_back.mean_y), least, confidence) if effect else None


def _buyers(
    treated: Moments, held_back: Moments, confidence: float, least: Fraction, progress: float | None
) -> Outcome:
    counts = (treated.buyers, treated.n, held_back.buyers, held_back.n)
    effect = difference_in_shares(*counts, confidence, progress=progress)
    samples = _share(treated), _share(held_back)
    return _outcome(effect, samples, float(samples[1].mean), least, confidence)


def _share(group: Moments) -> Sample:
    share = Fraction(group.buyers, group.n)
    return Sample(group.n, share, share * (1 - share))


def _outcome(
    effect: Estimate,
    samples: tuple[Sample, Sample],
    held_back_mean: float,
    least: Fraction,
    confidence: float,
) -> Outcome:
    treated, held_back = samples
    needed = people_needed(
        treated_variance=float(treated.variance),
        held_back_variance=float(held_back.variance),
        effect=interesting_effect(effect.value, held_back_mean, least),
        share=held_back.n / (treated.n + held_back.n),
        confidence=confidence,
    )
    return Outcome(effect, effect.times(treated.n), None if effect.direction else needed)
