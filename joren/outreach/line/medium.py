"""LINE as a medium of content: blocks become bubbles, filled in for each person without the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from liquid.template import BoundTemplate

from joren.outreach.content import fields
from joren.outreach.content.blocks import expanded
from joren.outreach.content.links import image_address
from joren.outreach.content.media import Preview, Setting
from joren.outreach.content.models import Image
from joren.outreach.content.rules import markup
from joren.outreach.content.rules.blocks import Block, walk
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.content.templating import compile_template, render, with_missing
from joren.outreach.content.words import Words, used_fields

from . import queries
from .errors import TextTooLong, TooManyBubbles
from .rules import lengths
from .rules.bubbles import Kind, Piece, Section, messages_of, seen

COUPON: Final = "line_coupon"
_TALLEST: Final = 3
"""A picture in a bubble is at most three times as high as wide."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """One block ready to be filled in; "" templates are None."""

    kind: Kind
    text: BoundTemplate
    url: BoundTemplate
    link: BoundTemplate
    when: BoundTemplate | None
    ratio: str


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """One section ready to be filled in."""

    parts: tuple[_Part, ...] = ()
    cards: tuple[tuple[_Part, ...], ...] = ()


class CompiledLine:
    """Words as LINE messages of one sending."""

    def __init__(self, words: Words, setting: Setting) -> None:
        self._setting = setting
        self._tokens = TokenKey(settings.SECRET_KEY)
        self._numbers = dict(setting.links) if setting.tracked else {}
        self._ratios = _ratios(words)
        self._part_name = _("text of the LINE message")
        self._alt = self._template(words.subject)
        self._fallbacks = fields.fallbacks(used_fields(words))
        self._plans = [self._plan(blocks) for blocks in sections_of(expanded(words.blocks))]
        self._mark = _("[TEST] ") if setting.is_test else ""

    def fill(self, delivery_id: int, address: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The messages for one person. Raises `TemplateProblem`, `TextTooLong`, `TooManyBubbles`."""
        sections, alt = self._filled(delivery_id, values)
        messages = messages_of(sections, alt)
        if not 1 <= len(messages) <= lengths.MESSAGES:
            raise TooManyBubbles(number=len(messages), limit=lengths.MESSAGES)
        for message in messages:
            length = lengths.units(str(message.get("text", "")))
            if length > lengths.TEXT:
                raise TextTooLong(length=length, limit=lengths.TEXT)
        return messages

    def preview(self, values: Mapping[str, Any]) -> Preview:
        """The same for the eye, with its price."""
        sections, alt = self._filled(0, values)
        bubbles = tuple(bubble for section in sections for bubble in seen(section))
        return Preview(kind="bubbles", subject=alt, bubbles=bubbles, facts=price_facts())

    def _filled(self, delivery_id: int, values: Mapping[str, Any]) -> tuple[list[Section], str]:
        everything = with_missing(values, self._fallbacks) | {"joren": self._own(delivery_id)}

        def say(template: BoundTemplate) -> str:
            return render(template, everything, part=self._part_name).strip()

        sections = [
            Section(pieces=_pieces(plan.parts, say), cards=tuple(_pieces(parts, say) for parts in plan.cards))
            for plan in self._plans
        ]
        if self._mark:
            sections.insert(0, Section(pieces=(Piece(kind="text", text=self._mark.strip()),)))
        return sections, say(self._alt)

    def _own(self, delivery_id: int) -> dict[str, str]:
        """The click address of every link, for one delivery."""
        base = self._setting.base_url
        return {
            f"link{number}": f"{base}/m/c/{self._tokens.make('click', delivery_id, number)}"
            for number in self._numbers.values()
        }

    def _plan(self, blocks: list[Block]) -> _Plan:
        if blocks and blocks[0].get("type") == "columns":
            columns = blocks[0].get("columns") or []
            return _Plan(cards=tuple(tuple(self._parts(column)) for column in columns))
        return _Plan(parts=tuple(self._parts(blocks)))

    def _parts(self, blocks: Iterable[Block]) -> Iterable[_Part]:
        for block in blocks:
            kind = _kind(block)
            if kind is not None:
                yield self._part(kind, block)

    def _part(self, kind: Kind, block: Block) -> _Part:
        address = str(block.get("url") or "").strip()
        when = block.get("when")
        return _Part(
            kind=kind,
            text=self._template(self._words(kind, block)),
            url=self._template(self._link(address) if kind == "button" else _picture(block, self._setting.base_url)),
            link=self._template(self._link(str(block.get("link") or "").strip())),
            when=self._template(f"{{% if {when} %}}1{{% endif %}}") if when else None,
            ratio=self._ratios.get(str(block.get("image") or ""), "20:13"),
        )

    def _words(self, kind: Kind, block: Block) -> str:
        if kind == "button":
            return str(block.get("label") or "")
        if kind == "image":
            return str(block.get("alt") or "")
        if kind == "coupon":
            return str(block.get("coupon_id") or "")
        marks = markup.Marks()
        return marks.restore(markup.text_of(block, marks, lambda address: self._link(marks.restore(address))))

    def _link(self, address: str) -> str:
        """What stands for an address: the click address of this person where it is counted."""
        number = self._numbers.get(address)
        return address if number is None else f"{{{{ joren.link{number} }}}}"

    def _template(self, source: str) -> BoundTemplate:
        return compile_template(source, part=self._part_name, currency=self._setting.business.currency)


