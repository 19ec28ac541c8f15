"""What a careful colleague points out in words for LINE before they are sent."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from joren.outreach.content.blocks import expanded
from joren.outreach.content.media import Remark
from joren.outreach.content.rules.blocks import Block, walk
from joren.outreach.content.words import Words

from .medium import sections_of
from .rules import lengths
from .rules.bubbles import shape_of

_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_ADDRESS = re.compile(r"https?://")
_LONG: Final = 500


def remarks(words: Words) -> list[Remark]:
    """Everything that LINE refuses, or that people would not see as it was meant."""
    blocks = expanded(words.blocks)
    sections = sections_of(blocks)
    return [*_number(sections), *(found for section in sections for found in _section(section)), *_blocks(blocks)]


def _number(sections: list[list[Block]]) -> Iterator[Remark]:
    if len(sections) > lengths.MESSAGES:
        text = _("This comes to %(number)s bubbles; LINE takes at most %(limit)s at once.")
        yield Remark(level="stop", text=text % {"number": len(sections), "limit": lengths.MESSAGES})


def _section(section: list[Block]) -> Iterator[Remark]:
    shape = shape_of(
        (str(block.get("type")).replace("html", "text") for block in section),
        linked_image=any(block.get("link") for block in section),
    )
    texts = [block for block in section if block.get("type") in ("text", "html")]
    length = sum(lengths.units(_LIQUID.sub("", str(block.get("text") or ""))) for block in texts)
    if length > lengths.TEXT:
        text = _("A text is %(length)s characters long; LINE takes at most %(limit)s.")
        yield Remark(level="stop", text=text % {"length": length, "limit": lengths.TEXT}, block=texts[0]["id"])
    elif length > _LONG:
        text = _("%(length)s characters in one bubble: on a phone that is more than a screen.")
        yield Remark(level="hint", text=text % {"length": length}, block=texts[0]["id"])
    for block in texts if shape == "bubble" else ():
        if _ADDRESS.search(str(block.get("text") or "")) or "](" in str(block.get("text") or ""):
            text = _("A link in words beside a button or picture cannot be tapped. Make it a button, or put a divider.")
            yield Remark(level="warn", text=text, block=block["id"])


def _blocks(blocks: Iterable[Block]) -> Iterator[Remark]:
    for block in walk(blocks):
        kind = block.get("type")
        if kind == "button":
            yield from _button(block)
        elif kind == "image":
            yield from _image(block)
        elif kind == "html":
            yield Remark(level="warn", text=_("LINE shows only the words of HTML."), block=block["id"])


def _button(block: Block) -> Iterator[Remark]:
    label = _LIQUID.sub("", str(block.get("label") or ""))
    if lengths.units(label) > lengths.BUTTON_LABEL:
        text = _("The words on the button are cut after %(limit)s characters.")
        yield Remark(level="warn", text=text % {"limit": lengths.BUTTON_LABEL}, block=block["id"])
    if lengths.units(str(block.get("url") or "")) > lengths.URL:
        text = _("The address of the button is longer than the %(limit)s characters LINE takes.")
        yield Remark(level="stop", text=text % {"limit": lengths.URL}, block=block["id"])


def _image(block: Block) -> Iterator[Remark]:
    url = str(block.get("url") or "")
    if not block.get("image") and url and not url.startswith(("https://", "{{")):
        yield Remark(level="stop", text=_("LINE shows pictures from https:// addresses only."), block=block["id"])
    if not str(block.get("alt") or "").strip():
        yield Remark(level="warn", text=_("Say in a few words what the picture shows."), block=block["id"])
