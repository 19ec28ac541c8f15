"""What a careful colleague would point out in any message: empty fields, links, pictures, things left to fill in."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.foundation.registry import resolve

from . import fields
from .blocks import expanded
from .media import Medium, Remark, medium
from .rules import markup
from .rules.blocks import TEXTS, Block, walk
from .words import HasWords, Words, check, fields_without_default, words_of

_LEFT_OPEN = re.compile(r"〇〇|○○|◯◯|●●|××|XXX|\bTODO\b|lorem ipsum|（ここに", re.IGNORECASE)
_MADE_UP: Final = ("example.com", "example.org", "example.net", "example.jp", "example.co.jp", "localhost")
_SHORTENERS: Final = ("bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "ow.ly", "x.gd", "00m.in", "onl.bz")


def remarks_on(words: HasWords, among: list[int] | None = None) -> list[Remark]:
    """Everything that was found, what forbids sending first. `among`: people whose empty fields are counted."""
    said = words_of(words)
    own = medium(said.channel)
    refusal = _refusal(said, own)
    if refusal:
        return [refusal]
    found = [*_of_blocks(said), *_of_fields(said, among or [])]
    if own.checks:
        found += resolve(own.checks)(said)
    order = {"stop": 0, "warn": 1, "hint": 2}
    return sorted(found, key=lambda one: order[one.level])


def _refusal(words: Words, own: Medium) -> Remark | None:
    try:
        check(words, needs_subject=own.has_subject)
    except JorenError as problem:
        return Remark(level="stop", text=f"{problem} {problem.remedy_sentence}".strip())
    return None


def _of_blocks(words: Words) -> Iterator[Remark]:
    for block in walk(expanded(words.blocks)):
        own = str(block.get("id", ""))
        text = " ".join(str(block.get(name) or "") for name in TEXTS.get(str(block.get("type")), ()))
        left = _LEFT_OPEN.search(text)
        if left:
            yield Remark(level="warn", text=_("“%(words)s” is still to be filled in.") % {"words": left[0]}, block=own)
        yield from _of_picture(block, own)
        for address in markup.addresses_of(block):
            yield from _of_link(address, own)
        if block.get("type") == "button" and not (block.get("url") and block.get("label")):
            yield Remark(
                level="warn", text=_("A button without words or without an address does not appear."), block=own
            )


def _of_picture(block: Block, own: str) -> Iterator[Remark]:
    if block.get("type") != "image" or not (block.get("image") or block.get("url")):
        return
    if not str(block.get("alt") or "").strip():
        yield Remark(level="warn", text=_("Say what the picture shows: many people see only these words."), block=own)
    if str(block.get("url") or "").startswith("http://"):
        yield Remark(
            level="warn", text=_("A picture over http:// is not shown by most programs: use https://."), block=own
        )


def _of_link(address: str, own: str) -> Iterator[Remark]:
    if address.startswith(markup.OTHER_LINKS) or markup.is_own_value(address):
        return
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return
    shown = {"link": address[:80]}
    if host in _MADE_UP or host.endswith((".example", ".invalid", ".test")):
        yield Remark(level="warn", text=_("The link %(link)s leads to an example address.") % shown, block=own)
    elif address.startswith("http://"):
        yield Remark(
            level="warn",
            text=_("The link %(link)s is not encrypted: use https:// if the page has it.") % shown,
            block=own,
        )
    if host in _SHORTENERS:
        yield Remark(
            level="warn",
            text=_("Shortened links such as %(link)s look like spam: write the real address.") % shown,
            block=own,
        )
    if "." not in host:
        yield Remark(level="warn", text=_("The link %(link)s has no complete host name.") % shown, block=own)


def _of_fields(words: Words, among: list[int]) -> Iterator[Remark]:
    """For each merge field without a default of its own: how many people have nothing there."""
    bare = fields_without_default(words)
    if not bare or not among:
        return
    values = fields.values_of(among, bare)
    labels = {one.key: one for one in fields.merge_fields()}
    for key in sorted(bare):
        empty = sum(_at(values.get(person, {}), key) is None for person in among)
        if empty:
            yield Remark(
                level="warn" if not labels[key].fallback else "hint",
                text=_empty(key, str(labels[key].label), empty, len(among)),
            )


def _empty(key: str, label: str, empty: int, people: int) -> str:
    words = _('%(number)s of %(people)s people have no “%(label)s”. Write a default: {{ %(field)s | default: "…" }}')
    return words % {"number": empty, "people": people, "label": label, "field": key}


def _at(values: object, key: str) -> object:
    for part in key.split("."):
        values = values.get(part) if isinstance(values, dict) else None
    return values
