"""Reads a rule from JSON, collecting every problem with the path to it."""

# mypy: disable-error-code="func-returns-value"

from collections.abc import Mapping
from typing import Any, Final

from joren.foundation.catalogue import Attribute, AttributeType

from .errors import InvalidRule
from .operators import OPERATORS, Operator
from .parameters import check_parameters
from .problems import RuleProblem
from .queries import Catalogue, catalogue
from .saved import Names
from .tree import All, AnyOf, InSegment, Leaf, Not, Rule, Use
from .values import ValueProblem, read_value

MOST_LEVELS: Final = 10
MOST_LEAVES: Final = 100
_SHAPES: Final = ("all", "any", "not", "segment", "attribute")
_LEAF_KEYS: Final = {"attribute", "with", "op", "value"}


def read_rule(data: object, known: Catalogue | None = None, names: Names | None = None) -> Rule:
    """The rule in `data`; raises `InvalidRule` naming everything that is wrong.

    `names`: the words kept when the rule was saved, for attributes that are gone since.

    Attributes, operators, values and the form of parameters are checked here; that a shop, tag, category or saved
    segment still exists is checked when the rule is bound (`binding`).
    """
    reader = _Reader(known or catalogue(), names)
    rule = reader.rule(data, "", 1)
    if reader.problems or rule is None:
        raise InvalidRule(reader.problems)
    return rule


def read_use(data: object, known: Catalogue | None = None) -> Use:
    """An attribute with parameters: ``"purchases.count"`` or ``{"attribute": …, "with": {…}}``."""
    reader = _Reader(known or catalogue())
    form = {"attribute": data} if isinstance(data, str) else data
    if not isinstance(form, Mapping) or not set(form) <= {"attribute", "with"}:
        raise InvalidRule([RuleProblem("", "not_an_object")])
    found = reader.use(form, "")
    if reader.problems or found is None:
        raise InvalidRule(reader.problems)
    return found[0]


class _Reader:
    """One reading; `problems` fills up."""

    def __init__(self, known: Catalogue, names: Names | None = None) -> None:
        self.known = known
        self.names = (names or {}).get("attribute", {})
        self.problems: list[RuleProblem] = []
        self.leaves = 0

    def rule(self, data: object, path: str, level: int) -> Rule | None:
        if not isinstance(data, Mapping):
            return self._wrong(path, "not_an_object")
        shapes = [shape for shape in _SHAPES if shape in data]
        if len(shapes) != 1:
            return self._wrong(path, "unknown_shape")
        if level > MOST_LEVELS:
            return self._wrong(path, "too_deep", most=MOST_LEVELS)
        if not self._keys_known(data, _LEAF_KEYS if shapes == ["attribute"] else set(shapes), path):
            return None
        return self._of_shape(shapes[0], data, path, level)

    def _of_shape(self, shape: str, data: Mapping[str, Any], path: str, level: int) -> Rule | None:
        if shape == "segment":
            return self._segment(data["segment"], path)
        if shape == "attribute":
            return self._leaf(data, path)
        if shape == "not":
            negated = self.rule(data["not"], _under(path, "not"), level + 1)
            return Not(negated) if negated else None
        return self._group(shape, data[shape], _under(path, shape), level)

    def _group(self, shape: str, items: object, path: str, level: int) -> Rule | None:
        if not isinstance(items, list | tuple) or not items:
            return self._wrong(path, "empty_group")
        rules = [self.rule(item, f"{path}[{index}]", level + 1) for index, item in enumerate(items)]
        good = tuple(rule for rule in rules if rule is not None)
        return (All if shape == "all" else AnyOf)(good) if len(good) == len(rules) else None

    def _segment(self, key: object, path: str) -> Rule | None:
        if not isinstance(key, str) or not key:
            return self._wrong(_under(path, "segment"), "segment_not_text")
        return InSegment(key)

    def _leaf(self, data: Mapping[str, Any], path: str) -> Rule | None:
        self.leaves += 1
        if self.leaves > MOST_LEAVES:
            return self._wrong(path, "too_many", most=MOST_LEAVES) if self.leaves == MOST_LEAVES + 1 else None
        found = self.use(data, path)
        if found is None:
            return None
        use, attribute = found
        op = self._operator(attribute, data.get("op"), _under(path, "op"))
        return self._compared(use, attribute, op, data.get("value"), _under(path, "value")) if op else None

    def use(self, data: Mapping[str, Any], path: str) -> tuple[Use, Attribute] | None:
        key = data["attribute"]
        if not key:
            return self._wrong(_under(path, "attribute"), "attribute_missing")
        attribute = self.known.attributes.get(key) if isinstance(key, str) else None
        if attribute is None and str(key) in self.names:
            name = self.names[str(key)]
            return self._wrong(_under(path, "attribute"), "unknown_attribute", key=str(key)[:100], name=name)
        if attribute is None:
            near = self.known.near(str(key))
            code = "unknown_attribute_near" if near else "unknown_attribute"
            return self._wrong(_under(path, "attribute"), code, key=str(key)[:100], near=", ".join(near))
        before = len(self.problems)
        parameters = data.get("with", {})
        self.problems.extend(check_parameters(attribute, parameters, _under(path, "with")))
        return None if len(self.problems) > before else (Use(attribute.key, dict(parameters)), attribute)

    def _operator(self, attribute: Attribute, name: object, path: str) -> Operator | None:
        known = OPERATORS[attribute.type]
        if isinstance(name, str) and name in known:
            return Operator(name)
        return self._wrong(path, "unknown_op", attribute=attribute.key, op=str(name)[:50], known=", ".join(known))

    def _compared(self, use: Use, attribute: Attribute, op: Operator, raw: object, path: str) -> Leaf | None:
        try:
            return Leaf(use, op, read_value(attribute.type, op, raw, choices_of(attribute)))
        except ValueProblem as problem:
            return self._wrong(path, problem.code, **problem.details)

    def _keys_known(self, data: Mapping[str, Any], known: set[str], path: str) -> bool:
        unknown = [key for key in data if key not in known]
        for key in unknown:
            self._wrong(path, "unknown_key", key=str(key)[:50])
        return not unknown

    def _wrong(self, path: str, code: str, **details: object) -> None:
        """Note a problem; `return self._wrong(…)` says that there is no answer."""
        self.problems.append(RuleProblem(path, code, details))


def choices_of(attribute: Attribute) -> frozenset[str] | None:
    """The only values a choice may be compared with; None where any text will do."""
    if attribute.type is AttributeType.CHOICE and attribute.options:
        return frozenset(option.value for option in attribute.options)
    return None


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
