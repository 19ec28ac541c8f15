"""Basic blocks as plain text: the text part of a mail, a short message, a bubble, a letter."""

from collections.abc import Callable, Iterable
from typing import Final

from .rules import markup
from .rules.blocks import Block

LINE: Final = "─" * 12
HEADING: Final = "■ "


def as_written(address: str) -> str:
    """Leave a link as it is."""
    return address


def template_of(blocks: Iterable[Block], link: Callable[[str], str] = as_written) -> str:
    """The text of basic blocks as one Liquid template. `link` says what stands for the address of each link."""
    pieces = [piece for block in blocks if (piece := piece_of(block, link))]
    return "".join(pieces).rstrip("\n")


def piece_of(block: Block, link: Callable[[str], str] = as_written) -> str:
    """One block with the empty line after it, "" when it says nothing; a condition takes its empty line along."""
    said = _said(block, link)
    if not said.strip():
        return ""
    piece = said.strip("\n") + "\n\n"
    return f"{{% if {block['when']} %}}{piece}{{% endif %}}" if block.get("when") else piece


def _said(block: Block, link: Callable[[str], str]) -> str:
    kind = block.get("type")
    if kind == "columns":
        return "".join(piece_of(inner, link) for column in block.get("columns") or [] for inner in column)
    if kind == "heading":
        return HEADING + str(block.get("text") or "").strip() if str(block.get("text") or "").strip() else ""
    if kind == "button":
        return f"{block.get('label') or ''}\n{link(str(block.get('url') or '').strip())}".strip()
    if kind == "image":
        return "\n".join(filter(None, (str(block.get("alt") or ""), _linked(block, link))))
    if kind == "divider":
        return "" if block.get("space") else LINE
    marks = markup.Marks()
    return marks.restore(markup.text_of(block, marks, lambda address: link(marks.restore(address))))


def _linked(block: Block, link: Callable[[str], str]) -> str:
    return link(str(block["link"]).strip()) if block.get("link") else ""
