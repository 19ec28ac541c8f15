"""Who is one step away from being a regular, and what the step is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

Path = tuple[int, ...]
"""Where a node stands in the rule tree: its place (from 0) in each list on the way; () is the root.

What stands under "not" has place 0."""

Rule = Mapping[str, Any]

AT_LEAST, MORE_THAN, IS = "at_least", "more_than", "is"  # the operators of the rule language that a step can serve


class Kind(StrEnum):
    """What one step is for an attribute."""

    COUNT = "count"
    """One more (purchase, visit, category)."""
    MONEY = "money"
    """An amount not above one usual purchase of the person."""
    DURATION = "duration"
    """Days, not more than a month."""
    OTHER = "other"
    """A yes that the person can give (register, agree)."""


class LeafResult(NamedTuple):
    """How one person stands to one leaf. ``value`` is None where nothing is known; a duration is in days."""

    met: bool
    value: object
    target: object


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one step reaches for this person.

    ``money``: the person's average purchase or an amount the business sets, None if there is neither (then no
    amount is one step); ``days``; ``money_unit`` is the smallest amount of the currency (1 yen, 0.01 dollar); ``count``
    is 1 where one step is meant, more where everything that is missing of one part is to be told.
    """

    money: Decimal | None = None
    days: int = 31
    money_unit: Decimal = Decimal(1)
    count: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Step:
    """What is missing: so much more (times, money, days; 1 for a yes) of the attribute at ``path``.

    ``narrowed`` is the leaf's ``with`` (period, category, shop ...); ``effort`` (0 to 1] is the part of one
    step it takes.
    """

    attribute_key: str
    missing: Decimal
    kind: Kind
    path: Path
    narrowed: Mapping[str, Any] = field(default_factory=dict)
    effort: Decimal = Decimal(1)


def holds(rule: Rule, leaves: Mapping[Path, LeafResult], path: Path = ()) -> bool:
    """Whether the person meets the rule; ValueError for what is no rule and for a leaf without a result."""
    if not isinstance(rule, Mapping):
        raise ValueError(f"What stands at {path} is not a rule.")
    if "all" in rule:
        return all(_answers(rule, "all", leaves, path))
    if "any" in rule:
        return any(_answers(rule, "any", leaves, path))
    if "not" in rule:
        return not holds(_only(rule, "not", path), leaves, (*path, 0))
    return _leaf(rule, leaves, path).met


def missing_step(
    rule: Rule,
    leaves: Mapping[Path, LeafResult],
    kinds: Mapping[str, Kind],
    limits: Limits,
    path: Path = (),
) -> Step | None:
    """The one step this person lacks; None for who meets the rule already or lacks more.

    "all": exactly one part is unmet and that part is one step away. "any": the nearest of the parts that are
    one step away. "not": a person cannot un-do, so never a step; nor is a saved segment. A leaf: see
    ``Kind``; attributes absent from ``kinds`` are nothing a person can take a step in (age, gender). Raises
    ValueError as ``holds`` does.
    """
    if holds(rule, leaves, path):
        return None
    if "all" in rule:
        unmet = [each for each in _children(rule, "all", path) if not holds(each[1], leaves, each[0])]
        return missing_step(unmet[0][1], leaves, kinds, limits, unmet[0][0]) if len(unmet) == 1 else None
    if "any" in rule:
        steps = [missing_step(child, leaves, kinds, limits, place) for place, child in _children(rule, "any", path)]
        return min((step for step in steps if step), key=lambda step: (step.effort, step.path), default=None)
    if "not" in rule:
        return None
    return _leaf_step(rule, _leaf(rule, leaves, path), kinds, limits, path)


def _answers(rule: Rule, word: str, leaves: Mapping[Path, LeafResult], path: Path) -> list[bool]:
    """Every answer, not only those needed, so that a broken part is refused wherever it stands."""
    return [holds(child, leaves, place) for place, child in _children(rule, word, path)]


def _children(rule: Rule, word: str, path: Path) -> Iterator[tuple[Path, Rule]]:
    children = _only(rule, word, path)
    if not isinstance(children, list) or not children:
        raise ValueError(f'"{word}" needs a list with at least one rule (at {path}).')
    return ((((*path, place)), child) for place, child in enumerate(children))


def _only(rule: Rule, word: str, path: Path) -> Any:
    if len(rule) != 1:
        raise ValueError(f'Beside "{word}" nothing else may stand (at {path}).')
    return rule[word]


def _leaf(rule: Rule, leaves: Mapping[Path, LeafResult], path: Path) -> LeafResult:
    if "segment" not in rule and ("attribute" not in rule or "op" not in rule):
        raise ValueError(f"The rule at {path} has no attribute or no operator.")
    if path not in leaves:
        raise ValueError(f"No result for the rule at {path}.")
    return leaves[path]


def _leaf_step(rule: Rule, result: LeafResult, kinds: Mapping[str, Kind], limits: Limits, path: Path) -> Step | None:
    kind = kinds.get(rule.get("attribute", ""))
    missing = _missing(kind, rule["op"], result, limits) if kind else None
    steps = {Kind.MONEY: limits.money, Kind.DURATION: Decimal(limits.days), Kind.COUNT: limits.count}
    limit = steps.get(kind, Decimal(1)) if kind else None
    if kind is None or missing is None or limit is None or not 0 < missing <= limit:
        return None
    return Step(rule["attribute"], missing, kind, path, rule.get("with") or {}, missing / limit)


def _missing(kind: Kind, op: str, result: LeafResult, limits: Limits) -> Decimal | None:
    """How much is missing, in the attribute's own unit; None where no amount would do."""
    if kind is Kind.OTHER:
        return Decimal(1) if op == IS and result.target is True else None
    value, target = _number(result.value), _number(result.target)
    if op not in (AT_LEAST, MORE_THAN) or value is None or target is None:
        return None
    beyond = (limits.money_unit if kind is Kind.MONEY else 1) if op == MORE_THAN else 0
    return target + beyond - value


def _number(value: object) -> Decimal | None:
    """The value as an exact number; None for what is no finite number (a yes, a text, a date, nothing)."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = Decimal(str(value))
    return exact if exact.is_finite() else None
