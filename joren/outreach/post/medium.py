"""Post as a medium of content: blocks become the parts of a letter or of the back of a postcard."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.outreach.content import fields, plain
from joren.outreach.content.blocks import expanded
from joren.outreach.content.media import Preview, Remark, Setting
from joren.outreach.content.models import Image
from joren.outreach.content.rules.blocks import Block, walk
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.content.templating import compile_template, render, with_missing
from joren.outreach.content.words import Words, used_fields

from .drawing.letters import fits_back, letters
from .drawing.sheet import Item, Sender, Sheet
from .rules.recipients import Person, recipient

_LINK: Final = "\x1f"
"""Stands between the label and the address of a link while both are filled in together."""


class CompiledLetter:
    """Words as a letter of one sending."""

    def __init__(self, words: Words, setting: Setting) -> None:
        self._base = setting.base_url
        self._setting = setting
        self._tokens = TokenKey(settings.SECRET_KEY)
        self._numbers = dict(setting.links) if setting.tracked else {}
        self._part = _("text of the letter")
        self._fallbacks = fields.fallbacks(used_fields(words))
        self._parts = [self._compiled(block) for block in _flat(expanded(words.blocks))]
        self._title = words.subject

    def fill(self, delivery_id: int, address: str, values: Mapping[str, Any]) -> tuple[Item, ...]:
        """The parts of the letter for one person. Raises `TemplateProblem`."""
        links = {f"link{number}": self.link(delivery_id, number) for number in self._numbers.values()}
        known = with_missing(values, self._fallbacks) | {"joren": links}
        found = []
        for kind, template, data, share in self._parts:
            said = render(template, known, part=self._part).strip() if template is not None else ""
            text, _mark, url = said.partition(_LINK)
            if said or kind == "line" or data:
                found.append(Item(kind=kind, text=text.strip(), url=url.strip(), data=data, share=share))
        return tuple(found)

    def link(self, delivery_id: int, number: int = 1) -> str:
        """The counted address of a link of one piece."""
        return f"{self._base}/m/c/{self._tokens.make('click', delivery_id, number)}"

    @property
    def first_link(self) -> int:
        """The number of the link a QR code beside an address leads to, 0 where there is none."""
        return min(self._numbers.values(), default=0)

    def preview(self, values: Mapping[str, Any]) -> Preview:
        """The same for the eye: a letter on A4 to a person without an address."""
        items = self.fill(0, "", values)
        person = values.get("customer") or {}
        who = Person(family=str(person.get("family_name") or ""), given=str(person.get("given_name") or ""))
        sheet = Sheet(recipient=recipient([who]), items=items)
        business = self._setting.business
        sender = Sender(name=business.sender_name or business.name, address=business.sender_address)
        data = letters([sheet], sender, date=clock.today().strftime("%Y/%m/%d"))
        back = _("yes") if fits_back(items) else _("no")
        return Preview(kind="pdf", data=data, facts=((_("Fits on the back of a postcard"), back),))

    def _compiled(self, block: Block) -> tuple[str, Any, bytes, int]:
        kind, text, data = _kind(block), "", b""
        if kind == "link":
            text = f"{block.get('label') or ''}{_LINK}{self._address(str(block.get('url') or '').strip())}"
        elif kind == "picture":
            data = _picture(block)
            kind, text = ("picture", "") if data else ("text", str(block.get("alt") or ""))
        elif kind == "heading":
            text = str(block.get("text") or "")
        elif kind == "text":
            text = plain.piece_of({**block, "when": ""}, self._address)
        if block.get("when") and text:
            text = f"{{% if {block['when']} %}}{text}{{% endif %}}"
        template = compile_template(text, part=self._part, currency=self._setting.business.currency) if text else None
        return kind, template, data, int(block.get("width") or 100)

    def _address(self, address: str) -> str:
        number = self._numbers.get(address)
        return address if number is None else f"{{{{ joren.link{number} }}}}"


def compile_letter(words: Words, setting: Setting) -> CompiledLetter:
    """Make words ready for paper. Raises `TemplateProblem`, `UnknownBlock`."""
    return CompiledLetter(words, setting)


def _flat(blocks: Iterable[Block]) -> list[Block]:
    """Blocks one below the other: paper of a letter has one column."""
    return [block for block in walk(blocks) if block.get("type") != "columns"]


def _kind(block: Block) -> str:
    kinds = {"heading": "heading", "button": "link", "image": "picture", "divider": "line"}
    kind = kinds.get(str(block.get("type")), "text")
    return "space" if kind == "line" and block.get("space") else kind


def _picture(block: Block) -> bytes:
    """The bytes of an own picture; nothing is fetched from elsewhere."""
    if not block.get("image"):
        return b""
    found = Image.objects.filter(token=str(block["image"])).first()
    return bytes(found.data) if found else b""


def remarks(words: Words) -> list[Remark]:
    """What paper cannot do."""
    blocks = _flat(expanded(words.blocks))
    found = [
        Remark(level="warn", text=_("A picture from elsewhere is not printed. Upload it."), block=str(block["id"]))
        for block in blocks
        if block.get("type") == "image" and not _picture(block)
    ]
    links = [block for block in blocks if block.get("type") == "button"]
    if not links:
        text = _("Without a button there is no QR code, and nothing tells who answered to the letter.")
        found.append(Remark(level="hint", text=text))
    found += [
        Remark(
            level="hint",
            text=_("Nobody can click in a letter: use a button, which becomes a QR code."),
            block=str(b["id"]),
        )
        for b in blocks
        if b.get("type") == "text" and "](http" in str(b.get("text") or "")
    ]
    return found
