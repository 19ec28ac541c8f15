"""Everybody who is one step away, as a rule of the same language, so that the list is a segment like any other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from joren.insight.loyalty.rules.prospects import AT_LEAST, IS, MORE_THAN, Kind

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one step reaches for everybody: an amount of money (None: no amount is one step) and days."""

    money: Decimal | None = None
    days: int = 31


def near_rule(rule: Rule, kinds: Mapping[str, Kind], reach: Reach) -> dict[str, Any] | None:
    """The rule of those who miss `rule` by one step; None where nobody can be.

    The same people as those `missing_step` finds with the limits of `reach`, for attributes counted in whole steps.
    """
    if "all" in rule:
        return _near_all(list(rule["all"]), kinds, reach)
    if "any" in rule:
        near = [step for part in rule["any"] if (step := near_rule(part, kinds, reach))]
        return {"all": [{"not": dict(rule)}, _either(near)]} if near else None
    if "attribute" not in rule:
        return None
    reached = _reached(rule, kinds.get(rule["attribute"]), reach)
    return {"all": [{"not": dict(rule)}, *reached]} if reached is not None else None


def leaves(rule: Rule) -> Iterator[Rule]:
    """The comparisons of a rule from left to right."""
    if "attribute" in rule:
        yield rule
    for part in [*rule.get("all", ()), *rule.get("any", ()), *([rule["not"]] if "not" in rule else [])]:
        yield from leaves(part)


def _near_all(parts: list[Rule], kinds: Mapping[str, Kind], reach: Reach) -> dict[str, Any] | None:
    """Exactly one part is missed, by a step: a part missed by a step with all the others met."""
    found = []
    for place, part in enumerate(parts):
        step = near_rule(part, kinds, reach)
        if step is not None:
            found.append({"all": [step, *(dict(other) for at, other in enumerate(parts) if at != place)]})
    return _either(found) if found else None


def _either(rules: list[dict[str, Any]]) -> dict[str, Any]:
    return rules[0] if len(rules) == 1 else {"any": rules}


def _reached(leaf: Rule, kind: Kind | None, reach: Reach) -> list[dict[str, Any]] | None:
    """What a person must have already; [] for nothing, None where no step leads there."""
    if kind is Kind.OTHER:
        return [] if leaf["op"] == IS and leaf.get("value") is True else None
    steps = {Kind.COUNT: Decimal(1), Kind.DURATION: Decimal(reach.days), Kind.MONEY: reach.money}
    step = steps.get(kind) if kind else None
    if step is None or leaf["op"] not in (AT_LEAST, MORE_THAN):
        return None
    enough = Decimal(str(leaf["value"])) - step
    # More than 5 purchases are missed by one at 5: the least that is more is one unit further on.
    strictly = leaf["op"] == MORE_THAN and kind is not Kind.COUNT and kind is not Kind.DURATION
    value = enough + 1 if leaf["op"] == MORE_THAN and not strictly else enough
    return [{**leaf, "op": MORE_THAN if strictly else AT_LEAST, "value": _plain(value)}]


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
