"""What staff write, and whether it can be sent: the first thing that is wrong is said in words for its author."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from . import fields
from .errors import LinkRefused, NothingWritten, SubjectBroken, TooLong
from .rules import markup, mime
from .templating import compile_template, fields_used, render, with_missing, without_default

MAX_BODY: Final = 200_000
MAX_LINE: Final = 200
_OTHER_LINKS: Final = ("mailto:", "tel:")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What staff wrote. `format` is ``text`` or ``html``."""

    subject: str
    body: str
    preheader: str = ""
    format: str = "text"

    def parts(self) -> list[tuple[str, str, int]]:
        """Each part with its name in the language of the moment and its greatest length."""
        return [
            (_("subject"), self.subject, MAX_LINE),
            (_("preheader"), self.preheader, MAX_LINE),
            (_("text of the mail"), self.body, MAX_BODY),
        ]


def used_fields(draft: Draft) -> set[str]:
    """All merge fields of a draft. Raises `TemplateProblem` for what cannot be understood."""
    return {
        field for part, source, _limit in draft.parts() for field in fields_used(compile_template(source, part=part))
    }


def fields_without_default(draft: Draft) -> set[str]:
    """The merge fields that are printed somewhere without a default written beside them."""
    return {
        field
        for field in used_fields(draft)
        if any(without_default(source, field) for _part, source, _limit in draft.parts())
    }


def check(draft: Draft) -> set[str]:
    """Check what staff wrote and return the merge fields it uses.

    Raises `NothingWritten`, `TooLong`, `SubjectBroken`, `TemplateProblem`, `UnknownMergeField` or `LinkRefused`.
    """
    if not draft.subject.strip() or not draft.body.strip():
        raise NothingWritten
    used: set[str] = set()
    for part, source, limit in draft.parts():
        used |= _check_part(part, source, limit)
    link_targets(draft)
    return used


def _check_part(part: str, source: str, limit: int) -> set[str]:
    if len(source) > limit:
        raise TooLong(part=part, length=len(source), limit=limit)
    if limit == MAX_LINE and mime.has_line_break(source):
        raise SubjectBroken(part=part)
    template = compile_template(source, part=part)
    used = fields_used(template)
    fields.check_known(used, part=part)
    fallbacks = fields.fallbacks(used)
    for values in ({}, fields.example_values(used)):
        render(template, with_missing(values, fallbacks), part=part)
    return used


def link_targets(draft: Draft) -> list[str]:
    """The web links of a draft in order, each once. Raises `LinkRefused` for one whose host is not fixed."""
    marks = markup.Marks()
    marked = marks.protect(draft.body)
    for address in markup.hrefs(marked) if draft.format == "html" else ():
        if not (address.startswith(_OTHER_LINKS) or markup.has_fixed_host(address)):
            raise LinkRefused(link=marks.restore(address)[:200])
    targets: list[str] = []

    def note(address: str) -> str:
        target = marks.restore(address)
        if not markup.has_fixed_host(address):
            raise LinkRefused(link=target[:200])
        if target not in targets:
            targets.append(target)
        return address

    markup.rewrite_links(body_html(draft, marked), note)
    return targets


def body_html(draft: Draft, marked: str) -> str:
    """The body as HTML with its marks still in."""
    return markup.clean(marked) if draft.format == "html" else markup.html_from_text(marked)
