"""The JSON Schema of a rule, for editors and other programs: the shape; what may be compared is up to the catalogue.

Written to ``docs/rules/segment-rule.schema.json``; a test sees that the file is this one.
"""

from typing import Any

from .operators import Operator

Schema = dict[str, Any]


def rule_schema() -> Schema:
    """The whole schema (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Segment rule",
        "$ref": "#/$defs/rule",
        "$defs": {
            "rule": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in ("all", "any", "not", "segment", "comparison")]},
            "all": _object({"all": _rules()}),
            "any": _object({"any": _rules()}),
            "not": _object({"not": {"$ref": "#/$defs/rule"}}),
            "segment": _object({"segment": {"type": "string", "minLength": 1}}),
            "comparison": _comparison(),
            "period": _period(),
        },
    }


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _rules() -> Schema:
    return {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/rule"}}


def _comparison() -> Schema:
    single = {"type": ["number", "string", "boolean"]}
    several = {"type": "array", "minItems": 1, "items": single}
    parameters = {"type": "object", "properties": {"period": {"$ref": "#/$defs/period"}}}
    properties: Schema = {
        "attribute": {"type": "string", "minLength": 1},
        "with": parameters,
        "op": {"enum": [operator.value for operator in Operator]},
        "value": {"oneOf": [single, several]},
    }
    return _object(properties, optional=("with", "value"))


def _period() -> Schema:
    day = {"type": "string", "format": "date"}
    which = {"enum": ["this", "last"]}
    counts = {"type": "integer", "minimum": 1}
    ends = _object({"from": day, "to": day}, optional=("from", "to")) | {"minProperties": 1}
    kinds = [
        _object({"last_days": counts}),
        _object({"last_months": counts}),
        _object({"first_days": counts}),
        _object({"after_first_days": counts}),
        _object({"month": which}),
        _object({"fiscal_year": {"oneOf": [which, {"type": "integer"}]}}),
        _object({"all": {"const": True}}),
    ]
    return {"oneOf": [*kinds, ends]}
