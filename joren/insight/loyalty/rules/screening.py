"""From facts about many people to the few that stand for themselves: the whole screen, pure.

People are the places of bits: a set of people is one int, so that a hundred facts of 200,000 people are judged, each
against the others, in a moment and without a table of rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from joren.insight.loyalty.rules.adjusted import Adjusted, adjusted_lift, closeness
from joren.insight.loyalty.rules.factors import Candidate, Factor, judge
from joren.insight.loyalty.rules.interactions import Four, Group, Together, together
from joren.insight.loyalty.rules.tables import TwoByTwo

People = int
"""A set of people: bit n is set for the n-th."""

MOST_PAIRS: Final = 12
"""So many facts are asked about two by two."""
PROMISING: Final = 0.05
"""Which: those that differ at this level for themselves."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A yes/no fact. `among`: the people it may be judged on (it is known of them, and they were no regulars before
    it could be known); `has`: those who have it.

    `days`: how long after the start it is known. Only what is known as early can explain it: what comes later may be
    its consequence. `family`: facts that cut one number at different places; one of them is told.
    """

    key: str
    has: People
    among: People
    days: int = 0
    family: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A judged fact, and whether it stands for itself.

    `goes_with` is the key of a stronger fact that explains it. A known fact that neither stands nor goes with another
    is too weak to be told on its own. `adjusted` is its lift among people alike in the reasons that stand.
    """

    factor: Factor
    stands: bool = False
    goes_with: str = ""
    adjusted: Adjusted | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """The fact's key."""
        return self.factor.candidate.key


@dataclass(frozen=True, slots=True)
class Pair:
    """Two facts that do more together: among all (`crude`) and among people alike in the reasons that stand."""

    first: str
    second: str
    four: Four
    crude: Together
    adjusted: Together
    p: float


@dataclass(frozen=True, slots=True)
class Screening:
    """What the screen found. `asked`: how many questions were judged together, of them `pairs_asked` of two facts."""

    reasons: list[Reason]
    pairs: list[Pair]
    asked: int
    pairs_asked: int


def people(flags: Sequence[bool]) -> People:
    """The set of those whose flag is true."""
    return int.from_bytes(_packed(flags), "little")


def table_of(fact: Fact, regular: People) -> TwoByTwo:
    """Count the people the fact is judged on."""
    return _table(fact.has, fact.among, regular)


def screen(facts: Sequence[Fact], regular: People, *, alpha: float = 0.05, minimum: int = 30) -> list[Reason]:
    """The facts one by one: see `screen_all`, without the facts together."""
    return screen_all(facts, regular, alpha=alpha, minimum=minimum, most_pairs=0).reasons


def screen_all(
    facts: Sequence[Fact], regular: People, *, alpha: float = 0.05, minimum: int = 30, most_pairs: int = MOST_PAIRS
) -> Screening:
    """Judge all facts, fold those that others explain under them (the order is `judge`'s), and look at two together.

    Reasons are chosen as one reads them: the strongest stands; a next one stands if, among people alike in those
    that stand (and were known as early), it still marks regulars: p at most `alpha`, interval without 1, same
    direction. Then each that stands is asked again beside the newcomer, the weakest first. In the end Benjamini's
    and Hochberg's bound is put once more to those that stand, by the larger of their two p-values over everything
    asked, pairs included: what explains much must not make room for what is chance.
    """
    by_key = {fact.key: fact for fact in facts}
    candidates = [Candidate(fact.key, {}, table_of(fact, regular)) for fact in facts]
    alone = judge(candidates, alpha=alpha, minimum=minimum)
    tried = _tried(_promising(alone, by_key, most_pairs), regular, minimum)
    factors = judge(candidates, alpha=alpha, minimum=minimum, beside=[one.p for one in tried.values()])
    known = {factor.candidate.key: factor for factor in factors if factor.known}
    standing: list[Fact] = []
    for key, factor in known.items():
        if _holds(by_key[key], standing, regular, factor, alpha):
            standing.append(by_key[key])
            standing = _without_the_explained(standing, regular, known, alpha)
    weights = {fact.key: _largest_p(fact, standing, regular, known[fact.key]) for fact in standing}
    pairs = _standing_pairs(tried, standing, by_key, regular)
    asked = sum(factor.p is not None for factor in factors) + len(tried)
    limit = _limit([*weights.values(), *(pair.p for pair in pairs)], alpha / asked) if asked else 0.0
    firm = [fact for fact in standing if weights[fact.key] <= limit]
    reasons = [_reason(factor, by_key[factor.candidate.key], firm, regular, alpha) for factor in factors]
    return Screening(reasons, [pair for pair in pairs if pair.p <= limit], asked, len(tried))


def _promising(alone: Sequence[Factor], by_key: Mapping[str, Fact], most: int) -> list[Fact]:
    """The facts worth asking about together: the clearest ones, of several cuts of one number the clearest."""
    found: dict[str, Fact] = {}
    clear = [(factor.p, place, factor) for place, factor in enumerate(alone) if factor.p is not None]
    for _p, _place, factor in sorted(one for one in clear if one[0] <= PROMISING):
        fact = by_key[factor.candidate.key]
        found.setdefault(fact.family or fact.key, fact)
    return list(found.values())[:most]


def _tried(promising: Sequence[Fact], regular: People, minimum: int) -> dict[tuple[str, str], Together]:
    """What each two of them do together, before anything else is considered."""
    found = {}
    for place, first in enumerate(promising):
        for second in promising[place + 1 :]:
            four = _four(first, second, first.among & second.among, regular)
            if four.is_enough(minimum) and (told := together([four])):
                found[first.key, second.key] = told
    return found


