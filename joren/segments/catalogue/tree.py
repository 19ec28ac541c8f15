"""A rule as a tree of frozen dataclasses, and back to JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from .operators import Operator

Value = Decimal | date | bool | int | str | tuple[Any, ...] | None
"""What a leaf compares with: Decimal for numbers, money and days; a pair for between; a tuple of texts for any_of."""


@dataclass(frozen=True, slots=True)
class Use:
    """An attribute with its parameters as the rule writes them: ``purchases.count`` in the last 365 days."""

    attribute: str
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        """The same text for the same use: the key, and the parameters as canonical JSON where there are any."""
        return self.attribute + (_canonical(self.parameters) if self.parameters else "")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison: true or false for every customer, false where the answer is unknown."""

    use: Use
    op: Operator
    value: Value = None


@dataclass(frozen=True, slots=True)
class InSegment:
    """True for the members of a saved segment."""

    key: str


@dataclass(frozen=True, slots=True)
class All:
    """True where every rule is."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where at least one rule is."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where the rule is false."""

    rule: "Rule"


Rule = All | AnyOf | Not | InSegment | Leaf


def leaves(rule: Rule) -> Iterator[Leaf]:
    """The leaves from left to right; those of a saved segment are not among them."""
    if isinstance(rule, Leaf):
        yield rule
    else:
        for part in parts(rule):
            yield from leaves(part)


def segment_keys(rule: Rule) -> Iterator[str]:
    """The saved segments a rule names itself, from left to right."""
    if isinstance(rule, InSegment):
        yield rule.key
    for part in parts(rule):
        yield from segment_keys(part)


def parts(rule: Rule) -> tuple[Rule, ...]:
    """The rules right below; none for a leaf or a saved segment."""
    if isinstance(rule, All | AnyOf):
        return rule.rules
    return (rule.rule,) if isinstance(rule, Not) else ()


def to_json(rule: Rule) -> dict[str, Any]:
    """The documented JSON form; reading it again gives an equal rule."""
    if isinstance(rule, All):
        return {"all": [to_json(part) for part in rule.rules]}
    if isinstance(rule, AnyOf):
        return {"any": [to_json(part) for part in rule.rules]}
    if isinstance(rule, Not):
        return {"not": to_json(rule.rule)}
    if isinstance(rule, InSegment):
        return {"segment": rule.key}
    return _leaf_to_json(rule)


def _leaf_to_json(leaf: Leaf) -> dict[str, Any]:
    data: dict[str, Any] = {"attribute": leaf.use.attribute}
    if leaf.use.parameters:
        data["with"] = dict(leaf.use.parameters)
    data["op"] = leaf.op.value
    if leaf.value is not None:
        data["value"] = plain(leaf.value)
    return data


def plain(value: Value) -> Any:
    """A value as JSON carries it: whole numbers as integers, others as the shortest float, days in ISO form."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
