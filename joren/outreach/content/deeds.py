"""What the buttons of the editor do to a list of blocks. Each deed changes the list it is given, and returns the id of
the block that is open afterwards ("" for none)."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.utils.functional import Promise

from joren.foundation.registry import resolve

from .blocks import block_type
from .rules.blocks import Block, walk

_MOST_COLUMNS: Final = 3
_LEAST_COLUMNS: Final = 2


def _places(blocks: list[Block]) -> Iterator[list[Block]]:
    """Every list a block can stand in."""
    yield blocks
    for block in blocks:
        yield from block.get("columns") or []


def _found(blocks: list[Block], own: str) -> tuple[list[Block], int] | None:
    for place in _places(blocks):
        for at, block in enumerate(place):
            if block["id"] == own:
                return place, at
    return None


def _add(blocks: list[Block], about: str) -> str:
    """A new block after the named one, or in the numbered column of the named one, or at the end."""
    kind, _, after = about.partition(":")
    block_type(kind)
    own = _free(blocks)
    made: Block = {"type": kind, "id": own} | ({"columns": [[], []]} if kind == "columns" else {})
    made |= _usual(kind)
    target, _, column = after.partition("/")
    found = _found(blocks, target)
    if found is None:
        blocks.append(made)
    elif column.isdigit() and kind != "columns" and int(column) < len(found[0][found[1]].get("columns") or []):
        found[0][found[1]]["columns"][int(column)].append(made)
    elif kind == "columns" and found[0] is not blocks:
        blocks.append(made)
    else:
        found[0].insert(found[1] + 1, made)
    return own


def _usual(kind: str) -> dict[str, Any]:
    """What a new block's form begins with, in the language of whoever adds it."""
    fields = resolve(block_type(kind).form).base_fields
    begun = {name: one.initial for name, one in fields.items() if one.initial not in (None, "", False)}
    return {name: str(value) if isinstance(value, Promise) else value for name, value in begun.items()}


def _free(blocks: list[Block]) -> str:
    taken = {str(block.get("id")) for block in walk(blocks)}
    return next(f"b{number}" for number in range(1, len(taken) + 2) if f"b{number}" not in taken)


def _remove(blocks: list[Block], own: str) -> str:
    found = _found(blocks, own)
    if found:
        del found[0][found[1]]
    return ""


def _up(blocks: list[Block], own: str) -> str:
    return _moved(blocks, own, -1)


def _down(blocks: list[Block], own: str) -> str:
    return _moved(blocks, own, 1)


def _moved(blocks: list[Block], own: str, by: int) -> str:
    found = _found(blocks, own)
    if found and 0 <= found[1] + by < len(found[0]):
        place, at = found
        place[at], place[at + by] = place[at + by], place[at]
    return own


def _copy(blocks: list[Block], own: str) -> str:
    found = _found(blocks, own)
    if not found:
        return ""
    place, at = found
    copied = json.loads(json.dumps(place[at]))
    for block in walk([copied]):
        block.pop("id", None)
    copied["id"] = _free(blocks)
    place.insert(at + 1, copied)
    return str(copied["id"])


def _wider(blocks: list[Block], own: str) -> str:
    """One column more, three at most."""
    found = _found(blocks, own)
    if found and found[0][found[1]].get("type") == "columns":
        block = found[0][found[1]]
        block["columns"] = [*(block.get("columns") or []), []][:_MOST_COLUMNS]
    return own


def _narrower(blocks: list[Block], own: str) -> str:
    """One column less, two at least; what stood in the last goes to the one before it."""
    found = _found(blocks, own)
    if found and len(found[0][found[1]].get("columns") or []) > _LEAST_COLUMNS:
        *others, before, last = found[0][found[1]]["columns"]
        found[0][found[1]]["columns"] = [*others, [*before, *last]]
    return own


DEEDS: Final[dict[str, Callable[[list[Block], str], str]]] = {
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "copy": _copy,
    "wider": _wider,
    "narrower": _narrower,
}
"""By name; each is told about which block, as `joren.outreach.content.editing.do` says."""
