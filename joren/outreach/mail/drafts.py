"""A mail that is one piece of text or HTML, as the words it says."""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from joren.outreach.content import words
from joren.outreach.content.rules.blocks import one_block
from joren.outreach.content.words import Words

CHANNEL: Final = "mail"


class Format(models.TextChoices):
    """How a text was written."""

    TEXT = "text", _("plain text")
    HTML = "html", _("simple HTML")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What staff wrote. `format` is ``text`` or ``html``."""

    subject: str
    body: str
    preheader: str = ""
    format: str = "text"

    @property
    def words(self) -> Words:
        """The same in one block."""
        return Words(
            channel=CHANNEL,
            subject=self.subject,
            preheader=self.preheader,
            blocks=one_block(self.body, self.format),
        )


def used_fields(draft: Draft) -> set[str]:
    """All merge fields of a draft. Raises `TemplateProblem` for what cannot be understood."""
    return words.used_fields(draft.words)


def fields_without_default(draft: Draft) -> set[str]:
    """The merge fields that are printed somewhere without a default written beside them."""
    return words.fields_without_default(draft.words)


def check(draft: Draft) -> set[str]:
    """Check what staff wrote and return the merge fields it uses. Raises what `content.words.check` raises."""
    return words.check(draft.words)


def link_targets(draft: Draft) -> list[str]:
    """The web links of a draft in order, each once. Raises `LinkRefused` for one whose host is not fixed."""
    return words.link_targets(draft.words)
