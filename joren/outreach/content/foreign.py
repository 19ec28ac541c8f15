"""Mails made elsewhere: which placeholders of other programs they hold, and what stands for each of them here."""

import re
from collections.abc import Mapping
from typing import IO, Final

from .rules.blocks import Block

_HOLE = re.compile(
    r"\{\{\{?\s*(?P<mustache>[^{}#/^!>]+?)\s*\}?\}\}"
    r"|\*\|(?P<mailchimp>[A-Z0-9_:]+)\|\*"
    r"|%%(?P<benchmark>[\w ]+)%%"
    r"|\[\[(?P<square>[\w. ]+)\]\]"
)
_SECTION = re.compile(r"\{\{[#/^!>][^{}]*\}\}|\{\{\s*else\s*\}\}|\*\|(?:IF|END|ELSE)[^|]*\|\*")
_OURS = re.compile(r"^[a-z_]+(?:\.[a-z_0-9]+)+(?:\s*\|.*)?$")
_MOST: Final = 2_000_000
_CODINGS: Final = ("utf-8-sig", "cp932", "euc_jp", "iso2022_jp")


def text_of(file: IO[bytes] | None) -> str:
    """The text of a file in the codings Japanese mails were written in; what no coding reads is shown as such."""
    data = file.read(_MOST) if file else b""
    for coding in _CODINGS:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def placeholders(html: str) -> list[str]:
    """The placeholders of other programs in order, each once; merge fields of our own are none."""
    found: dict[str, None] = {}
    for one in _HOLE.finditer(_SECTION.sub("", html)):
        name = _name(one)
        if not _OURS.match(name):
            found.setdefault(name)
    return list(found)


def filled(html: str, given: Mapping[str, str]) -> str:
    """The mail with each placeholder replaced: by a merge field ("customer.family_name"), a text, or nothing.

    Loops and conditions of other programs are taken out and what stands in them stays once.
    """

    def replaced(found: re.Match[str]) -> str:
        name = _name(found)
        if _OURS.match(name):
            return found[0]
        words = given.get(name, "").strip()
        return f"{{{{ {words} }}}}" if _OURS.match(words) else words

    return _HOLE.sub(replaced, _SECTION.sub("", html))


def _name(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group).strip()


def as_blocks(html: str) -> list[Block]:
    """The mail as blocks: one, with its own looks."""
    return [{"type": "html", "id": "b1", "html": html}]
