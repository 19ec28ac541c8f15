"""Why: from the evidence to what may be said, as plain figures that can be kept and told in any language."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from joren.foundation.catalogue import Aggregate, Attribute, AttributeType
from joren.foundation.time import clock
from joren.segments.catalogue.binding import BoundLeaf, bind_rule, bound_leaves
from joren.segments.catalogue.queries import Catalogue, catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.saved import saved_rule

from .evidence import Evidence, Progress, gather
from .models import RegularDefinition
from .questions import FIRST, Question
from .reach import grows
from .rules.adjusted import Adjusted
from .rules.disguise import Kinship, Measured, Shape, kinship
from .rules.screening import Fact, Pair, Reason, screen_all

Finding = dict[str, Any]
"""As JSON keeps it; see `find`."""


def find(
    definition: RegularDefinition,
    *,
    as_of: date | None = None,
    point: str = FIRST,
    progress: Progress | None = None,
) -> Finding:
    """What later regulars had early that others lacked. `point`: see `gather`.

    ``status``: "found", "nothing" (no difference larger than chance), "too_few" (regulars or others) or "too_early"
    (nobody observed long enough). ``factors`` are the judged facts, strongest first; ``pairs`` two facts that do more
    together; ``itself`` those left out because they are the definition; ``asked`` how many questions were judged
    together, ``not_asked`` how many more there would have been. Shares are of 1, days are days, people are counted.
    """
    known, day = catalogue(), as_of or clock.today()
    window = definition.window_days
    evidence = gather(definition.rule, window=window, point=point, as_of=day, progress=progress)
    told = {"as_of": day.isoformat(), "window_days": window, "point": point} | _counted(evidence)
    if not evidence.horizon:
        nothing: Finding = {"factors": [], "unclear": [], "pairs": [], "too_few": 0, "itself": []}
        return told | nothing | {"status": "too_early", "asked": 0, "pairs_asked": 0}
    kin = _kin(definition.rule, evidence, known)
    found = screen_all(_distinct(evidence.facts, kin), evidence.regular)
    factors = [_told(reason, evidence.questions[reason.key], kin, point) for reason in found.reasons]
    itself = [evidence.questions[key].told() | {"point": point} for key, kind in kin.items() if kind is Kinship.ITSELF]
    said = [factor for factor in factors if factor["stands"] or factor["goes_with"]]
    pairs = [_pair(pair, factors) for pair in found.pairs]
    return told | {
        "status": "found" if said or pairs else _why_nothing(found.reasons),
        "factors": said,
        "pairs": pairs,
        "asked": found.asked,
        "pairs_asked": found.pairs_asked,
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
        "not_asked": evidence.not_asked,
    }


def _why_nothing(reasons: Iterable[Reason]) -> str:
    judged = any(reason.factor.q is not None for reason in reasons)
    return "nothing" if judged else "too_few"


def _kin(rule: Mapping[str, Any], evidence: Evidence, known: Catalogue) -> dict[str, Kinship]:
    definition = [_measured(leaf.use.attribute, leaf.use.use.parameters) for leaf in _all_leaves(rule, known)]
    return {
        key: kinship(
            _measured(known.attributes[question.attribute], _given(question)), question.shape, question.days, definition
        )
        for key, question in evidence.questions.items()
    }


def _all_leaves(rule: Mapping[str, Any], known: Catalogue) -> Iterator[BoundLeaf]:
    """Every comparison the definition rests on, those of segments it names included."""
    for leaf in bound_leaves(bind_rule(read_rule(rule, known), known)):
        yield leaf
        if leaf.use.attribute.key == _MEMBER:
            for key in _each(leaf.use.use.parameters.get("segment", ())):
                yield from bound_leaves(bind_rule(saved_rule(str(key)).rule, known))


_MEMBER: Final = "segment.member"


def _measured(attribute: Attribute, given: Mapping[str, Any]) -> Measured:
    source = attribute.source
    rooms = frozenset({_ROOMS.get(source.table, source.table)} if isinstance(source, Aggregate) else ())
    narrowed = frozenset(
        (parameter, str(value))
        for parameter, values in given.items()
        if parameter != "period"
        for value in _each(values)
    )
    return Measured(attribute.key, grows(attribute), attribute.type is AttributeType.MONEY, rooms, narrowed)


_ROOMS: Final = {"purchase_lines": "purchases"}
"""Tables that tell of the same things: a line is part of a purchase."""


def _given(question: Question) -> Mapping[str, Any]:
    """What the fact names: its parameters, or the value it is told by (the category of the first purchase)."""
    given = dict(question.rule.get("with", {}))
    return given | {"value": question.value} if question.shape is Shape.IS else given


def _each(values: Any) -> list[Any]:
    if isinstance(values, Mapping):
        return [str(sorted(values.items()))]
    return list(values) if isinstance(values, list | tuple | set | frozenset) else [values]


def _distinct(facts: Mapping[str, Fact], kin: Mapping[str, Kinship]) -> list[Fact]:
    """Each fact once: two questions with the same people are one fact, told by the question asked first."""
    found: dict[tuple[int, int], Fact] = {}
    for key, fact in facts.items():
        if kin[key] is not Kinship.ITSELF:
            found.setdefault((fact.has & fact.among, fact.among), fact)
    return list(found.values())


def _pair(pair: Pair, factors: Iterable[Finding]) -> Finding:
    """Two facts with the four groups; ``lift`` is of both against the better of the two alone."""
    by_key = {factor["key"]: factor for factor in factors}
    names = ("both", "first", "second", "neither")
    groups = {
        name: {"people": group.people, "regulars": group.regulars, "share": group.share}
        for name, group in zip(names, pair.four.groups, strict=True)
    }
    return {
        "facts": [by_key[pair.first], by_key[pair.second]],
        "groups": groups,
        "people": sum(group.people for group in pair.four.groups),
        "lift": pair.crude.lift,
        "low": pair.crude.lift_low,
        "high": pair.crude.lift_high,
        "more": {"value": pair.adjusted.contrast, "low": pair.adjusted.low, "high": pair.adjusted.high},
        "on_the_way": by_key[pair.first]["on_the_way"] or by_key[pair.second]["on_the_way"],
        "p": pair.p,
    }


def _told(reason: Reason, question: Question, kin: Mapping[str, Kinship], point: str) -> Finding:
    factor, table = reason.factor, reason.factor.candidate.table
    return question.told() | {
        "point": point,
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
