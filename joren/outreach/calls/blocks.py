"""The blocks of a talk card: how to open, what to ask, how to close."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.outreach.content.forms import BlockForm
from joren.outreach.content.rules.blocks import Block

OPENING, QUESTION, CLOSING = "talk_opening", "talk_question", "talk_closing"
KINDS: Final[dict[str, Any]] = {
    OPENING: _("Opening"),
    "say": _("To say"),
    QUESTION: _("Question"),
    CLOSING: _("Closing"),
}
_AREA: Final = {"rows": 3, "data-fields": "", "data-grows": ""}
_MOST_ANSWERS: Final = 8


class SpokenForm(BlockForm):
    """Something to say."""

    text = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs=_AREA))


class QuestionForm(BlockForm):
    """Something to ask."""

    text = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs=_AREA))
    answers = forms.CharField(
        label=_("Answers to tick"),
        widget=forms.Textarea(attrs={"rows": 3, "data-grows": ""}),
        help_text=_("One a line, at most eight. Empty: what the customer says is noted."),
    )


def expand(block: Block, place: str) -> list[Block]:
    """What is said, in a block that every channel knows."""
    return [{"type": "text", "text": str(block.get("text") or "")}]


def answers_of(block: Block) -> list[str]:
    """The answers a question offers."""
    if block.get("type") != QUESTION:
        return []
    lines = [line.strip() for line in str(block.get("answers") or "").splitlines()]
    return [line[:100] for line in lines if line][:_MOST_ANSWERS]
