"""What the builder's buttons and dragging do to a draft. Pure: a draft goes in, another comes out."""

from collections.abc import Callable
from copy import deepcopy
from typing import Final

from .draft import ROOT, Node, addresses, at, is_draft, new_leaf

LISTED: Final = "customer.listed"
"""The attribute whose comparison is a pasted list of customers."""
_OPPOSITE: Final = {"any": "none", "none": "any"}


def changed(draft: Node, deed: str, address: str) -> Node:
    """The draft after a button; see `done`."""
    return done(draft, deed, address)[0]


def done(draft: Node, deed: str, address: str) -> tuple[Node, str]:
    """The draft after a deed, and where the node now stands that the deed was done to ("" where nothing was done).

    Into a group: add_leaf, add_group, add_segment, add_list. To a node: remove, duplicate, wrap (a group around it),
    negate, up, down, into (the neighbouring group), out (of its group), empty (its value), place (``r.0.1>r.2.0``: to
    be the first part of what is group r.2 now, counted once it has left its own). clear: begin anew. What would nest
    too deep is not done.
    """
    result = deepcopy(draft)
    place, _arrow, target = address.partition(">")
    node = at(result, place)
    if deed == "clear":
        return {"mode": "all", "parts": [new_leaf()]}, ROOT
    if node is None:
        return result, ""
    moved = _done(result, deed, place, target, node)
    if moved is None or not is_draft(result):
        return draft, ""
    _without_empty_groups(result)
    return result, next((found for found, one in addresses(result) if one is moved), ROOT)


def _done(draft: Node, deed: str, address: str, target: str, node: Node) -> Node | None:
    """Do it in place; the node that is to be looked at afterwards, None where there is nothing to be done."""
    if deed in _NEW:
        if "parts" not in node:
            return None
        node["parts"].append(_NEW[deed]())
        return node["parts"][-1]  # type: ignore[no-any-return]
    if deed == "place":
        return _placed(draft, address, target, node)
    if deed in ("wrap", "negate") and address == ROOT:
        return _whole(draft, deed)
    if deed not in _MOVES or address == ROOT:
        return None
    return _MOVES[deed](draft, address, node)


def _remove(draft: Node, address: str, _node: Node) -> Node:
    parent, number = _parent(draft, address)
    del parent["parts"][number]
    left: list[Node] = parent["parts"]
    return left[min(number, len(left) - 1)] if left else parent


def _duplicate(draft: Node, address: str, node: Node) -> Node:
    parent, number = _parent(draft, address)
    parent["parts"].insert(number + 1, deepcopy(node))
    return parent["parts"][number + 1]  # type: ignore[no-any-return]


def _wrap(draft: Node, address: str, node: Node) -> Node:
    parent, number = _parent(draft, address)
    parent["parts"][number] = {"mode": "all", "parts": [node]}
    return node


def _negate(draft: Node, address: str, node: Node) -> Node:
    """Turn a node into its opposite; twice is as before."""
    if node.get("mode") in _OPPOSITE:
        node["mode"] = _OPPOSITE[node["mode"]]
        return node
    parent, number = _parent(draft, address)
    if parent["mode"] == "none" and len(parent["parts"]) == 1 and parent is not draft:
        above, place = _parent(draft, address.rpartition(".")[0])
        above["parts"][place] = node
    else:
        parent["parts"][number] = {"mode": "none", "parts": [node]}
    return node


def _whole(draft: Node, deed: str) -> Node:
    """Wrap or negate the whole rule, whose group stays the top."""
    inner = draft["parts"][0] if len(draft["parts"]) == 1 else None
    if deed == "negate" and draft["mode"] == "none" and inner is not None and inner.get("mode") == "all":
        draft["mode"], draft["parts"] = "all", inner["parts"]
    elif deed == "negate" and draft["mode"] in _OPPOSITE:
        draft["mode"] = _OPPOSITE[draft["mode"]]
    else:
        draft["parts"] = [{"mode": draft["mode"], "parts": draft["parts"]}]
        draft["mode"] = "none" if deed == "negate" else "all"
    return draft


