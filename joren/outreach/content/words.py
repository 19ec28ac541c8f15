"""Words on one channel, and whether they can be sent: the first thing that is wrong is said in words for their
author."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from . import fields
from .blocks import expanded
from .errors import LinkRefused, NothingWritten, SubjectBroken, TooLong, TooManyLinks
from .rules import markup
from .rules.blocks import TEXTS, Block, fingerprint, walk
from .rules.tokens import MAX_LINKS
from .templating import compile_template, fields_used, render, with_missing, without_default

MAX_TEXT: Final = 200_000
MAX_LINE: Final = 200
_OWN_NAMES: Final = ("blocks", "joren")


class HasWords(Protocol):
    """A wording, a frozen content or `Words`: whatever says something on a channel."""

    @property
    def channel(self) -> str: ...  # noqa: D102
    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def preheader(self) -> str: ...  # noqa: D102
    @property
    def blocks(self) -> Any: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said on one channel."""

    channel: str
    subject: str = ""
    preheader: str = ""
    blocks: tuple[Block, ...] | list[Block] = ()

    @property
    def fingerprint(self) -> str:
        """The same for the same words."""
        return fingerprint(self.subject, self.blocks)


def words_of(source: HasWords) -> Words:
    """The words of a wording or of a frozen content as plain values."""
    return Words(channel=source.channel, subject=source.subject, preheader=source.preheader, blocks=list(source.blocks))


def sources(words: Words) -> Iterator[tuple[str, str, int]]:
    """Every text in which merge fields may stand: its name in the language of the moment, the text, its greatest
    length."""
    yield _("subject"), words.subject, MAX_LINE
    yield _("preheader"), words.preheader, MAX_LINE
    for block in walk(expanded(words.blocks)):
        for name in TEXTS.get(str(block.get("type")), ()):
            if block.get(name):
                yield pgettext("message", "text"), str(block[name]), MAX_TEXT
        if block.get("when"):
            yield pgettext("message", "text"), f"{{{{ {block['when']} }}}}", MAX_LINE


def used_fields(words: HasWords) -> set[str]:
    """All merge fields of the words, without those a block fills itself. Raises `TemplateProblem`."""
    found: set[str] = set()
    for part, source, _limit in sources(words_of(words)):
        found |= _fields_of(source, part)
    return found


def _fields_of(source: str, part: str) -> set[str]:
    if "{" not in source:
        return set()
    used = fields_used(compile_template(source, part=part))
    return {field for field in used if field.partition(".")[0] not in _OWN_NAMES}


def fields_without_default(words: HasWords) -> set[str]:
    """The merge fields that are printed somewhere without a default written beside them."""
    texts = [source for _part, source, _limit in sources(words_of(words))]
    return {field for field in used_fields(words) if any(without_default(source, field) for source in texts)}


def check(words: HasWords, *, needs_subject: bool = True) -> set[str]:
    """Check what staff wrote and return the merge fields it uses.

    Raises `NothingWritten`, `TooLong`, `SubjectBroken`, `TemplateProblem`, `UnknownMergeField`, `UnknownBlock`,
    `LinkRefused` or `TooManyLinks`.
    """
    said = words_of(words)
    if (needs_subject and not said.subject.strip()) or not says_something(said.blocks):
        raise NothingWritten
    used: set[str] = set()
    for part, source, limit in sources(said):
        used |= _check_part(part, source, limit)
    link_targets(said)
    return used


def says_something(blocks: Iterable[Block]) -> bool:
    """Whether there is anything to read or see."""
    for block in walk(blocks):
        kind = str(block.get("type"))
        if kind == "image" and (block.get("url") or block.get("image")):
            return True
        if kind in TEXTS and any(str(block.get(name) or "").strip() for name in TEXTS[kind] if name != "alt"):
            return True
        if kind not in TEXTS and kind not in ("divider", "columns"):
            return True
    return False


def _check_part(part: str, source: str, limit: int) -> set[str]:
    if len(source) > limit:
        raise TooLong(part=part, length=len(source), limit=limit)
    if limit == MAX_LINE and markup.has_line_break(source):
        raise SubjectBroken(part=part)
    if "{" not in source:
        return set()
    template = compile_template(source, part=part)
    used = _fields_of(source, part)
    fields.check_known(used, part=part)
    fallbacks = fields.fallbacks(used)
    for values in ({}, fields.example_values(used)):
        render(template, with_missing(values, fallbacks), part=part)
    return used


def link_targets(words: HasWords) -> list[str]:
    """The web links of the words in order, each once. Raises `LinkRefused` for one whose host is not fixed."""
    targets: list[str] = []
    for block in walk(expanded(words.blocks)):
        for address in _addresses(block):
            if address not in targets:
                targets.append(address)
    if len(targets) > MAX_LINKS:
        raise TooManyLinks(number=len(targets), limit=MAX_LINKS)
    return targets


def _addresses(block: Block) -> Iterator[str]:
    """Where the links of one basic block lead, without those that write a mail or call."""
    for written in markup.addresses_of(block):
        if written.startswith(markup.OTHER_LINKS):
            continue
        if not (markup.is_own_value(written) or markup.has_fixed_host(written)):
            raise LinkRefused(link=written[:200])
        yield written
