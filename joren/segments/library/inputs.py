"""What the builder's inputs mean: the posted fields of a node, read into its draft.

Names are ``<address>:<part>``: ``r.0:attribute``, ``r.0:op``, ``r.0:value``, ``r.0:low``, ``r.0:with.period.kind``.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from joren.foundation.accounts.models import Staff
from joren.foundation.catalogue import Attribute, AttributeType, Parameter, ParameterType
from joren.foundation.errors import JorenError
from joren.segments.catalogue.operators import OPERATORS, Operator
from joren.segments.catalogue.queries import Catalogue
from joren.segments.lists import actions as lists

from .draft import MODES, Node, addresses

Told = dict[str, list[str]]
Files = MultiValueDict[str, UploadedFile[bytes]]
_QUANTITIES: Final = (AttributeType.NUMBER, AttributeType.MONEY, AttributeType.DAYS)
_COUNTED: Final = ("last_days", "last_months", "first_days", "after_first_days")


def overlay(draft: Node, posted: QueryDict, known: Catalogue, *, by: Staff | None, files: Files | None = None) -> Told:
    """Write the posted fields into the draft; what was refused comes back as sentences by address.

    A pasted list (text or file) is looked up and kept, and a reference takes its place in the draft.
    """
    told: Told = {}
    for address, node in addresses(draft):
        fields = _Fields(posted, address)
        if "parts" in node:
            mode = fields.one("mode")
            node["mode"] = mode if mode in MODES else node["mode"]
        elif "segment" in node:
            node["segment"] = fields.one("segment", node["segment"])
        elif fields.has("attribute"):
            _leaf(node, fields, known)
            text = _pasted(posted.get(f"{address}:paste", ""), files.get(f"{address}:file") if files else None)
            if text.strip():
                told |= _take_list(node, address, text, by)
    return told


def _take_list(node: Node, address: str, text: str, by: Staff | None) -> Told:
    try:
        node["value"] = {"list": lists.paste(text=text, by=by).key}
    except JorenError as problem:
        return {address: [f"{problem} {problem.remedy_sentence}"]}
    return {}


def _pasted(text: str, file: UploadedFile[bytes] | None) -> str:
    """The text of a pasted list, or of the file given in its place: what spreadsheets write as text."""
    if text.strip() or file is None:
        return text
    data: bytes = file.read()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932", "replace")


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
    if attribute.type is AttributeType.CUSTOMER:
        return before
    if op is Operator.BETWEEN:
        low, high = before if isinstance(before, list) and len(before) == len(("low", "high")) else ("", "")
        ends = (fields.one("low", str(low)), fields.one("high", str(high)))
        return [_typed(end, attribute) for end in ends]
    if op is Operator.ANY_OF:
        return _several(fields, before)
    if op is Operator.IS_KNOWN:
        return ""
    raw = fields.one("value", _shown(before[0] if isinstance(before, list) and before else before))
    if op is Operator.WITHIN_LAST_DAYS:
        return _plain_number(raw)
    return _typed(raw, attribute)


def _several(fields: _Fields, before: Any) -> list[Any]:
    if fields.has("values.there"):
        return fields.several("values")
    if fields.has("value"):
        return _split(fields.one("value"))
    return before if isinstance(before, list) else []


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
    if fields.has(f"{name}.text"):
        return _split(fields.one(name))
    read = _READERS.get(parameter.type)
    return read(fields, name) if read else _chosen(fields, name, node["with"].get(parameter.key))


def _chosen(fields: _Fields, name: str, given: Any) -> list[Any]:
    """The ticked ones; an id that was written as a number stays one."""
    as_written = {str(item): item for item in (given if isinstance(given, list) else [given])}
    return [as_written.get(item, item) for item in fields.several(name)]


def _weekdays(fields: _Fields, name: str) -> list[int]:
    return [int(day) for day in fields.several(name) if day.isdigit()]


def _period(fields: _Fields, name: str) -> dict[str, Any]:
    kind, number = fields.one(f"{name}.kind"), _plain_number(fields.one(f"{name}.n"))
    if kind in _COUNTED:
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
    words = re.split("[,\n\t\u3001\uff0c]", text)
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if isinstance(value, list | dict) else str(value)


_READERS: Final[dict[ParameterType, Callable[[_Fields, str], Any]]] = {
    ParameterType.TIME_BAND: _band,
    ParameterType.WEEKDAY: _weekdays,
    ParameterType.HOLIDAY: lambda fields, name: fields.one(name),
}
