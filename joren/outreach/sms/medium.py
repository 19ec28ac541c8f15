"""Short messages as a medium of content: blocks become one text, with who sends and how to stop at its end."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from joren.foundation.money import format_money
from joren.outreach.content import fields, plain
from joren.outreach.content.blocks import expanded
from joren.outreach.content.media import Preview, Remark, Setting
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.content.templating import compile_template, render, with_missing
from joren.outreach.content.words import Words, used_fields

from . import queries
from .errors import TooLongForSms
from .rules.lengths import LONGEST, Length, measure

_FEW_PARTS: Final = 2


class CompiledSms:
    """Words as a short message of one sending."""

    def __init__(self, words: Words, setting: Setting) -> None:
        self._base = setting.base_url
        self._currency = setting.business.currency
        self._tokens = TokenKey(settings.SECRET_KEY)
        self._numbers = dict(setting.links) if setting.tracked else {}
        self._part = _("text of the short message")
        self._fallbacks = fields.fallbacks(used_fields(words))
        text = plain.template_of(expanded(words.blocks), self._link)
        self._template = compile_template(text, part=self._part, currency=self._currency)
        self._mark = _("[TEST] ") if setting.is_test else ""
        self._sender = setting.business.sender_name or setting.business.name
        self._stop = _("Stop: ")

    def fill(self, delivery_id: int, address: str, values: Mapping[str, Any]) -> str:
        """The text for one person. Raises `TemplateProblem`, `TooLongForSms`."""
        text = self._filled(delivery_id, values)
        length = measure(text)
        if not length.fits:
            raise TooLongForSms(units=length.units, limit=LONGEST)
        return text

    def preview(self, values: Mapping[str, Any]) -> Preview:
        """The same for the eye, with its length and price."""
        text = self._filled(0, values)
        return Preview(kind="bubbles", text=text, bubbles=({"text": text},), facts=facts(measure(text), self._currency))

    def _filled(self, delivery_id: int, values: Mapping[str, Any]) -> str:
        links = {
            f"link{number}": f"{self._base}/m/c/{self._tokens.make('click', delivery_id, number)}"
            for number in self._numbers.values()
        }
        said = render(self._template, with_missing(values, self._fallbacks) | {"joren": links}, part=self._part)
        stop = f"{self._base}/m/u/{self._tokens.make('unsubscribe', delivery_id)}"
        return f"{self._mark}{said.strip()}\n{self._sender}\n{self._stop}{stop}"

    def _link(self, address: str) -> str:
        number = self._numbers.get(address)
        return address if number is None else f"{{{{ joren.link{number} }}}}"


def compile_sms(words: Words, setting: Setting) -> CompiledSms:
    """Make words ready for short messages. Raises `TemplateProblem`, `UnknownBlock`."""
    return CompiledSms(words, setting)


def facts(length: Length, currency: str) -> tuple[tuple[str, str], ...]:
    """Length, parts and price of one message, for below its preview."""
    price = format_money(queries.yen_per_part() * length.parts, currency)
    return (
        (_("Signs"), str(length.units)),
        (_("Parts"), f"{length.parts}"),
        (_("Signs left in this part"), str(length.left)),
        (_("One message costs"), price),
    )


def remarks(words: Words) -> list[Remark]:
    """What does not fit a short message, or costs more than it need."""
    blocks = expanded(words.blocks)
    found = [
        Remark(level="warn", text=_("A picture is only a link in a short message."), block=str(block["id"]))
        for block in blocks
        if block.get("type") == "image"
    ]
    length = measure(plain.template_of(blocks))
    if not length.fits:
        text = _("The text has %(units)s signs; at most %(limit)s fit into a short message.")
        found.append(Remark(level="stop", text=text % {"units": length.units, "limit": LONGEST}))
    elif length.parts > _FEW_PARTS:
        text = _("%(parts)s parts are paid for each person. A link says more for less.")
        found.append(Remark(level="hint", text=text % {"parts": length.parts}))
    if not length.is_basic and measure(words_without_emoji(plain.template_of(blocks))).units < length.units:
        found.append(Remark(level="hint", text=_("An emoji counts as two signs, and old phones show a box.")))
    return found


def words_without_emoji(text: str) -> str:
    """The text with a plain sign in place of each one beyond the Basic Multilingual Plane."""
    return "".join("x" if sign > "\uffff" else sign for sign in text)
