"""Two yes/no facts of the same people: lift and its interval, exact p-value, q-values over many tables."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import exp, lgamma, sqrt

from joren.foundation.chance import normal_quantile

_TIE = 1e-7  # two tables this close in probability are equally likely; the logarithms are no better than that
_NEGLIGIBLE = 1e-18


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """Numbers of people; raises ValueError for a negative one."""

    regular_with: int
    regular_without: int
    other_with: int
    other_without: int

    def __post_init__(self) -> None:
        if min(self.regular_with, self.regular_without, self.other_with, self.other_without) < 0:
            raise ValueError("A number of people cannot be negative.")

    @classmethod
    def of(cls, people: Iterable[tuple[bool, bool]]) -> "TwoByTwo":
        """Count people listed one by one as (has the fact, is a regular)."""
        rows = list(people)
        regular_with, regular = sum(fact and regular for fact, regular in rows), sum(r for _, r in rows)
        with_fact = sum(fact for fact, _ in rows)
        other_with = with_fact - regular_with
        return cls(regular_with, regular - regular_with, other_with, len(rows) - regular - other_with)

    @property
    def with_fact(self) -> int:
        """People who have the fact."""
        return self.regular_with + self.other_with

    @property
    def without_fact(self) -> int:
        """People who do not have it."""
        return self.regular_without + self.other_without

    @property
    def regulars(self) -> int:
        """People who became regulars."""
        return self.regular_with + self.regular_without

    @property
    def others(self) -> int:
        """People who did not."""
        return self.other_with + self.other_without

    @property
    def people(self) -> int:
        """Everybody in the table."""
        return self.regulars + self.others


def lift_interval(table: TwoByTwo, confidence: float = 0.95) -> tuple[float, float, float]:
    """Lift = P(regular | fact) / P(regular | no fact), with its lower and upper bound.

    Log interval of the ratio of two risks (Katz, Baptista, Azen, Pike 1978, Biometrics 34). Where a number of
    people in the table is 0, half a person is added to each of the four (Haldane 1956; Pettigrew, Gart,
    Thomas 1986, Biometrika 73). Raises ValueError where nobody has the fact or nobody lacks it.
    """
    if table.with_fact == 0 or table.without_fact == 0:
        raise ValueError("A lift compares people with and without the fact; one of the two is missing.")
    cells = table.regular_with, table.regular_without, table.other_with, table.other_without
    extra = 0.0 if all(cells) else 0.5
    a, c, b, d = (cell + extra for cell in cells)
    lift = (a / (a + b)) / (c / (c + d))
    reach = exp(normal_quantile((1 + confidence) / 2) * sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))
    return lift, lift / reach, lift * reach


def share_interval(part: int, whole: int, confidence: float = 0.95) -> tuple[float, float]:
    """Ends of the interval of a share (E. B. Wilson, *Journal of the American Statistical Association* 22, 1927);
    0 to 1 where there is nobody."""
    if not whole:
        return 0.0, 1.0
    z = normal_quantile((1 + confidence) / 2)
    share, spread = part / whole, z * z / whole
    middle = (share + spread / 2) / (1 + spread)
    reach = z * sqrt(share * (1 - share) / whole + spread / whole / 4) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


@lru_cache(maxsize=4096)  # the same tables are asked about again beside other facts
def fisher(table: TwoByTwo) -> float:
    """Two-sided exact p-value: how often chance alone gives a table at most as likely as this one.

    Fisher 1935 (The logic of inductive inference); tables as likely as this one count, as in R's fisher.test.
    All four totals are taken as given. Its cost grows with the square root of the number of people only.
    """
    low = max(0, table.with_fact - table.others)
    high = min(table.with_fact, table.regulars)
    chance = _log_chance(table)
    most_likely = (table.with_fact + 1) * (table.regulars + 1) // (table.people + 2)
    top = chance(most_likely)
    limit = chance(table.regular_with) + _TIE
    if limit >= top:
        return 1.0
    left = _last_at_most(chance, limit, low, most_likely)
    right = -_last_at_most(lambda place: chance(-place), limit, -high, -most_likely)
    tails = _sum_outwards(chance, left, low, -1, limit) + _sum_outwards(chance, right, high, 1, limit)
    middle = _sum_outwards(chance, most_likely, low, -1, top) + _sum_outwards(chance, most_likely + 1, high, 1, top)
    return min(1.0, exp(limit - top) * tails / middle)


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Q-values in the order given: of all with q <= alpha, at most the share alpha is false on average.

    Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57: from the largest p down, the
    smallest p x number / rank so far, never above 1.
    """
    number = len(p_values)
    order = sorted(range(number), key=lambda place: p_values[place], reverse=True)
    scaled = (p_values[place] * (number / (number - back)) for back, place in enumerate(order))
    q_values = dict(zip(order, accumulate(scaled, min), strict=True))
    return [min(1.0, q_values[place]) for place in range(number)]


def _log_chance(table: TwoByTwo) -> Callable[[int], float]:
    """Logarithm, up to a constant, of the chance of so many regulars with the fact (totals given)."""

    def chance(regular_with: int) -> float:
        regular_without = table.regulars - regular_with
        other_with = table.with_fact - regular_with
        other_without = table.others - other_with
        return -sum(lgamma(cell + 1) for cell in (regular_with, regular_without, other_with, other_without))

    return chance


def _last_at_most(chance: Callable[[int], float], limit: float, low: int, high: int) -> int:
    """The last place of a rising stretch low..high where chance <= limit; low - 1 if there is none."""
    low -= 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if chance(middle) <= limit else (low, middle)
    return low


def _sum_outwards(chance: Callable[[int], float], start: int, end: int, step: int, unit: float) -> float:
    """Sum of exp(chance - unit) from start to end, left off where the rest is negligible."""
    total = 0.0
    for place in range(start, end + step, step):
        term = exp(chance(place) - unit)
        total += term
        if term <= total * _NEGLIGIBLE:
            break
    return total