def _standing_pairs(
    tried: Mapping[tuple[str, str], Together], standing: Sequence[Fact], by_key: Mapping[str, Fact], regular: People
) -> list[Pair]:
    """The two that do more together also among people alike in the reasons that stand, the surest first."""
    found = []
    for (one, other), crude in tried.items():
        first, second = by_key[one], by_key[other]
        adjusted = together_beside(first, second, standing, regular) if crude.is_more else None
        if adjusted and adjusted.low > 0 and adjusted.p <= PROMISING:
            four = _four(first, second, first.among & second.among, regular)
            found.append(Pair(one, other, four, crude, adjusted, max(crude.p, adjusted.p)))
    return sorted(found, key=lambda pair: (pair.p, pair.first, pair.second))


def together_beside(first: Fact, second: Fact, others: Sequence[Fact], regular: People) -> Together | None:
    """What the two do together among people alike in the other facts known as early as the later of the two."""
    days = max(first.days, second.days)
    families = {first.family, second.family} - {""}
    own = {first.key, second.key}
    early = [fact for fact in others if fact.days <= days and fact.key not in own and fact.family not in families]
    among = first.among & second.among
    for fact in early:
        among &= fact.among
    return together([_four(first, second, stratum, regular) for stratum in _strata(among, early)])


def _four(first: Fact, second: Fact, among: People, regular: People) -> Four:
    parts = (first.has & second.has, first.has & ~second.has, second.has & ~first.has, ~first.has & ~second.has)
    groups = [(part & among) for part in parts]
    return Four(*(Group(group.bit_count(), (group & regular).bit_count()) for group in groups))


def _limit(weights: Sequence[float], share: float) -> float:
    """The largest p that Benjamini's and Hochberg's bound lets through; `share` is alpha by the number asked."""
    ordered = sorted(weights)
    held = max((rank for rank, p in enumerate(ordered, 1) if p <= share * rank), default=0)
    return ordered[held - 1] if held else -1.0


def _largest_p(fact: Fact, standing: Sequence[Fact], regular: People, factor: Factor) -> float:
    adjusted = beside(fact, _as_early(standing, fact), regular)
    return max(factor.p or 0.0, adjusted.p if adjusted else 1.0)


def _without_the_explained(
    standing: list[Fact], regular: People, known: Mapping[str, Factor], alpha: float
) -> list[Fact]:
    """Drop what the newcomer explains, weakest first."""
    kept = list(standing)
    for fact in reversed(standing[:-1]):
        others = [other for other in kept if other.key != fact.key]
        if not _holds(fact, others, regular, known[fact.key], alpha):
            kept = others
    return kept


def _holds(fact: Fact, others: Sequence[Fact], regular: People, factor: Factor, alpha: float) -> bool:
    if any(fact.family and fact.family == other.family for other in others):
        return False
    return _marks(beside(fact, _as_early(others, fact), regular), factor, alpha)


def _marks(adjusted: Adjusted | None, factor: Factor, alpha: float) -> bool:
    if adjusted is None or adjusted.p > alpha:
        return False
    return adjusted.low > 1 if factor.direction > 0 else adjusted.high < 1


def _as_early(others: Sequence[Fact], fact: Fact) -> list[Fact]:
    return [other for other in others if other.days <= fact.days and other.key != fact.key]


def beside(fact: Fact, others: Sequence[Fact], regular: People) -> Adjusted | None:
    """The lift of the fact among people alike in all the other facts."""
    among = fact.among
    for other in others:
        among &= other.among
    return adjusted_lift([_table(fact.has, stratum, regular) for stratum in _strata(among, others)])


def _reason(factor: Factor, fact: Fact, firm: Sequence[Fact], regular: People, alpha: float) -> Reason:
    if not factor.known:
        return Reason(factor)
    early = _as_early(firm, fact)
    adjusted = beside(fact, early, regular)
    if any(fact.key == stands.key for stands in firm):
        return Reason(factor, stands=True, adjusted=adjusted)
    kin = [other for other in firm if fact.family and other.family == fact.family]
    if kin:
        return Reason(factor, goes_with=kin[0].key, adjusted=adjusted)
    if not early or _marks(adjusted, factor, alpha):
        return Reason(factor, adjusted=adjusted)
    explains = min(early, key=lambda other: closeness(beside(fact, [other], regular)))
    return Reason(factor, goes_with=explains.key, adjusted=adjusted)


def _strata(among: People, others: Sequence[Fact]) -> Iterator[People]:
    """Divide people by the facts they have; empty divisions are left out."""
    parts = [among]
    for other in others:
        parts = [half for part in parts for half in (part & other.has, part & ~other.has) if half]
    yield from parts


def _table(has: People, among: People, regular: People) -> TwoByTwo:
    with_fact, regulars = (has & among).bit_count(), (regular & among).bit_count()
    both = (has & among & regular).bit_count()
    people_in_all = among.bit_count()
    return TwoByTwo(both, regulars - both, with_fact - both, people_in_all - regulars - with_fact + both)


def _packed(flags: Sequence[bool]) -> bytes:
    """Eight flags to a byte, the first in the lowest bit."""
    padded = [*flags, *([False] * (-len(flags) % 8))]
    return bytes(sum(1 << bit for bit in range(8) if padded[start + bit]) for start in range(0, len(padded), 8))
