"""What is odd about a rule that is none the less right: it is answered truthfully, and the builder says why. Pure.

A hint has the form of a problem (path, code, sentence) and never stops a rule.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from joren.foundation.catalogue import AttributeType

from .binding import BoundGroup, BoundLeaf, BoundRule, BoundUse, bound_leaves
from .operators import Operator
from .problems import RuleProblem
from .sentences import leaf_sentence
from .words import listed

_MOST_NAMED: Final = 10
_ORDERED: Final = (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS, AttributeType.DATE)


def hints_of(rule: BoundRule) -> list[RuleProblem]:
    """Conditions that exclude each other, conditions said twice, names of a list that nobody has."""
    found = [*_of_groups(rule), *_of_lists(rule)]
    return list({(hint.path, hint.code): hint for hint in found}.values())


def _of_lists(rule: BoundRule) -> Iterator[RuleProblem]:
    for leaf in bound_leaves(rule):
        if leaf.missing:
            names = listed(leaf.missing[:_MOST_NAMED]) + ("…" if len(leaf.missing) > _MOST_NAMED else "")
            details = {"number": f"{len(leaf.missing):,}", "names": names}
            yield RuleProblem(f"{leaf.path}.value" if leaf.path else "value", "hint_listed_missing", details)


def _of_groups(rule: BoundRule) -> Iterator[RuleProblem]:
    if isinstance(rule, BoundLeaf):
        return
    if rule.kind in ("all", "any"):
        yield from _twice(rule)
    if rule.kind == "all":
        yield from _exclusive(rule)
    for part in rule.parts:
        yield from _of_groups(part)


def _twice(group: BoundGroup) -> Iterator[RuleProblem]:
    seen: list[BoundLeaf] = []
    for leaf in (part for part in group.parts if isinstance(part, BoundLeaf)):
        if any(_asks_alike(leaf, other) for other in seen):
            yield RuleProblem(leaf.path, "hint_twice", {"what": leaf_sentence(leaf)})
        seen.append(leaf)


def _asks_alike(one: BoundLeaf, other: BoundLeaf) -> bool:
    return one.use == other.use and one.leaf.op is other.leaf.op and one.leaf.value == other.leaf.value


def _exclusive(group: BoundGroup) -> Iterator[RuleProblem]:
    """Of conditions that must all hold: the first that leaves nothing of what those before it allow."""
    allowed: dict[BoundUse, list[tuple[BoundLeaf, _Range]]] = {}
    held, denied = list(_held(group)), list(_denied(group))
    for leaf in held:
        before = allowed.setdefault(leaf.use, [])
        own = _range(leaf)
        against = next((other for other, given in before if given.meet(own).is_empty), None)
        together = _meet([given for _leaf, given in before])
        if against is None and before and together.meet(own).is_empty:
            against = before[0][0]
        if against is not None:
            yield _contradiction(leaf, against)
            return
        before.append((leaf, own))
    for leaf in denied:
        given = allowed.get(leaf.use, [])
        if given and _meet([each for _leaf, each in given]).is_within(_range(leaf)):
            yield _contradiction(leaf, given[0][0], denied=True)
            return


def _contradiction(leaf: BoundLeaf, against: BoundLeaf, *, denied: bool = False) -> RuleProblem:
    code = "hint_contradiction_denied" if denied else "hint_contradiction"
    return RuleProblem(leaf.path, code, {"one": leaf_sentence(against), "other": leaf_sentence(leaf)})


def _held(group: BoundGroup) -> Iterator[BoundLeaf]:
    """The comparisons that must hold with the group: its own and those of groups of all inside it."""
    for part in group.parts:
        if isinstance(part, BoundLeaf):
            yield part
        elif part.kind == "all":
            yield from _held(part)


def _denied(group: BoundGroup) -> Iterator[BoundLeaf]:
    """The comparisons that must not hold with it."""
    for part in group.parts:
        if isinstance(part, BoundLeaf):
            continue
        if part.kind == "all":
            yield from _denied(part)
        elif part.kind == "not":
            yield from _alternatives(part.parts[0])


def _alternatives(rule: BoundRule) -> Iterator[BoundLeaf]:
    if isinstance(rule, BoundLeaf):
        yield rule
    elif rule.kind == "any" or len(rule.parts) == 1:
        for part in rule.parts:
            if isinstance(part, BoundLeaf):
                yield part


@dataclass(frozen=True, slots=True)
class _Range:
    """The answers a comparison lets through: between two ends, or a set of values; None is open, everything."""

    low: Any = None
    high: Any = None
    low_inside: bool = True
    high_inside: bool = True
    values: frozenset[Any] | None = None
    is_everything: bool = False
    """Also those that cannot be told from the rule alone."""

    @property
    def is_empty(self) -> bool:
        if self.values is not None:
            return not self.values
        if self.low is None or self.high is None:
            return False
        inside = self.low_inside and self.high_inside
        return bool(self.low > self.high or (self.low == self.high and not inside))

    def meet(self, other: "_Range") -> "_Range":
        if self.values is not None and other.values is not None:
            return _Range(values=self.values & other.values)
        if self.values is not None or other.values is not None:
            return self if self.values is not None else other
        low, low_inside = _tighter(self.low, self.low_inside, other.low, other.low_inside, upper=False)
        high, high_inside = _tighter(self.high, self.high_inside, other.high, other.high_inside, upper=True)
        return _Range(low, high, low_inside, high_inside)

    def is_within(self, other: "_Range") -> bool:
        """Whether everything let through here is let through there."""
        if other.is_everything or self.is_everything:
            return False
        if self.values is not None or other.values is not None:
            return self.values is not None and other.values is not None and self.values <= other.values
        met = self.meet(other)
        return (met.low, met.high, met.low_inside, met.high_inside) == (
            self.low,
            self.high,
            self.low_inside,
            self.high_inside,
        )


_EVERYTHING: Final = _Range(is_everything=True)


def _meet(ranges: Iterable[_Range]) -> _Range:
    found = _EVERYTHING
    for each in ranges:
        met = found.meet(each)
        found = _Range(
            met.low, met.high, met.low_inside, met.high_inside, met.values, found.is_everything and each.is_everything
        )
    return found


def _tighter(one: Any, one_inside: bool, other: Any, other_inside: bool, *, upper: bool) -> tuple[Any, bool]:
    if one is None or other is None:
        return (other, other_inside) if one is None else (one, one_inside)
    if one == other:
        return one, one_inside and other_inside
    takes_one = one < other if upper else one > other
    return (one, one_inside) if takes_one else (other, other_inside)


def _range(leaf: BoundLeaf) -> _Range:
    op, value, kind = leaf.leaf.op, leaf.leaf.value, leaf.use.attribute.type
    if kind is AttributeType.CUSTOMER:
        return _Range(values=frozenset(leaf.people or ()))
    if op is Operator.IS:
        return _Range(values=frozenset([value]))
    if op is Operator.ANY_OF and isinstance(value, tuple):
        return _Range(values=frozenset(value))
    if kind not in _ORDERED or op in (Operator.IS_KNOWN, Operator.WITHIN_LAST_DAYS):
        return _EVERYTHING
    return _ends(op, value)


def _ends(op: Operator, value: Any) -> _Range:
    if op is Operator.BETWEEN:
        return _Range(*value)
    if op is Operator.EQUALS:
        return _Range(value, value)
    if op in (Operator.AT_LEAST, Operator.ON_OR_AFTER):
        return _Range(low=value)
    if op in (Operator.AT_MOST, Operator.ON_OR_BEFORE):
        return _Range(high=value)
    return _Range(low=value, low_inside=False) if op is Operator.MORE_THAN else _Range(high=value, high_inside=False)
