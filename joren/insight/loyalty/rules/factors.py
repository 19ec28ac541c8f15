"""What later regulars have in common that others lack, judged so that chance finds are rare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import log

from joren.insight.loyalty.rules.tables import TwoByTwo, benjamini_hochberg, fisher, lift_interval

FEWEST_REGULARS = 10


class Finding(StrEnum):
    """What may be said of a fact."""

    MORE = "more"
    """People with it become regulars more often."""
    LESS = "less"
    """People with it become regulars less often."""
    CANNOT_TELL = "cannot_tell"
    """The difference is no larger than chance makes it."""
    TOO_FEW = "too_few"
    """Too few people have it, lack it, are regulars or are not: it is not judged at all."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fact that may mark later regulars; ``key`` and ``label_args`` say which, for the reader only."""

    key: str
    label_args: Mapping[str, object]
    table: TwoByTwo


@dataclass(frozen=True, slots=True)
class Factor:
    """A judged fact.

    ``lift`` with ``low`` and ``high`` (95 %) compares chances of becoming a regular with and without the
    fact; ``p`` is exact for this fact alone, ``q`` for all judged together. They are None where it was not
    judged (too few).
    """

    candidate: Candidate
    finding: Finding
    lift: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    q: float | None = None
    strength: float = field(default=0.0, compare=False)

    @property
    def known(self) -> bool:
        """Whether something may be said."""
        return self.finding in (Finding.MORE, Finding.LESS)

    @property
    def direction(self) -> int:
        """1 marks regulars, -1 marks the others, 0 cannot be told."""
        return {Finding.MORE: 1, Finding.LESS: -1}.get(self.finding, 0)

    @property
    def share_with(self) -> float | None:
        """Share of regulars among people with the fact (0 to 1); None if nobody has it."""
        return _share(self.candidate.table.regular_with, self.candidate.table.with_fact)

    @property
    def share_without(self) -> float | None:
        """Share of regulars among people without it (0 to 1); None if everybody has it."""
        return _share(self.candidate.table.regular_without, self.candidate.table.without_fact)

    @property
    def among_regulars(self) -> float | None:
        """Share of regulars who have the fact (0 to 1); None without regulars."""
        return _share(self.candidate.table.regular_with, self.candidate.table.regulars)

    @property
    def among_others(self) -> float | None:
        """Share of the others who have it (0 to 1); None without others."""
        return _share(self.candidate.table.other_with, self.candidate.table.others)


def judge(
    candidates: Sequence[Candidate], *, alpha: float = 0.05, minimum: int = 30, beside: Sequence[float] = ()
) -> list[Factor]:
    """Judge all candidate facts together and put the strongest first.

    A fact is judged if at least ``minimum`` people have it and as many lack it, and at least 10 people are
    regulars and 10 are not; those totals say nothing about the answer, so leaving facts out by them does not
    bend it. Something is said of a fact if its q-value over all judged facts is at most ``alpha`` and its 95
    % interval leaves 1 out. Order: what may be said, by the bound of the lift nearest to 1 (many people weigh
    more than a large lift of few); then what cannot be told, by q; then the facts of too few people, by key.
    `beside`: p-values of other questions asked of the same people, judged together with these.
    """
    judged = [candidate for candidate in candidates if _enough(candidate.table, minimum)]
    p_values = [fisher(candidate.table) for candidate in judged]
    q_values = benjamini_hochberg([*p_values, *beside])[: len(p_values)]
    factors = [_factor(*each, alpha=alpha) for each in zip(judged, p_values, q_values, strict=True)]
    factors += [Factor(each, Finding.TOO_FEW) for each in candidates if not _enough(each.table, minimum)]
    return sorted(factors, key=_rank)


def _enough(table: TwoByTwo, minimum: int) -> bool:
    facts = min(table.with_fact, table.without_fact)
    return facts >= max(minimum, 1) and min(table.regulars, table.others) >= FEWEST_REGULARS


def _factor(candidate: Candidate, p: float, q: float, *, alpha: float) -> Factor:
    lift, low, high = lift_interval(candidate.table)
    strength = max(log(low), -log(high))  # distance of the nearer bound from 1; below 0 if the interval holds 1
    finding = Finding.CANNOT_TELL
    if q <= alpha and strength > 0:
        finding = Finding.MORE if lift > 1 else Finding.LESS
    return Factor(candidate, finding, lift, low, high, p, q, strength)


def _rank(factor: Factor) -> tuple[int, float, str]:
    if factor.known:
        return 0, -factor.strength, factor.candidate.key
    if factor.q is not None:
        return 1, factor.q, factor.candidate.key
    return 2, 0.0, factor.candidate.key


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
