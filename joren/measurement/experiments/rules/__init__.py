"""The arithmetic of a proven effect. Pure Python: no Django, no clock, no query.

Interface: one SQL pass per group gives the sums of a :class:`Moments`; :func:`judge` turns two of them into a
:class:`Verdict` that the result page, the command line and the API show as it is.

    verdict = judge(treated, held_back, share=Fraction(1, 10))
    verdict.code                # "up", "down", "not_yet_known", "no_control", ... (see ``verdict.Code``)
    verdict.known, verdict.direction
    verdict.money.total         # extra yen with its interval: Estimate(value, low, high)
    verdict.buyers.total        # extra buyers with their interval
    verdict.people_needed       # "you would need about N people", or None

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

from joren.measurement.experiments.rules.buyers import difference_in_shares, wilson
from joren.measurement.experiments.rules.effect import (
    Adjusted,
    Estimate,
    Sample,
    adjust,
    difference_in_means,
    standard_error,
)
from joren.measurement.experiments.rules.moments import Moments
from joren.measurement.experiments.rules.power import people_needed, rounded_up
from joren.measurement.experiments.rules.sample_ratio import SampleRatio, check_sample_ratio
from joren.measurement.experiments.rules.verdict import Code, Outcome, Verdict, judge

__all__ = [
    "Adjusted",
    "Code",
    "Estimate",
    "Moments",
    "Outcome",
    "Sample",
    "SampleRatio",
    "Verdict",
    "adjust",
    "check_sample_ratio",
    "difference_in_means",
    "difference_in_shares",
    "judge",
    "people_needed",
    "rounded_up",
    "standard_error",
    "wilson",
]