def _empty(_draft: Node, _address: str, node: Node) -> Node | None:
    """Forget what a comparison compares with: a pasted list."""
    if "attribute" not in node:
        return None
    node["value"] = ""
    return node


def _up(draft: Node, address: str, node: Node) -> Node | None:
    return _moved(draft, address, node, -1)


def _down(draft: Node, address: str, node: Node) -> Node | None:
    return _moved(draft, address, node, 1)


def _moved(draft: Node, address: str, node: Node, step: int) -> Node | None:
    """One place on: past a neighbour, into a neighbouring group, or out of the own group at its end."""
    parent, number = _parent(draft, address)
    parts, beside = parent["parts"], number + step
    if not 0 <= beside < len(parts):
        return _left(draft, address, node, 0 if step < 0 else 1)
    neighbour = parts[beside]
    del parts[number]
    if "parts" in neighbour:
        neighbour["parts"].insert(len(neighbour["parts"]) if step < 0 else 0, node)
    else:
        parts.insert(beside, node)
    return node


def _into(draft: Node, address: str, node: Node) -> Node | None:
    """Into the nearest group beside: the one below, else the one above; where there is none, into one of its own."""
    parent, number = _parent(draft, address)
    parts = parent["parts"]
    below = next((part for part in parts[number + 1 :] if "parts" in part), None)
    above = next((part for part in reversed(parts[:number]) if "parts" in part), None)
    if below is None and above is None:
        return _wrap(draft, address, node)
    del parts[number]
    if below is not None:
        below["parts"].insert(0, node)
    elif above is not None:
        above["parts"].append(node)
    return node


def _out(draft: Node, address: str, node: Node) -> Node | None:
    return _left(draft, address, node, 1)


def _left(draft: Node, address: str, node: Node, after: int) -> Node | None:
    """Out of its group, to stand before (0) or behind (1) it."""
    if address.count(".") < len(("group", "node")):
        return None
    parent, number = _parent(draft, address)
    above, place = _parent(draft, address.rpartition(".")[0])
    del parent["parts"][number]
    above["parts"].insert(place + after, node)
    return node


def _placed(draft: Node, address: str, target: str, node: Node) -> Node | None:
    """Where it was dropped; nowhere inside itself."""
    place, _dot, number = target.rpartition(".")
    group = at(draft, place)
    if address == ROOT or group is None or "parts" not in group or not number.isdecimal():
        return None
    if f"{place}.".startswith(f"{address}."):
        return None
    parent, old = _parent(draft, address)
    del parent["parts"][old]
    group["parts"].insert(min(int(number), len(group["parts"])), node)
    return node


def _without_empty_groups(draft: Node) -> None:
    """Take away the groups whose last part has left; the top gets a comparison to choose."""
    _emptied(draft)
    if not draft["parts"]:
        draft["parts"].append(new_leaf())


def _emptied(group: Node) -> None:
    for part in group["parts"]:
        if "parts" in part:
            _emptied(part)
    group["parts"] = [part for part in group["parts"] if part.get("parts") != []]


def _parent(draft: Node, address: str) -> tuple[Node, int]:
    above, _dot, number = address.rpartition(".")
    parent = at(draft, above)
    assert parent is not None
    return parent, int(number)


_NEW: Final[dict[str, Callable[[], Node]]] = {
    "add_leaf": new_leaf,
    "add_group": lambda: {"mode": "any", "parts": [new_leaf()]},
    "add_segment": lambda: {"segment": ""},
    "add_list": lambda: new_leaf() | {"attribute": LISTED, "op": "any_of"},
}
_MOVES: Final[dict[str, Callable[[Node, str, Node], Node | None]]] = {
    "remove": _remove,
    "duplicate": _duplicate,
    "wrap": _wrap,
    "negate": _negate,
    "empty": _empty,
    "up": _up,
    "down": _down,
    "into": _into,
    "out": _out,
}
