"""Binds a rule to what stands in the record now: attributes, shops, tags, categories, saved segments.

The engine runs bound rules only. Whatever is not there refuses with the path to it.
"""

# mypy: disable-error-code="func-returns-value"

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from joren.foundation.catalogue import Attribute, AttributeType

from .conditions import Condition
from .errors import InvalidRule
from .listed import customers_listed
from .parameters import Bound, ParameterProblem, bind_parameter
from .problems import RuleProblem
from .queries import Catalogue, catalogue
from .reading import MOST_LEVELS
from .saved import Names, SavedRule, saved_rule
from .tree import All, InSegment, Leaf, Not, Rule, Use
from .words import listed

MOST_LEAVES_IN_ALL = 300
_MOST_NAMED = 10
FindSegment = Callable[[str], SavedRule]
"""A saved segment by its key; raises LookupError for one that is not there."""


@dataclass(frozen=True, slots=True)
class BoundUse:
    """An attribute with its conditions. Two uses with the same attribute and conditions are the same question."""

    attribute: Attribute
    conditions: tuple[Condition, ...] = ()
    words: str = field(default="", compare=False)
    """Its parameters as a sentence says them, in the language of whoever asked."""
    use: Use = field(default=Use(""), compare=False)


@dataclass(frozen=True, slots=True)
class BoundLeaf:
    """A comparison over a bound use. `path` leads to it in the rule as written."""

    leaf: Leaf
    use: BoundUse
    path: str
    people: tuple[int, ...] | None = None
    """Of a list of customers: who they are now."""
    missing: tuple[str, ...] = ()
    """Of a list of customers: what names nobody, as written. Never where that could let somebody in: see `_people`."""


@dataclass(frozen=True, slots=True)
class BoundGroup:
    """`kind` is all, any or not; a saved segment is a group of its one rule, with its key."""

    kind: str
    parts: tuple["BoundRule", ...]
    path: str
    segment: str = ""
    segment_name: str = ""


BoundRule = BoundGroup | BoundLeaf


def bound_leaves(rule: BoundRule) -> Iterator[BoundLeaf]:
    """The leaves from left to right, those of saved segments included."""
    if isinstance(rule, BoundLeaf):
        yield rule
    else:
        for part in rule.parts:
            yield from bound_leaves(part)


def bind_rule(
    rule: Rule, known: Catalogue | None = None, find_segment: FindSegment = saved_rule, names: Names | None = None
) -> BoundRule:
    """The rule with everything looked up; raises `InvalidRule` naming everything that is missing.

    `names`: the words kept when the rule was saved, for what is gone since.
    """
    binder = _Binder(known or catalogue(), find_segment, names)
    bound = binder.rule(rule, "", ())
    if binder.problems or bound is None:
        raise InvalidRule(binder.problems)
    return bound


def bind_use(use: Use, known: Catalogue | None = None) -> BoundUse:
    """One attribute with its parameters looked up; raises `InvalidRule`."""
    binder = _Binder(known or catalogue(), saved_rule)
    bound = binder.use(use, "")
    if binder.problems or bound is None:
        raise InvalidRule(binder.problems)
    return bound


