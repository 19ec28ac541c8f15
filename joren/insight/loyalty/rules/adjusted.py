"""What remains of a fact when only people who are alike in other facts are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from joren.foundation.chance import chi_square_survival, normal_quantile
from joren.insight.loyalty.rules.tables import TwoByTwo


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A lift over strata, with its interval and the chance of seeing it where there is none."""

    lift: float
    low: float
    high: float
    p: float


def adjusted_lift(strata: Sequence[TwoByTwo], confidence: float = 0.95) -> Adjusted | None:
    """The common lift of all strata, each stratum being people alike in the other facts.

    Mantel and Haenszel's risk ratio with the variance of Greenland and Robins 1985 (Biometrics 41), right for few
    large and for many small strata; p by Cochran 1954 and Mantel, Haenszel 1959 (Journal of the National Cancer
    Institute 22), without continuity correction. Where no regular compared has the fact, or all have it, half a person
    is added to each number, as for a plain lift. None where no stratum has people with and people without the fact, or
    where nobody, or everybody, of those compared is a regular: then nothing can be compared.
    """
    compared = [table for table in strata if table.with_fact and table.without_fact]
    spread = sum(_variance_of_regulars(table) for table in compared)
    if not spread:
        return None
    lift, variance = _lift(compared, 0.0) or _lift(compared, 0.5) or (1.0, 0.0)
    reach = exp(normal_quantile((1 + confidence) / 2) * sqrt(variance))
    surplus = sum(table.regular_with - table.regulars * table.with_fact / table.people for table in compared)
    return Adjusted(lift, lift / reach, lift * reach, chi_square_survival(surplus**2 / spread, 1))


def _lift(strata: Sequence[TwoByTwo], extra: float) -> tuple[float, float] | None:
    """The lift and the variance of its logarithm, with `extra` added to each number; None where one side is 0."""
    above = below = spread = 0.0
    for table in strata:
        cells = table.regular_with, table.other_with, table.regular_without, table.other_without
        a, b, c, d = (cell + extra for cell in cells)
        n, with_fact, without_fact = a + b + c + d, a + b, c + d
        above += a * without_fact / n
        below += c * with_fact / n
        spread += ((a + c) * with_fact * without_fact - a * c * n) / n**2
    return (above / below, spread / (above * below)) if above and below else None


def closeness(adjusted: Adjusted | None) -> float:
    """How near to 1 the adjusted lift came, as |log lift|: 0 where nothing of it remains to be compared."""
    return abs(log(adjusted.lift)) if adjusted else 0.0


def _variance_of_regulars(table: TwoByTwo) -> float:
    """Variance of the number of regulars with the fact, totals given (hypergeometric)."""
    if table.people < 2:  # noqa: PLR2004  # one person alone varies in nothing
        return 0.0
    product = table.with_fact * table.without_fact * table.regulars * table.others
    return product / (table.people**2 * (table.people - 1))
