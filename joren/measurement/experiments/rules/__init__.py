"""The arithmetic of a proven effect. Pure Python: no Django, no clock, no query.

Interface: one SQL pass per group gives the sums of a :class:`Moments`; :func:`judge` turns two of them into a
:class:`Verdict` that the result page, the command line and the API show as it is.

    verdict = judge(treated, held_back, share=Fraction(1, 10))
    verdict.code                # "up", "down", "not_yet_known", "no_control", ... (see ``verdict.Code``)
    verdict.known, verdict.direction
    verdict.money.total         # extra yen with its interval: Estimate(value, low, high)
    verdict.buyers.total        # extra buyers with their interval
    verdict.people_needed       # "you would need about N people", or None

``judge(..., progress=p)`` judges before the end with intervals that may be looked at as often as one likes;
``compare`` looks at many groups at once; ``difference_in_ratios`` at yen per purchase and the like; ``sight`` says
before the send what could be seen, ``profit`` and ``advise`` afterwards what it earned and what to do.

What the query layer owes:

- **Everybody assigned counts** (intention to treat): a person assigned to the treated group is treated even
  if the mail bounced or was never opened; a held-back person stays held back.
- ``y`` is what one person spent in the window after the send, returns taken off, 0 for who bought nothing;
  ``x`` is the same over a window of the same length before the send; ``buyers`` counts people with a purchase
  in the window.
- Amounts are of one currency, as int or Decimal, summed exactly.
- ``share`` is the planned share of held-back people of the frozen audience (0 to 1).

Who is held back is decided in ``joren.foundation.chance.assign``. Prose, sources, worked numbers:
docs/rules/experiments.md.
"""

from joren.measurement.experiments.rules.anytime import anytime_p, anytime_reach
from joren.measurement.experiments.rules.buyers import difference_in_shares, wilson
from joren.measurement.experiments.rules.effect import (
    Adjusted,
    Estimate,
    Sample,
    adjust,
    difference_in_means,
    p_of_difference,
    standard_error,
)
from joren.measurement.experiments.rules.many import Compared, compare, differ, holm
from joren.measurement.experiments.rules.moments import Moments
from joren.measurement.experiments.rules.next_step import Advice, Step, advise
from joren.measurement.experiments.rules.power import people_needed, rounded_up
from joren.measurement.experiments.rules.profit import ASSUMED_MARGIN, KNOWN_ENOUGH, Profit, cost_of, margin_of, profit
from joren.measurement.experiments.rules.progress import progress_of_campaign, progress_of_journey
from joren.measurement.experiments.rules.ratio import Ratio, difference_in_ratios
from joren.measurement.experiments.rules.sample_ratio import SampleRatio, check_sample_ratio
from joren.measurement.experiments.rules.size import SHARES, Sight, correlation, recommended, sight
from joren.measurement.experiments.rules.verdict import Code, Outcome, Verdict, judge

__all__ = [
    "ASSUMED_MARGIN",
    "KNOWN_ENOUGH",
    "SHARES",
    "Adjusted",
    "Advice",
    "Code",
    "Compared",
    "Estimate",
    "Moments",
    "Outcome",
    "Profit",
    "Ratio",
    "Sample",
    "SampleRatio",
    "Sight",
    "Step",
    "Verdict",
    "adjust",
    "advise",
    "anytime_p",
    "anytime_reach",
    "check_sample_ratio",
    "compare",
    "correlation",
    "cost_of",
    "differ",
    "difference_in_means",
    "difference_in_ratios",
    "difference_in_shares",
    "holm",
    "judge",
    "margin_of",
    "p_of_difference",
    "people_needed",
    "profit",
    "progress_of_campaign",
    "progress_of_journey",
    "recommended",
    "rounded_up",
    "sight",
    "standard_error",
    "wilson",
]
