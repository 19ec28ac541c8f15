"""The draft with everything a template needs to draw it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from joren.foundation.catalogue import Attribute, AttributeType
from joren.segments.catalogue.operators import OPERATORS, Operator
from joren.segments.catalogue.problems import RuleProblem
from joren.segments.catalogue.queries import Catalogue
from joren.segments.catalogue.words import listed
from joren.segments.lists import queries as pasted_lists
from joren.segments.lists.models import PastedList

from . import queries
from .choices import MODE_WORDS, OPERATOR_WORDS, Choice, by_group
from .draft import ROOT, Node, addresses
from .inputs import Told
from .parameter_inputs import ParameterInput, parameter_input
from .references import reference_in, values_of

UNFINISHED: Final = {
    "attribute_missing",
    "value_missing",
    "segment_not_text",
    "period_bad_date",
    "period_bad_value",
    "band_bad",
    "parameter_missing",
}
"""Not mistakes while somebody is still choosing."""
_MOST_NAMED: Final = 100
"""Of those not found, by name on the page."""
Problems = Mapping[str, list[RuleProblem]]
_QUANTITIES: Final = (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS)


@dataclass(frozen=True, slots=True)
class Said:
    """What there is to say beside the nodes, by address: of the rule as read, and `told` of what was posted."""

    problems: Problems
    told: Told
    advice: Problems

    def at(self, address: str) -> tuple[list[str], list[str], list[str]]:
        """What is wrong there, what is only missing, and what is odd."""
        found = self.problems.get(address, [])
        wrong = [problem.sentence for problem in found if problem.code not in UNFINISHED]
        hints = [problem.sentence for problem in found if problem.code in UNFINISHED]
        return self.told.get(address, []) + wrong, hints, [odd.sentence for odd in self.advice.get(address, [])]


@dataclass(frozen=True, slots=True)
class ListView:
    """The list of a leaf: as it was pasted, or only how many it has; `is_gone`: nobody knows it any more."""

    key: str = ""
    pasted: PastedList | None = None
    number: int = 0
    is_gone: bool = False

    @property
    def missing_shown(self) -> str:
        """The first of those not found."""
        return _first(self.pasted.missing, self.pasted.missing_count) if self.pasted else ""

    @property
    def unclear_shown(self) -> str:
        """The first of those that several people have, each with how many."""
        if self.pasted is None:
            return ""
        return _first([f"{value} ({number})" for value, number in self.pasted.unclear], self.pasted.unclear_count)


@dataclass(frozen=True, slots=True)
class NodeView:
    """One node as the template draws it."""

    address: str
    kind: str
    node: Node
    problems: Sequence[str] = ()
    hints: Sequence[str] = ()
    advice: Sequence[str] = ()
    parts: Sequence["NodeView"] = ()
    modes: Sequence[Choice] = ()
    attributes: Sequence[tuple[str, list[Choice]]] = ()
    attribute: Attribute | None = None
    operators: Sequence[Choice] = ()
    value_kind: str = ""
    choices: Sequence[Choice] = ()
    parameters: Sequence[ParameterInput] = ()
    more: Sequence[ParameterInput] = ()
    low: Any = ""
    high: Any = ""
    items: ListView = field(default_factory=ListView)

    @property
    def more_names(self) -> str:
        """What else its facts can be narrowed by."""
        return listed(str(one.parameter.label) for one in self.more)

    @property
    def is_root(self) -> bool:
        """Whether it is the whole rule."""
        return self.address == ROOT

    @property
    def is_inside(self) -> bool:
        """Whether it stands in a group that is not the top one."""
        return self.address.count(".") > 1


def view_of(
    draft: Node,
    known: Catalogue,
    said: Said,
    own_key: str = "",
    *,
    whole: bool = True,
) -> NodeView:
    """The whole draft as the template draws it.

    `said`: what is wrong, missing or odd. `own_key`: the segment being changed, which it cannot contain. `whole`: each
    leaf lists all attributes there are, for browsers without JavaScript.
    """
    groups = by_group(known.attributes.values()) if whole else []
    saved = [(s.key, s.name) for s in queries.segments().order_by("name", "pk") if s.key != own_key]
    return _Drawing(known, groups, saved, said).node(draft, ROOT)


def messages_of(draft: Node, said: Said) -> list[NodeView]:
    """Every node with what is wrong with it, for a page that is not drawn anew."""
    return [NodeView(place, "", node, *said.at(place)) for place, node in addresses(draft)]


def is_unfinished(problems: Problems) -> bool:
    """Whether nothing is wrong but that something is still to be chosen."""
    return all(problem.code in UNFINISHED for found in problems.values() for problem in found)


class _Drawing:
    """Draws nodes with what they offer to choose."""

    def __init__(
        self,
        known: Catalogue,
        groups: list[tuple[str, list[Attribute]]],
        saved: list[tuple[str, str]],
        said: Said,
    ) -> None:
        self._known = known
        self._groups = groups
        self._saved = saved
        self._said = said

    def node(self, node: Node, address: str) -> NodeView:
        if "parts" in node:
            return self._group(node, address)
        if "segment" in node:
            return NodeView(address, "segment", node, *self._said.at(address), choices=self._segments(node["segment"]))
        return self._leaf(node, address)

    def _group(self, node: Node, address: str) -> NodeView:
        parts = [self.node(part, f"{address}.{number}") for number, part in enumerate(node["parts"])]
        modes = [Choice(mode, str(words), node["mode"] == mode) for mode, words in MODE_WORDS.items()]
        return NodeView(address, "group", node, *self._said.at(address), parts=parts, modes=modes)

    def _segments(self, chosen: str) -> list[Choice]:
        found = [Choice(key, name, key == chosen) for key, name in self._saved]
        gone = chosen and chosen not in dict(self._saved)
        return [*found, Choice(chosen, chosen, True)] if gone else found

    def _leaf(self, node: Node, address: str) -> NodeView:
        attribute = self._known.attributes.get(node["attribute"])
        offered = [
            (label, [Choice(a.key, str(a.label), a.key == node["attribute"]) for a in found])
            for label, found in self._groups
        ]
        if attribute is None:
            return NodeView(address, "leaf", node, *self._said.at(address), attributes=offered)
        words = [Choice(op.value, str(OPERATOR_WORDS[op]), op == node["op"]) for op in OPERATORS[attribute.type]]
        value = node["value"]
        low, high = value if isinstance(value, list) and len(value) == len(("low", "high")) else ("", "")
        inputs = [parameter_input(address, parameter, node["with"]) for parameter in attribute.parameters]
        return NodeView(
            address,
            "leaf",
            node,
            *self._said.at(address),
            attributes=offered,
            attribute=attribute,
            operators=words,
            value_kind=_value_kind(attribute, node["op"]),
            choices=_value_choices(attribute, value),
            parameters=[one for one in inputs if one.is_open],
            more=[one for one in inputs if not one.is_open],
            low=low,
            high=high,
            items=_list_view(value),
        )


def _first(values: Sequence[str], number: int) -> str:
    shown = listed(values[:_MOST_NAMED])
    return f"{shown} …" if number > _MOST_NAMED else shown


def _list_view(value: Any) -> ListView:
    key = reference_in(value)
    if not key:
        return ListView(number=len(value) if isinstance(value, list) else 0)
    kept = pasted_lists.pasted(key)
    if kept is not None:
        return ListView(key, kept, kept.people)
    values = values_of(key)
    return ListView(key, number=len(values or ()), is_gone=values is None)


def _value_kind(attribute: Attribute, op: str) -> str:
    """Which input the value gets."""
    if op == Operator.IS_KNOWN:
        return "none"
    if op == Operator.WITHIN_LAST_DAYS:
        return "days"
    if attribute.type is AttributeType.CUSTOMER:
        return "people"
    if attribute.type is AttributeType.CHOICE and attribute.options:
        return {Operator.ANY_OF: "choices", Operator.IS: "choice", Operator.IS_NOT: "choice"}.get(op, "text")  # type: ignore[call-overload, no-any-return]
    if op == Operator.ANY_OF:
        return "list"
    kind = {AttributeType.DATE: "date", AttributeType.BOOLEAN: "boolean"}.get(attribute.type, "text")
    if attribute.type in _QUANTITIES:
        kind = "number"
    return f"{kind}_pair" if op == Operator.BETWEEN else kind


def _value_choices(attribute: Attribute, value: Any) -> list[Choice]:
    if not attribute.options:
        return []
    chosen = {str(item) for item in (value if isinstance(value, list) else [value])}
    offered = [Choice(o.value, str(o.label), o.value in chosen) for o in attribute.options]
    gone = sorted(chosen - {o.value for o in attribute.options} - {"", "True", "False"})
    return offered + [Choice(item, item, True) for item in gone]
