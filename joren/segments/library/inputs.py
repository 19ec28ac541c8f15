"""What the builder's inputs mean: the posted fields of a node, read into its draft.

Names are ``<address>:<part>``: ``r.0:attribute``, ``r.0:op``, ``r.0:value``, ``r.0:low``, ``r.0:with.period.kind``.
"""

import unicodedata
from typing import Any, Final

from django.http import QueryDict

from joren.foundation.catalogue import Attribute, AttributeType, Parameter, ParameterType
from joren.segments.catalogue.operators import OPERATORS, Operator
from joren.segments.catalogue.queries import Catalogue

from .draft import MODES, Node, addresses

_QUANTITIES: Final = (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS)
_LIST_COMMA: Final = "\u3001"
_LISTED: Final = (ParameterType.PRODUCT, ParameterType.SOURCE)
"""Written as text, several with commas between."""


def overlay(draft: Node, posted: QueryDict, known: Catalogue) -> None:
    """Write the posted fields into the draft."""
    for address, node in addresses(draft):
        fields = _Fields(posted, address)
        if "parts" in node:
            mode = fields.one("mode")
            node["mode"] = mode if mode in MODES else node["mode"]
        elif "segment" in node:
            node["segment"] = fields.one("segment", node["segment"])
        elif fields.has("attribute"):
            _leaf(node, fields, known)


class _Fields:
    """The posted fields of one node."""

    def __init__(self, posted: QueryDict, address: str) -> None:
        self._posted = posted
        self._address = address

    def has(self, name: str) -> bool:
        return f"{self._address}:{name}" in self._posted

    def one(self, name: str, default: str = "") -> str:
        return str(self._posted.get(f"{self._address}:{name}", default))

    def several(self, name: str) -> list[str]:
        return [str(item) for item in self._posted.getlist(f"{self._address}:{name}") if item]


def _leaf(node: Node, fields: _Fields, known: Catalogue) -> None:
    before = node["attribute"]
    node["attribute"] = fields.one("attribute")
    attribute = known.attributes.get(node["attribute"])
    if attribute is None:
        return
    operators = OPERATORS[attribute.type]
    op = fields.one("op", node["op"])
    node["op"] = op if op in operators else operators[0].value
    if node["attribute"] != before and (
        before not in known.attributes or known.attributes[before].type != attribute.type
    ):
        node["value"] = ""
    node["value"] = _value(node, fields, attribute)
    node["with"] = {
        parameter.key: given
        for parameter in attribute.parameters
        if (given := _parameter(node, fields, parameter)) not in ("", None, [], {})
    }


def _value(node: Node, fields: _Fields, attribute: Attribute) -> Any:
    op, before = Operator(node["op"]), node["value"]
    if op is Operator.BETWEEN:
        low, high = before if isinstance(before, list) and len(before) == len(("low", "high")) else ("", "")
        ends = (fields.one("low", str(low)), fields.one("high", str(high)))
        return [_typed(end, attribute) for end in ends]
    if op is Operator.ANY_OF:
        return (
            fields.several("values") or _split(fields.one("value", "")) or (before if isinstance(before, list) else [])
        )
    if op is Operator.IS_KNOWN:
        return ""
    raw = fields.one("value", "" if isinstance(before, list) else _shown(before))
    if op is Operator.WITHIN_LAST_DAYS:
        return _plain_number(raw)
    return _typed(raw, attribute)


def _typed(raw: str, attribute: Attribute) -> Any:
    if attribute.type is AttributeType.BOOLEAN:
        return raw != "false"
    return _plain_number(raw) if attribute.type in _QUANTITIES else raw.strip()


def _plain_number(raw: str) -> str:
    """Half-width, without the commas and marks people write into amounts."""
    return unicodedata.normalize("NFKC", raw).strip().replace(",", "").removeprefix("¥").removesuffix("円")


def _parameter(node: Node, fields: _Fields, parameter: Parameter) -> Any:
    name = f"with.{parameter.key}"
    if parameter.type is ParameterType.PERIOD:
        return _period(fields, name) if fields.has(f"{name}.kind") else node["with"].get(parameter.key)
    if not fields.has(f"{name}.there"):
        return node["with"].get(parameter.key)
    if parameter.type is ParameterType.TIME_BAND:
        return _band(fields, name)
    if parameter.type is ParameterType.WEEKDAY:
        return [int(day) for day in fields.several(name) if day.isdigit()]
    if parameter.type in _LISTED:
        return _split(fields.one(name))
    chosen = fields.several(name)
    return [int(item) if item.isdigit() and parameter.type is ParameterType.TAG else item for item in chosen]


def _period(fields: _Fields, name: str) -> dict[str, Any]:
    kind, number = fields.one(f"{name}.kind"), _plain_number(fields.one(f"{name}.n"))
    if kind in ("last_days", "last_months"):
        return {kind: int(number) if number.isdigit() else number or 0}
    if kind == "between":
        ends = {end: fields.one(f"{name}.{end}") for end in ("from", "to")}
        return {end: day for end, day in ends.items() if day} or {"from": ""}
    if kind == "year":
        return {"fiscal_year": int(number) if number.isdigit() else number or 0}
    named, _dot, which = kind.partition(".")
    return {named: which} if named in ("month", "fiscal_year") else {}


def _band(fields: _Fields, name: str) -> Any:
    band = fields.one(name)
    if band == "own":
        return {"from": fields.one(f"{name}.from"), "to": fields.one(f"{name}.to")}
    return band


def _split(text: str) -> list[str]:
    words = unicodedata.normalize("NFKC", text).replace(_LIST_COMMA, ",").split(",")
    return [word.strip() for word in words if word.strip()]


def _shown(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
