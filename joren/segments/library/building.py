"""The builder's page: the draft with everything a template needs to draw it, and what it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from joren.foundation.accounts.models import Staff
from joren.foundation.catalogue import Attribute, AttributeType, Parameter, ParameterType
from joren.foundation.errors import JorenError
from joren.record.customers.models import Customer
from joren.record.customers.queries import customers_visible_to
from joren.segments.catalogue.binding import BoundRule, bind_rule
from joren.segments.catalogue.errors import InvalidRule
from joren.segments.catalogue.operators import OPERATORS, Operator
from joren.segments.catalogue.problems import RuleProblem
from joren.segments.catalogue.queries import Catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.catalogue.sentences import rule_sentence
from joren.segments.engine import run

from . import queries
from .choices import (
    MODE_WORDS,
    OPERATOR_WORDS,
    PERIOD_KINDS,
    Choice,
    band_choices,
    by_group,
    parameter_choices,
)
from .draft import ROOT, Node, to_rule

EXAMPLES: Final = 10
_UNFINISHED: Final = {
    "attribute_missing",
    "value_missing",
    "segment_not_text",
    "period_bad_date",
    "period_bad_value",
    "band_bad",
    "parameter_missing",
}
"""Not mistakes while somebody is still choosing."""


@dataclass(frozen=True, slots=True)
class ParameterInput:
    """One parameter of a leaf: `kind` picks the input, `given` is what stands in the draft."""

    name: str
    parameter: Parameter
    kind: str
    given: Any
    choices: list[Choice] | None = None
    number: Any = ""


@dataclass(frozen=True, slots=True)
class NodeView:
    """One node as the template draws it."""

    address: str
    kind: str
    node: Node
    problems: list[str]
    hints: list[str]
    parts: list["NodeView"] = field(default_factory=list)
    modes: list[Choice] = field(default_factory=list)
    attributes: list[tuple[str, list[Choice]]] = field(default_factory=list)
    attribute: Attribute | None = None
    operators: list[Choice] = field(default_factory=list)
    value_kind: str = ""
    choices: list[Choice] = field(default_factory=list)
    parameters: list[ParameterInput] = field(default_factory=list)
    low: Any = ""
    high: Any = ""

    @property
    def is_root(self) -> bool:
        """Whether it is the whole rule."""
        return self.address == ROOT


@dataclass(frozen=True, slots=True)
class Result:
    """What the draft comes to: a sentence, how many and some of them; or why it cannot be asked yet."""

    sentence: str = ""
    count: int | None = None
    people: list[Customer] = field(default_factory=list)
    trouble: str = ""


def read_draft(draft: Node, known: Catalogue) -> tuple[BoundRule | None, dict[str, list[RuleProblem]]]:
    """The bound rule if the draft is one, and the problems by the address of the node they belong to."""
    rule, places = to_rule(draft)
    try:
        return bind_rule(read_rule(rule, known), known), {}
    except InvalidRule as broken:
        found: dict[str, list[RuleProblem]] = {}
        for problem in broken.problems:
            found.setdefault(_place(problem.path, places), []).append(problem)
        return None, found


def result_of(bound: BoundRule | None, staff: Staff) -> Result:
    """Ask the engine; what it refuses is told, not raised."""
    if bound is None:
        return Result()
    said = rule_sentence(bound)
    try:
        number, ids = run.sample(bound, EXAMPLES)
    except JorenError as problem:
        return Result(said, trouble=f"{problem} {problem.remedy_sentence}")
    people = customers_visible_to(staff).filter(pk__in=ids).order_by("-pk")
    return Result(said, number, list(people))


def view_of(draft: Node, known: Catalogue, problems: Mapping[str, list[RuleProblem]], own_key: str = "") -> NodeView:
    """The whole draft as the template draws it. `own_key`: the segment being changed, which it cannot contain."""
    groups = by_group(known.attributes.values())
    saved = [(s.key, s.name) for s in queries.segments().order_by("name", "pk") if s.key != own_key]
    return _Drawing(known, groups, saved, problems).node(draft, ROOT)


def is_unfinished(problems: Mapping[str, list[RuleProblem]]) -> bool:
    """Whether nothing is wrong but that something is still to be chosen."""
    return all(problem.code in _UNFINISHED for found in problems.values() for problem in found)


class _Drawing:
    """Draws nodes with what they offer to choose."""

    def __init__(
        self,
        known: Catalogue,
        groups: list[tuple[str, list[Attribute]]],
        saved: list[tuple[str, str]],
        problems: Mapping[str, list[RuleProblem]],
    ) -> None:
        self._known = known
        self._groups = groups
        self._saved = saved
        self._problems = problems

    def node(self, node: Node, address: str) -> NodeView:
        found = self._problems.get(address, [])
        wrong = [problem.sentence for problem in found if problem.code not in _UNFINISHED]
        hints = [problem.sentence for problem in found if problem.code in _UNFINISHED]
        if "parts" in node:
            return self._group(node, address, wrong, hints)
        if "segment" in node:
            return NodeView(address, "segment", node, wrong, hints, choices=self._segments(node["segment"]))
        return self._leaf(node, address, wrong, hints)

    def _group(self, node: Node, address: str, wrong: list[str], hints: list[str]) -> NodeView:
        parts = [self.node(part, f"{address}.{number}") for number, part in enumerate(node["parts"])]
        modes = [Choice(mode, str(words), node["mode"] == mode) for mode, words in MODE_WORDS.items()]
        return NodeView(address, "group", node, wrong, hints, parts=parts, modes=modes)

    def _segments(self, chosen: str) -> list[Choice]:
        found = [Choice(key, name, key == chosen) for key, name in self._saved]
        gone = chosen and chosen not in dict(self._saved)
        return [*found, Choice(chosen, chosen, True)] if gone else found

    def _leaf(self, node: Node, address: str, wrong: list[str], hints: list[str]) -> NodeView:
        attribute = self._known.attributes.get(node["attribute"])
        offered = [
            (label, [Choice(a.key, str(a.label), a.key == node["attribute"]) for a in found])
            for label, found in self._groups
        ]
        if attribute is None:
            return NodeView(address, "leaf", node, wrong, hints, attributes=offered)
        words = [Choice(op.value, str(OPERATOR_WORDS[op]), op == node["op"]) for op in OPERATORS[attribute.type]]
        value = node["value"]
        low, high = value if isinstance(value, list) and len(value) == len(("low", "high")) else ("", "")
        return NodeView(
            address,
            "leaf",
            node,
            wrong,
            hints,
            attributes=offered,
            attribute=attribute,
            operators=words,
            value_kind=_value_kind(attribute, node["op"]),
            choices=_value_choices(attribute, value),
            parameters=[_parameter(address, parameter, node["with"]) for parameter in attribute.parameters],
            low=low,
            high=high,
        )


def _value_kind(attribute: Attribute, op: str) -> str:
    """Which input the value gets."""
    if op == Operator.IS_KNOWN:
        return "none"
    if op == Operator.WITHIN_LAST_DAYS:
        return "days"
    if attribute.type is AttributeType.CHOICE and attribute.options:
        return {Operator.ANY_OF: "choices", Operator.IS: "choice", Operator.IS_NOT: "choice"}.get(op, "text")  # type: ignore[call-overload, no-any-return]
    if op == Operator.ANY_OF:
        return "list"
    kind = {AttributeType.DATE: "date", AttributeType.BOOLEAN: "boolean"}.get(attribute.type, "text")
    if attribute.type in (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS):
        kind = "number"
    return f"{kind}_pair" if op == Operator.BETWEEN else kind


def _value_choices(attribute: Attribute, value: Any) -> list[Choice]:
    chosen = {str(item) for item in (value if isinstance(value, list) else [value])}
    offered = [Choice(o.value, str(o.label), o.value in chosen) for o in attribute.options]
    gone = sorted(chosen - {o.value for o in attribute.options} - {"", "True", "False"})
    return offered + [Choice(item, item, True) for item in gone]


def _parameter(address: str, parameter: Parameter, given_all: Mapping[str, Any]) -> ParameterInput:
    name, given = f"{address}:with.{parameter.key}", given_all.get(parameter.key)
    if parameter.type is ParameterType.PERIOD:
        return _period(name, parameter, given or {})
    if parameter.type is ParameterType.TIME_BAND:
        return ParameterInput(name, parameter, "band", given, band_choices(given))
    choices = parameter_choices(parameter, given)
    if choices is None:
        written = ", ".join(map(str, given)) if isinstance(given, list) else str(given or "")
        return ParameterInput(name, parameter, "text", written)
    return ParameterInput(
        name, parameter, "weekday" if parameter.type is ParameterType.WEEKDAY else "choice", given, choices
    )


def _period(name: str, parameter: Parameter, given: Any) -> ParameterInput:
    period = given if isinstance(given, dict) else {}
    kind, number = "", ""
    for key, value in period.items():
        if key in ("last_days", "last_months"):
            kind, number = key, value
        elif key in ("from", "to"):
            kind = "between"
        elif key in ("month", "fiscal_year"):
            kind, number = (f"{key}.{value}", "") if value in ("this", "last") else ("year", value)
    choices = [Choice(value, str(words), value == kind) for value, words in PERIOD_KINDS]
    return ParameterInput(name, parameter, "period", {"kind": kind, **period}, choices, number)


def _place(path: str, places: Mapping[str, str]) -> str:
    """The node a problem's path leads to: the longest known place it begins with."""
    best = max(
        (known for known in places if path == known or path.startswith((f"{known}.", f"{known}["))), key=len, default=""
    )
    return places.get(best, ROOT)
