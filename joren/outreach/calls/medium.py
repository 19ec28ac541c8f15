"""The phone as a medium of content: blocks become a talk card, a list of pieces to say, ask and hear."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from liquid.template import BoundTemplate

from joren.outreach.content import fields, plain
from joren.outreach.content.blocks import expanded
from joren.outreach.content.media import Preview, Remark, Setting
from joren.outreach.content.rules.blocks import Block, walk
from joren.outreach.content.templating import compile_template, render, with_missing
from joren.outreach.content.words import Words, used_fields

from .blocks import KINDS, QUESTION, answers_of
from .rules.speaking import minutes_aloud, signs

Card = list[dict[str, Any]]
_UNSPEAKABLE: Final = ("image", "button", "divider", "html")
_LONG: Final = 2.0


class CompiledCard:
    """Words as the talk card of one sending."""

    def __init__(self, words: Words, setting: Setting) -> None:
        self._part = _("talk card")
        self._fallbacks = fields.fallbacks(used_fields(words))
        self._pieces = [(block, self._template(block, setting)) for block in words.blocks]

    def _template(self, block: Block, setting: Setting) -> BoundTemplate:
        said = [one for one in expanded([block]) if one.get("type") not in _UNSPEAKABLE]
        return compile_template(plain.template_of(said, _unsaid), part=self._part, currency=setting.business.currency)

    def fill(self, delivery_id: int, address: str, values: Mapping[str, Any]) -> Card:
        """The card for one person. Raises `TemplateProblem`."""
        known = with_missing(values, self._fallbacks)
        filled = [(block, render(template, known, part=self._part).strip()) for block, template in self._pieces]
        return [piece_of(block, text) for block, text in filled if text]

    def preview(self, values: Mapping[str, Any]) -> Preview:
        """The same for the eye, with the minutes it takes."""
        card = self.fill(0, "", values)
        text = "\n\n".join(piece["text"] for piece in card)
        bubbles = tuple({"title": str(KINDS.get(one["kind"], "")), "text": _with_answers(one)} for one in card)
        return Preview(kind="bubbles", text=text, bubbles=bubbles, facts=facts(text))


def _unsaid(_address: str) -> str:
    """Nobody reads an address aloud."""
    return ""


def _with_answers(piece: Mapping[str, Any]) -> str:
    return "\n".join([piece["text"], *(f"□ {answer}" for answer in piece["answers"])])


def piece_of(block: Block, text: str) -> dict[str, Any]:
    """One piece of a card: what it is, what to say, and which answers to tick."""
    kind = str(block.get("type"))
    known = kind if kind in KINDS else "heading" if kind == "heading" else "say"
    said = text.removeprefix(plain.HEADING) if known == "heading" else text
    return {"kind": known, "text": said.replace(" ()", "").replace("()", ""), "answers": answers_of(block)}


def compile_card(words: Words, setting: Setting) -> CompiledCard:
    """Make words ready to be said. Raises `TemplateProblem`, `UnknownBlock`."""
    return CompiledCard(words, setting)


def facts(text: str) -> tuple[tuple[str, str], ...]:
    """How long saying it takes, for below the preview."""
    return ((_("Signs to say"), str(signs(text))), (_("Minutes of saying it"), f"{minutes_aloud(text):.1f}"))


def remarks(words: Words) -> list[Remark]:
    """What a careful colleague would say about a card."""
    blocks = list(words.blocks)
    found: list[Remark] = []
    minutes = minutes_aloud(plain.template_of(expanded(blocks), _unsaid))
    if minutes > _LONG:
        text = _("Saying it takes about %(minutes)s minutes. Nobody listens so long: say what matters, and ask.")
        found.append(Remark(level="warn", text=text % {"minutes": f"{minutes:.1f}"}))
    elif minutes:
        text = _("Saying it takes about %(minutes)s minutes.")
        found.append(Remark(level="hint", text=text % {"minutes": f"{minutes:.1f}"}))
    found += [
        Remark(level="hint", text=_("This cannot be said on the phone and is left out."), block=str(block.get("id")))
        for block in walk(blocks)
        if block.get("type") in _UNSPEAKABLE and block.get("type") != "divider"
    ]
    if not any(block.get("type") == QUESTION for block in blocks):
        found.append(Remark(level="hint", text=_("The card asks nothing. A question makes it a talk.")))
    return found
