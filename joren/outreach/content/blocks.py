"""The kinds of blocks the apps declare, and how a message's blocks become basic ones with values for each person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference, Text

from .errors import UnknownBlock
from .rules.blocks import BASIC, Block, walk


@dataclass(frozen=True, kw_only=True)
class BlockType:
    """A kind of block of the editor, declared in an app's provides.

    * `form` names a Django form class: its fields are the block's settings;
    * `expand` names ``(block: Block, place: str) -> list[Block]``: basic blocks whose texts may read the person's
      values below `place` (``{{ blocks.b3.code }}``); "" for a basic block, which stands for itself;
    * `values` names ``(block: Block, customer_ids: Sequence[int], origin: str) -> dict[int, dict[str, Any]]``: what
      stands below `place` for each person, as plain JSON, in bulk. `origin` "" is a preview: nothing may be written;
      ``campaign:5#2027`` is the occasion 2027 of that origin (`unmarked`).
      Nobody's row may be missing; an empty dict hides what depends on it (``when``). "" when nothing is personal;
    * `channels`: the channels on which the editor offers it, () for all.
    """

    key: str
    label: Text
    icon: str
    form: Reference
    expand: Reference = ""
    values: Reference = ""
    help: Text = ""
    order: int = 100
    channels: tuple[str, ...] = ()


def block_types() -> list[BlockType]:
    """All declared kinds, in the order the editor offers them."""
    return sorted(entries(BlockType), key=lambda one: (one.order, one.key))


def block_type(key: str) -> BlockType:
    """The declared kind. Raises `UnknownBlock`."""
    for declared in entries(BlockType):
        if declared.key == key:
            return declared
    raise UnknownBlock(type=str(key)[:40])


def place_of(block: Block) -> str:
    """Where a block's values stand among a person's values, as templates read it."""
    return f"blocks.{block['id']}"


def marked(origin: str, occasion: str) -> str:
    """An origin with its occasion, as the values of blocks are told it."""
    return f"{origin}#{occasion}" if origin and occasion else origin


def unmarked(marked_origin: str) -> tuple[str, str]:
    """Origin and occasion of what `marked` made."""
    origin, _mark, occasion = marked_origin.partition("#")
    return origin, occasion


def expanded(blocks: Iterable[Block]) -> list[Block]:
    """The same message in basic blocks only; each keeps the id of the block it came from. Raises `UnknownBlock`."""
    found: list[Block] = []
    for block in blocks:
        found += _expanded(block)
    return found


def _expanded(block: Block) -> list[Block]:
    if block.get("type") == "columns":
        return [block | {"columns": [expanded(column) for column in block.get("columns") or []]}]
    if block.get("type") in BASIC:
        return [block]
    declared = block_type(str(block.get("type")))
    made: list[Block] = resolve(declared.expand)(block, place_of(block)) if declared.expand else [block]
    return [{"id": block["id"]} | one for one in made]


def block_values(blocks: Iterable[Block], customer_ids: Sequence[int], origin: str) -> dict[int, dict[str, Any]]:
    """The values of all personal blocks for each person: ``{customer_id: {block id: {…}}}``."""
    found: dict[int, dict[str, Any]] = {customer_id: {} for customer_id in customer_ids}
    for block in walk(blocks):
        if block.get("type") in BASIC:
            continue
        declared = block_type(str(block.get("type")))
        if not declared.values:
            continue
        for customer_id, values in resolve(declared.values)(block, customer_ids, origin).items():
            if customer_id in found:
                found[customer_id][block["id"]] = values
    return found
