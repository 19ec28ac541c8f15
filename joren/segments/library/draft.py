"""A rule being built: as nodes that may still lack something, to and from the rule's JSON. Pure.

A node is a dict: a group ``{"mode": "all" | "any" | "none", "parts": […]}``, a leaf ``{"attribute", "with", "op",
"value"}`` or a saved segment ``{"segment"}``. "none" is the rule's not-any. A node is addressed by ``r`` for the root
and ``r.0.2`` for the third part of its first part.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

Node = dict[str, Any]
MODES: Final = ("all", "any", "none")
ROOT: Final = "r"
_LARGEST: Final = 1_000_000
_DEEPEST: Final = 12


def new_draft() -> Node:
    """One group with one comparison still to choose."""
    return {"mode": "all", "parts": [new_leaf()]}


def new_leaf() -> Node:
    """A comparison without anything chosen."""
    return {"attribute": "", "with": {}, "op": "", "value": ""}


def loaded(text: str) -> Node:
    """The draft of a hidden field; a new one where the text is none."""
    try:
        data = json.loads(text) if len(text) <= _LARGEST else None
    except (ValueError, RecursionError):
        data = None
    return _as_group(data) if isinstance(data, dict) and is_draft(data) else new_draft()


def is_draft(data: Any) -> bool:
    """Whether it is one, not nested deeper than a draft may be."""
    return _is_node(data)


def dumped(draft: Node) -> str:
    """The draft for the hidden field."""
    return json.dumps(draft, ensure_ascii=False, separators=(",", ":"))


def from_rule(rule: Mapping[str, Any]) -> Node:
    """The draft of a rule's JSON, always a group at the top."""
    return _as_group(_node(rule))


def to_rule(draft: Node) -> tuple[dict[str, Any], dict[str, str]]:
    """The rule's JSON, and the node each place in it belongs to (by the path problems are told with)."""
    places: dict[str, str] = {}
    return _rule(draft, ROOT, "", places), places


def at(draft: Node, address: str) -> Node | None:
    """The node at that address."""
    node: Any = draft
    root, *numbers = address.split(".")
    for number in numbers:
        parts = node.get("parts", [])
        if not number.isdecimal() or int(number) >= len(parts):
            return None
        node = parts[int(number)]
    return node if root == ROOT else None


def addresses(draft: Node, address: str = ROOT) -> Iterator[tuple[str, Node]]:
    """Every node with its address, from the top."""
    yield address, draft
    for number, part in enumerate(draft.get("parts", [])):
        yield from addresses(part, f"{address}.{number}")


def _node(rule: Mapping[str, Any]) -> Node:
    if "attribute" in rule:
        return {
            "attribute": rule["attribute"],
            "with": dict(rule.get("with", {})),
            "op": rule.get("op", ""),
            "value": rule.get("value", ""),
        }
    if "segment" in rule:
        return {"segment": rule["segment"]}
    if "not" in rule:
        inner = _node(rule["not"])
        return {"mode": "none", "parts": inner["parts"] if inner.get("mode") == "any" else [inner]}
    mode = "all" if "all" in rule else "any"
    return {"mode": mode, "parts": [_node(part) for part in rule[mode]]}


def _as_group(node: Node) -> Node:
    return node if "parts" in node else {"mode": "all", "parts": [node]}


def _rule(node: Node, address: str, path: str, places: dict[str, str]) -> dict[str, Any]:
    places[path] = address
    if "segment" in node:
        return {"segment": node["segment"]}
    if "parts" not in node:
        return _leaf(node)
    within, kind = path, node["mode"]
    if kind == "none":
        within, kind = (f"{path}.not" if path else "not"), "any"
        places[within] = address
    stem = f"{within}.{kind}" if within else kind
    return _wrapped(
        node["mode"],
        [_rule(p, f"{address}.{n}", f"{stem}[{n}]", places) for n, p in enumerate(node["parts"])],
    )


def _wrapped(mode: str, rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {"not": {"any": rules}} if mode == "none" else {mode: rules}


def _leaf(node: Node) -> dict[str, Any]:
    rule: dict[str, Any] = {"attribute": node["attribute"]}
    if node["with"]:
        rule["with"] = node["with"]
    rule["op"] = node["op"]
    return rule if node["op"] == "is_known" else rule | {"value": node["value"]}


def _is_node(data: Any, depth: int = 0) -> bool:
    if not isinstance(data, dict) or depth > _DEEPEST:
        return False
    if "parts" in data:
        parts = data["parts"]
        return data.get("mode") in MODES and isinstance(parts, list) and all(_is_node(p, depth + 1) for p in parts)
    if "segment" in data:
        return isinstance(data["segment"], str)
    return (
        isinstance(data.get("attribute"), str)
        and isinstance(data.get("op"), str)
        and isinstance(data.get("with"), dict)
        and "value" in data
    )
