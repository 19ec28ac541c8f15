"""An attribute as its documentation: on the page, in the API and in ``joren attributes``."""

from typing import Any

from joren.foundation.catalogue import Attribute, Parameter
from joren.segments.catalogue.operators import OPERATORS
from joren.segments.catalogue.parameters import options_of


def described_attribute(attribute: Attribute) -> dict[str, Any]:
    """Key, words, type, operators, parameters and an example of a rule, as plain data."""
    return {
        "key": attribute.key,
        "label": str(attribute.label),
        "description": str(attribute.description),
        "group": str(attribute.group),
        "type": attribute.type.value,
        "unit": str(attribute.unit),
        "personal": attribute.personal,
        "operators": [operator.value for operator in OPERATORS[attribute.type]],
        "options": [{"value": option.value, "label": str(option.label)} for option in attribute.options],
        "parameters": [_parameter(parameter) for parameter in attribute.parameters],
        "example": _example(attribute),
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    said: dict[str, Any] = {
        "key": parameter.key,
        "label": str(parameter.label),
        "type": parameter.type.value,
        "required": parameter.required,
    }
    options = options_of(parameter.type)
    if options is not None:
        said["options"] = [{"value": value, "label": label} for value, label in options]
    return said


_VALUES: dict[str, tuple[str, Any]] = {
    "number": ("at_least", 3),
    "money": ("at_least", 10_000),
    "days": ("at_most", 90),
    "date": ("on_or_after", "2026-01-01"),
    "boolean": ("is", True),
    "text": ("contains", "…"),
    "customer": ("any_of", ["M0001", "hanako@example.jp"]),
}


def _example(attribute: Attribute) -> dict[str, Any]:
    first = attribute.options[0].value if attribute.options else "…"
    op, value = _VALUES.get(attribute.type.value, ("is", first))
    rule: dict[str, Any] = {"attribute": attribute.key}
    if any(parameter.key == "period" for parameter in attribute.parameters):
        rule["with"] = {"period": {"last_days": 365}}
    return rule | {"op": op, "value": value}
