"""The arithmetic of loyalty. Pure Python: no Django, no clock, no query.

Interface, what regulars have in common:

    thresholds(values)                       # where to cut a numeric fact, chosen without looking at the
    outcome Candidate("purchases.lunch", {"at_least": 2}, TwoByTwo(40, 60, 100, 300)) judge(candidates) ->
    list[Factor]        # strongest first; factor.known, .direction, .lift, .low, .high, .q

A ``TwoByTwo`` counts people, each once: regulars with and without the fact, others with and without it.
People for whom the fact is unknown are left out of its table. The fact must have been known *before* the
person could be a regular; docs/rules/factors.md says how the query layer keeps that promise.

Interface, who is next:

    missing_step(rule, leaves, kinds, limits) -> Step | None
    holds(rule, leaves) -> bool

``rule`` is the rule tree as JSON (as ``joren.segments`` writes it); ``leaves`` says for each leaf whether
this person meets it, with what value against what target; ``kinds`` says which attributes a person can take a
step in. Prose and worked numbers: docs/rules/factors.md.
"""

from joren.insight.loyalty.rules.factors import Candidate, Factor, Finding, judge
from joren.insight.loyalty.rules.prospects import Kind, LeafResult, Limits, Path, Step, holds, missing_step
from joren.insight.loyalty.rules.tables import TwoByTwo, benjamini_hochberg, fisher, lift_interval
from joren.insight.loyalty.rules.thresholds import thresholds

__all__ = [
    "Candidate",
    "Factor",
    "Finding",
    "Kind",
    "LeafResult",
    "Limits",
    "Path",
    "Step",
    "TwoByTwo",
    "benjamini_hochberg",
    "fisher",
    "holds",
    "judge",
    "lift_interval",
    "missing_step",
    "thresholds",
]