def compile_line(words: Words, setting: Setting) -> CompiledLine:
    """Make words ready for LINE. Raises `TemplateProblem`, `UnknownBlock`."""
    return CompiledLine(words, setting)


def sections_of(blocks: Iterable[Block]) -> list[list[Block]]:
    """Basic blocks between dividers; columns and LINE's own coupons stand alone."""
    found: list[list[Block]] = [[]]
    for block in blocks:
        kind = block.get("type")
        if kind == "divider":
            if not block.get("space"):
                found.append([])
        elif kind in ("columns", COUPON):
            found += [[block], []]
        else:
            found[-1].append(block)
    return [section for section in found if section]


def _pieces(parts: Iterable[_Part], say: Callable[[BoundTemplate], str]) -> tuple[Piece, ...]:
    """What this person sees of them: without what their values hide and without what says nothing."""
    found = [_piece(part, say) for part in parts if part.when is None or say(part.when)]
    return tuple(piece for piece in found if _says_something(piece))


def _piece(part: _Part, say: Callable[[BoundTemplate], str]) -> Piece:
    return Piece(kind=part.kind, text=say(part.text), url=say(part.url), link=say(part.link), ratio=part.ratio)


def _says_something(piece: Piece) -> bool:
    if piece.kind == "button":
        return bool(piece.text and piece.url)
    return bool(piece.url if piece.kind == "image" else piece.text)


def _kind(block: Block) -> Kind | None:
    kind = block.get("type")
    if kind in ("heading", "text", "image", "button"):
        return kind  # type: ignore[no-any-return]
    if kind == "html":
        return "text"
    return "coupon" if kind == COUPON else None


def _picture(block: Block, base_url: str) -> str:
    """Where a picture lies: one of our own under its token, or wherever it was said to."""
    token = str(block.get("image") or "")
    return image_address(base_url, token) if token else str(block.get("url") or "").strip()


def _ratios(words: Words) -> dict[str, str]:
    """The shape of our own pictures, as bubbles want it (width:height)."""
    tokens = [str(block["image"]) for block in walk(expanded(words.blocks)) if block.get("image")]
    rows = Image.objects.filter(token__in=tokens).values_list("token", "width", "height") if tokens else []
    return {token: f"{width}:{min(height, width * _TALLEST)}" for token, width, height in rows}


def price_facts() -> tuple[tuple[str, str], ...]:
    """What one of these costs now, for below the preview."""
    one = queries.forecast(1)
    if one is None:
        return ()
    yen = _("%(yen)s yen") % {"yen": one.yen.normalize() if one.yen else 0}
    return ((_("One message costs"), yen),)
