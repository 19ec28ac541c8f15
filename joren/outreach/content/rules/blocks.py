"""Blocks as plain data: what a message is made of, before any channel turns it into something.

A block is ``{"type": …, "id": …, settings}``. *Basic* blocks are those every channel knows:

========  ==========================================================================================
heading   ``text``, ``level`` 1 or 2, ``align``
text      ``text``: Markdown subset (paragraphs, line breaks, ``**bold**``, ``*italic*``, lists, links);
          ``plain`` true: nothing is marked up, addresses become links; ``align``, ``small``
button    ``label``, ``url``, ``align``
image     ``url`` or ``image`` (token of an own picture), ``alt``, ``link``, ``width`` in percent
divider   ``space`` true: only room, no line
columns   ``columns``: list of two or three lists of blocks
html      ``html``: a fragment, or a whole page of one's own
========  ==========================================================================================

A basic block may carry ``when``: a Liquid path that must have a value for it to appear. All other types are declared
by apps (`joren.outreach.content.blocks.BlockType`) and expand to basic ones.
"""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final

Block = dict[str, Any]

BASIC: Final = ("heading", "text", "button", "image", "divider", "columns", "html")
TEXTS: Final = {
    "heading": ("text",),
    "text": ("text",),
    "button": ("label", "url"),
    "image": ("url", "alt", "link"),
    "html": ("html",),
}
"""The settings of each basic block that may hold merge fields."""


def one_block(body: str, format: str = "text") -> list[Block]:
    """The blocks of a message that was one piece of text or HTML: what a migration needs.

    `format` is ``text`` (plain text, addresses become links) or ``html``. No body: no block.
    """
    if not body.strip():
        return []
    if format == "html":
        return [{"type": "html", "id": "b1", "html": body}]
    return [{"type": "text", "id": "b1", "text": body, "plain": True}]


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block in reading order, those inside columns too."""
    for block in blocks:
        yield block
        for column in block.get("columns") or () if block.get("type") == "columns" else ():
            yield from walk(column)


def with_ids(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, each with an id of its own: those without one, or with one that was there before, get a new one."""
    taken = {str(block["id"]) for block in walk(blocks) if block.get("id")}
    seen: set[str] = set()
    return [_with_id(block, taken, seen) for block in blocks]


def _with_id(block: Block, taken: set[str], seen: set[str]) -> Block:
    own = str(block.get("id") or "")
    if not own or own in seen:
        number = 1
        while f"b{number}" in taken:
            number += 1
        own = f"b{number}"
        taken.add(own)
    seen.add(own)
    copied = block | {"id": own}
    if copied.get("type") == "columns":
        copied["columns"] = [
            [_with_id(inner, taken, seen) for inner in column] for column in block.get("columns") or []
        ]
    return copied


def fingerprint(subject: str, blocks: Iterable[Block]) -> str:
    """64 hex digits: the same for the same words, whatever the ids of their blocks and the space around them."""
    said = json.dumps([_squeezed(subject), [_bare(block) for block in blocks]], sort_keys=True, ensure_ascii=False)
    return sha256(said.encode()).hexdigest()


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _bare(inner) for key, inner in value.items() if key != "id" and inner not in ("", None, False)}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return _squeezed(value) if isinstance(value, str) else value


def _squeezed(text: str) -> str:
    return " ".join(text.split())