class _Binder:
    """One binding; `problems` fills up."""

    def __init__(self, known: Catalogue, find_segment: FindSegment, names: Names | None = None) -> None:
        self.known = known
        self.find_segment = find_segment
        self.names: Names = names or {}
        self.problems: list[RuleProblem] = []
        self.leaves = 0
        self._uses: dict[str, BoundUse | None] = {}
        self._negated = False

    def rule(self, rule: Rule, path: str, inside: tuple[str, ...]) -> BoundRule | None:
        if isinstance(rule, Leaf):
            return self._leaf(rule, path)
        if isinstance(rule, InSegment):
            return self._segment(rule.key, path, inside)
        if isinstance(rule, Not):
            self._negated = not self._negated
            negated = self._group("not", [(rule.rule, _under(path, "not"))], path, inside)
            self._negated = not self._negated
            return negated
        kind = "all" if isinstance(rule, All) else "any"
        below = [(part, f"{_under(path, kind)}[{index}]") for index, part in enumerate(rule.rules)]
        return self._group(kind, below, path, inside)

    def _group(self, kind: str, below: list[tuple[Rule, str]], path: str, inside: tuple[str, ...]) -> BoundRule | None:
        bound = [self.rule(part, place, inside) for part, place in below]
        good = tuple(part for part in bound if part is not None)
        return BoundGroup(kind, good, path) if len(good) == len(bound) else None

    def _segment(self, key: str, path: str, inside: tuple[str, ...]) -> BoundRule | None:
        place = _under(path, "segment")
        known = self._known_as("segment", key)
        if key in inside or len(inside) >= MOST_LEVELS:
            return self._wrong(place, "segment_loop", key=key, **known)
        try:
            saved = self.find_segment(key)
        except LookupError:
            return self._wrong(place, "unknown_segment", key=key[:100], **known)
        except InvalidRule as broken:
            first = broken.problems[0]
            told = first.details if first.code == "segment_broken" else {"key": key, "reason": first.sentence, **known}
            return self._wrong(place, "segment_broken", **told)
        if saved.put_away:
            return self._wrong(place, "segment_put_away", key=key, name=saved.name or key)
        before, outer = len(self.problems), self.names
        self.names = saved.names
        bound = self.rule(saved.rule, place, (*inside, key))
        self.names = outer
        self._tell_as_one(key, saved.name or key, place, before)
        return BoundGroup("all", (bound,), path, key, saved.name) if bound else None

    def _known_as(self, kind: str, written: object) -> dict[str, str]:
        """The name it had when the rule was saved, as a detail of a problem."""
        name = self.names.get(kind, {}).get(str(written))
        return {"name": name} if name else {}

    def _tell_as_one(self, key: str, name: str, place: str, before: int) -> None:
        """Problems inside a saved segment are told as one, at the place that names it."""
        inner = self.problems[before:]
        if inner and inner[0].code != "segment_loop":
            details = {"key": key, "name": name, "reason": inner[0].sentence}
            broken = RuleProblem(place, "segment_broken", details)
            self.problems[before:] = [broken]

    def _leaf(self, leaf: Leaf, path: str) -> BoundRule | None:
        self.leaves += 1
        if self.leaves > MOST_LEAVES_IN_ALL:
            if self.leaves == MOST_LEAVES_IN_ALL + 1:
                self._wrong(path, "too_many", most=MOST_LEAVES_IN_ALL)
            return None
        use = self.use(leaf.use, path)
        if use is None:
            return None
        return (
            self._people(leaf, use, path)
            if use.attribute.type is AttributeType.CUSTOMER
            else BoundLeaf(leaf, use, path)
        )

    def _people(self, leaf: Leaf, use: BoundUse, path: str) -> BoundRule | None:
        """A list of customers. Who is not found is missing from the audience, which `hints` tells; where the list keeps
        people out, or where nobody at all is found, the rule is refused.
        """
        written = leaf.value if isinstance(leaf.value, tuple) else ()
        found = customers_listed(written)
        if found.missing and (self._negated or not found.ids):
            names = listed(found.missing[:_MOST_NAMED]) + ("…" if len(found.missing) > _MOST_NAMED else "")
            return self._wrong(_under(path, "value"), "listed_unknown", number=f"{len(found.missing):,}", names=names)
        return BoundLeaf(leaf, use, path, found.ids, found.missing)

    def use(self, use: Use, path: str) -> BoundUse | None:
        name = str(use)
        if name not in self._uses:
            self._uses[name] = self._bound(use, path)
        return self._uses[name]

    def _bound(self, use: Use, path: str) -> BoundUse | None:
        attribute = self.known.attributes.get(use.attribute)
        if attribute is None:
            gone = self._known_as("attribute", use.attribute)
            return self._wrong(_under(path, "attribute"), "unknown_attribute", key=use.attribute[:100], **gone)
        found: list[Bound] = []
        for parameter in attribute.parameters:
            if parameter.key in use.parameters:
                try:
                    found.append(bind_parameter(parameter, use.parameters[parameter.key]))
                except ParameterProblem as problem:
                    gone = self._known_as(parameter.type, problem.details.get("value"))
                    self._wrong(_under(path, f"with.{parameter.key}"), problem.code, **problem.details, **gone)
                    return None
        words = listed(part.words for part in found)
        return BoundUse(attribute, tuple(part.condition for part in found), words, use)

    def _wrong(self, path: str, code: str, **details: object) -> None:
        """Note a problem; `return self._wrong(…)` says that there is no answer."""
        self.problems.append(RuleProblem(path, code, details))


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
