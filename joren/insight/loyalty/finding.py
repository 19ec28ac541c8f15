"""Why: from the evidence to what may be said, as plain figures that can be kept and told in any language."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from joren.foundation.catalogue import Attribute, AttributeType
from joren.foundation.time import clock
from joren.segments.catalogue.binding import bind_rule, bound_leaves
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import read_rule

from .evidence import Evidence, Progress, gather
from .models import RegularDefinition
from .questions import Question
from .reach import grows
from .rules.adjusted import Adjusted
from .rules.disguise import Kinship, Measured, kinship
from .rules.screening import Fact, Reason, screen

Finding = dict[str, Any]
"""As JSON keeps it; see `find`."""


def find(definition: RegularDefinition, *, as_of: date | None = None, progress: Progress | None = None) -> Finding:
    """What later regulars had early that others lacked.

    ``status``: "found", "nothing" (no difference larger than chance), "too_few" (regulars or others) or "too_early"
    (nobody observed long enough). ``factors`` are the judged facts, strongest first; ``itself`` those left out because
    they are the definition. Shares are of 1, days are days, people are counted.
    """
    known, day = catalogue(), as_of or clock.today()
    evidence = gather(definition.rule, window=definition.window_days, as_of=day, progress=progress)
    told = {"as_of": day.isoformat(), "window_days": definition.window_days} | _counted(evidence)
    if not evidence.horizon:
        return told | {"status": "too_early", "factors": [], "unclear": [], "too_few": 0, "itself": []}
    kin = _kin(definition.rule, evidence, known)
    reasons = screen(_distinct(evidence.facts, kin), evidence.regular)
    factors = [_told(reason, evidence.questions[reason.key], kin) for reason in reasons]
    itself = [evidence.questions[key].told() for key, kind in kin.items() if kind is Kinship.ITSELF]
    said = [factor for factor in factors if factor["stands"] or factor["goes_with"]]
    return told | {
        "status": "found" if said else _why_nothing(reasons),
        "factors": said,
        "unclear": [factor for factor in factors if factor["q"] is not None and factor not in said],
        "too_few": sum(factor["finding"] == "too_few" for factor in factors),
        "itself": itself,
    }


def _counted(evidence: Evidence) -> Finding:
    return {
        "horizon_days": evidence.horizon,
        "people": evidence.people,
        "customers": evidence.observed_from,
        "regulars": evidence.regular.bit_count(),
    }


def _why_nothing(reasons: Iterable[Reason]) -> str:
    judged = any(reason.factor.q is not None for reason in reasons)
    return "nothing" if judged else "too_few"


def _kin(rule: Mapping[str, Any], evidence: Evidence, known: Catalogue) -> dict[str, Kinship]:
    leaves = list(bound_leaves(bind_rule(read_rule(rule, known), known)))
    definition = [_measured(leaf.use.attribute) for leaf in leaves]
    return {
        key: kinship(_measured(known.attributes[question.attribute]), question.shape, question.days, definition)
        for key, question in evidence.questions.items()
    }


def _measured(attribute: Attribute) -> Measured:
    return Measured(attribute.key, grows(attribute), attribute.type is AttributeType.MONEY)


def _distinct(facts: Mapping[str, Fact], kin: Mapping[str, Kinship]) -> list[Fact]:
    """Each fact once: two questions with the same people are one fact, told by the question asked first."""
    found: dict[tuple[int, int], Fact] = {}
    for key, fact in facts.items():
        if kin[key] is not Kinship.ITSELF:
            found.setdefault((fact.has & fact.among, fact.among), fact)
    return list(found.values())


def _told(reason: Reason, question: Question, kin: Mapping[str, Kinship]) -> Finding:
    factor, table = reason.factor, reason.factor.candidate.table
    return question.told() | {
        "key": question.key,
        "finding": factor.finding.value,
        "stands": reason.stands,
        "goes_with": reason.goes_with,
        "on_the_way": kin[question.key] is Kinship.ON_THE_WAY,
        "lift": factor.lift,
        "low": factor.low,
        "high": factor.high,
        "share_with": factor.share_with,
        "share_without": factor.share_without,
        "people": table.people,
        "with": table.with_fact,
        "regulars_with": table.regular_with,
        "without": table.without_fact,
        "regulars_without": table.regular_without,
        "p": factor.p,
        "q": factor.q,
        "adjusted": _adjusted(reason.adjusted),
    }


def _adjusted(adjusted: Adjusted | None) -> Finding | None:
    return {"lift": adjusted.lift, "low": adjusted.low, "high": adjusted.high, "p": adjusted.p} if adjusted else None
