"""The words for what a rule names, kept when it is saved: a refusal can then say what it is that is gone."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from joren.foundation.catalogue import ParameterType
from joren.segments.catalogue.binding import BoundGroup, BoundLeaf, BoundRule
from joren.segments.catalogue.parameters import ParameterProblem, bind_parameter

_MOST: Final = 200
_LENGTH: Final = 50
"""As much of what a rule writes as a problem shows of it."""

_NAMED: Final = frozenset(ParameterType) - {
    ParameterType.PERIOD,
    ParameterType.WEEKDAY,
    ParameterType.TIME_BAND,
    ParameterType.CHANNEL,
    ParameterType.PURPOSE,
}
"""Parameters that name something of the record, which may be removed."""


def names_of(rule: BoundRule) -> dict[str, dict[str, str]]:
    """The names by kind ("attribute", "segment", "shop" …), then by what the rule writes. Inner segments keep theirs.

    Up to 200 of them.
    """
    found: dict[str, dict[str, str]] = {}
    for number, (kind, written, name) in enumerate(_named(rule)):
        if number >= _MOST:
            break
        found.setdefault(kind, {})[written] = name
    return found


def _named(rule: BoundRule) -> Iterator[tuple[str, str, str]]:
    if isinstance(rule, BoundLeaf):
        yield from _of_leaf(rule)
    elif isinstance(rule, BoundGroup) and rule.segment:
        yield "segment", rule.segment, rule.segment_name
    else:
        for part in rule.parts:
            yield from _named(part)


def _of_leaf(leaf: BoundLeaf) -> Iterator[tuple[str, str, str]]:
    attribute = leaf.use.attribute
    yield "attribute", attribute.key, str(attribute.label)
    for parameter in attribute.parameters:
        if parameter.type not in _NAMED or parameter.key not in leaf.use.use.parameters:
            continue
        for item in _items(leaf.use.use.parameters[parameter.key]):
            try:
                yield parameter.type.value, str(item)[:_LENGTH], bind_parameter(parameter, item).words
            except ParameterProblem:
                continue


def _items(raw: Any) -> Iterable[Any]:
    return raw[:_MOST] if isinstance(raw, list | tuple) else [raw]
