"""The published OpenAPI as JSON schemas: whether a request body is one LINE would take, unknown keys included."""

from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from tests.shared_data import shared_data

_REF = "#/components/schemas/"


@cache
def published() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(shared_data("webhooks/line/messaging-api.yml").read_text(), loader)


@cache
def schemas() -> dict[str, Any]:
    """Each schema; one with a discriminator becomes "by its type one of these", and `X__base` its plain part."""
    found: dict[str, Any] = {}
    for name, schema in published()["components"]["schemas"].items():
        plain = _strict(_based(schema))
        if "discriminator" in schema:
            found[f"{name}__base"] = {key: value for key, value in _based(schema).items() if key != "discriminator"}
            found[name] = _by_type(schema)
        else:
            found[name] = plain
    return found


def _by_type(schema: dict[str, Any]) -> dict[str, Any]:
    """Exactly the declared types, each by its own schema."""
    mapping, key = schema["discriminator"]["mapping"], schema["discriminator"]["propertyName"]
    chosen = [
        {"if": {"properties": {key: {"const": value}}}, "then": {"$ref": f"{ref}"}} for value, ref in mapping.items()
    ]
    return {"type": "object", "required": [key], "properties": {key: {"enum": list(mapping)}}, "allOf": chosen}


def _based(value: Any, *, inherits: bool = False) -> Any:
    """References inside an allOf mean the plain part of what they name."""
    if isinstance(value, list):
        return [_based(one, inherits=inherits) for one in value]
    if not isinstance(value, dict):
        return value
    changed = {key: _based(one, inherits=key == "allOf") for key, one in value.items() if key != "example"}
    name = str(changed.get("$ref", "")).removeprefix(_REF)
    if inherits and "discriminator" in published()["components"]["schemas"].get(name, {}):
        changed["$ref"] = f"{_REF}{name}__base"
    return changed


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """What is not declared is a slip of ours."""
    return schema if schema.get("type") not in (None, "object") else schema | {"unevaluatedProperties": False}


def faults(name: str, body: Any) -> list[str]:
    """What is wrong with a body by the schema of that name."""
    whole = {"$ref": f"{_REF}{name}", "components": {"schemas": schemas()}}
    return [
        f"{list(fault.absolute_path)}: {fault.message[:200]}" for fault in Draft202012Validator(whole).iter_errors(body)
    ]


def body_schema(path: str, method: str) -> str:
    """The schema's name of a request body; "" where it has none of its own."""
    content = published()["paths"][path][method].get("requestBody", {}).get("content", {})
    return str(content.get("application/json", {}).get("schema", {}).get("$ref", "")).removeprefix(_REF)
