"""Turns what staff wrote into messages: compiled once for a sending, then filled in for each person without the
database."""

import html as entities
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from markupsafe import Markup, escape

from joren.foundation.business.models import Business
from joren.foundation.time import clock
from joren.outreach.content import fields, plain
from joren.outreach.content.blocks import expanded
from joren.outreach.content.links import image_address
from joren.outreach.content.rules import markup
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.content.templating import compile_template, render, with_missing
from joren.outreach.content.words import Words, used_fields

from . import layout
from .drafts import Draft
from .rules import mime


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who sends, and where links lead. `tracked`: links and opens are counted. `is_test`: marked as such."""

    business: Business
    from_address: str
    base_url: str
    from_name: str = ""
    reply_to: str = ""
    origin: str = ""
    tracked: bool = True
    is_test: bool = False


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message ready to be handed over, and what it says."""

    message_id: str
    subject: str
    text: str
    html: str
    raw: bytes


class Composer:
    """Makes the messages of one draft. Making it reads the catalogue; `compose` needs no database and is quick."""

    def __init__(self, draft: Draft | Words, envelope: Envelope, links: Iterable[tuple[int, str]] = ()) -> None:
        self._envelope = envelope
        self._tokens = TokenKey(settings.SECRET_KEY)
        self._domain = envelope.from_address.rpartition("@")[2]
        self._boundary = f"=_joren_{secrets.token_hex(12)}"
        with override(settings.LANGUAGE_CODE):
            words = draft.words if isinstance(draft, Draft) else draft
            self._compile(words, {target: number for number, target in links} if envelope.tracked else {})

    def _compile(self, draft: Words, numbers: dict[str, int]) -> None:
        self._part, currency = _("text of the mail"), self._envelope.business.currency
        html, text = _html(draft, numbers, self._envelope.base_url), _text(draft)
        self._subject = compile_template(draft.subject, part=_("subject"), currency=currency)
        self._html = compile_template(html, part=self._part, autoescape=True, currency=currency)
        self._text = compile_template(text, part=self._part, currency=currency)
        self._fallbacks = fields.fallbacks(used_fields(draft))
        self._numbers = sorted(numbers.values())
        self._mark = _("[TEST] ") if self._envelope.is_test else ""
        self._text_coding = mime.wants_base64(text)
        # A page is mostly ASCII even where its words are not, and quoted-printable costs a third of the whole fill.
        self._html_coding = self._text_coding or not html.isascii()
        who = _sender_lines(self._envelope.business)
        stop, why = layout.unsubscribe_words()
        self._footer = _footer_html(why, stop, who)
        self._footer_text = "\n".join(["-" * 40, why, f"{stop}: "]), "\n".join(["", *who])
        self._pixel = f'<img src="{escape(self._envelope.base_url)}/m/o/'
        self._constant_headers = self._headers_of_all()

    def compose(self, *, delivery_id: int, recipient: str, content: Mapping[str, Any]) -> Message:
        """The message for one person. `content` are the merge values, nested. Raises `TemplateProblem`.

        Raises ValueError for a recipient that is no plain address.
        """
        unsubscribe = self._url("u", "unsubscribe", delivery_id)
        values = with_missing(content, self._fallbacks) | {"joren": self._own(delivery_id, unsubscribe)}
        subject = self._mark + mime.one_line(render(self._subject, values, part=self._part))
        text = render(self._text, values, part=self._part)
        html = render(self._html, values, part=self._part)
        message_id = f"<{self._tokens.make('message', delivery_id)}@{self._domain}>"
        headers = self._headers(recipient, subject, message_id, unsubscribe)
        raw = mime.alternative(
            headers,
            mime.part_header("plain", base64=self._text_coding) + mime.encode_part(text, base64=self._text_coding),
            mime.part_header("html", base64=self._html_coding) + mime.encode_part(html, base64=self._html_coding),
            self._boundary,
        )
        return Message(message_id=message_id, subject=subject, text=text, html=html, raw=raw)

    def _url(self, letter: str, purpose: Any, delivery_id: int, number: int = 0) -> str:
        return f"{self._envelope.base_url}/m/{letter}/{self._tokens.make(purpose, delivery_id, number)}"

    def _own(self, delivery_id: int, unsubscribe: str) -> dict[str, Any]:
        """What the engine itself fills in."""
        own: dict[str, Any] = {
            "title": self._envelope.business.sender_name or self._envelope.business.name,
            "footer": Markup(self._footer[0] + unsubscribe + self._footer[1]),  # noqa: S704 - a signed token is safe
            "footer_text": self._footer_text[0] + unsubscribe + self._footer_text[1],
            "pixel": "",
        }
        if self._envelope.tracked:
            token = self._tokens.make("open", delivery_id)
            own["pixel"] = Markup(f'{self._pixel}{token}.gif" width="1" height="1" alt="">')  # noqa: S704 - as above
            for number in self._numbers:
                own[f"link{number}"] = self._url("c", "click", delivery_id, number)
        return own

    def _headers(self, recipient: str, subject: str, message_id: str, unsubscribe: str) -> list[tuple[str, str]]:
        return [
            *self._constant_headers,
            ("To", mime.address_header("", recipient)),
            ("Subject", mime.subject_header(subject)),
            ("Date", format_datetime(clock.now().astimezone(clock.TOKYO))),
            ("Message-ID", message_id),
            ("List-Unsubscribe", f"<{unsubscribe}>"),
        ]

    def _headers_of_all(self) -> list[tuple[str, str]]:
        """The headers every message shares."""
        envelope = self._envelope
        headers = [
            ("From", mime.address_header(envelope.from_name, envelope.from_address)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Auto-Submitted", "auto-generated"),
            ("List-Id", f"<news.{self._domain}>"),
        ]
        if envelope.reply_to:
            headers.append(("Reply-To", mime.address_header("", envelope.reply_to)))
        if envelope.origin:
            headers.append(("Feedback-ID", f"{envelope.origin.replace(':', '-')}:mail:joren:{self._domain}"))
        return headers


def _html(words: Words, numbers: dict[str, int], base_url: str) -> str:
    """The whole page as a template."""

    def link(address: str) -> str:
        number = numbers.get(address)
        return address if number is None else f"{{{{ joren.link{number} }}}}"

    page = layout.Page(link, lambda token: image_address(base_url, token))
    marks = markup.Marks()
    return page.html(
        expanded(words.blocks),
        title="{{ joren.title }}",
        preheader=marks.restore(entities.escape(marks.protect(words.preheader))),
        footer="{{ joren.footer }}",
        pixel="{{ joren.pixel }}",
    )


def _text(words: Words) -> str:
    """The text part as a template."""
    return plain.template_of(expanded(words.blocks)) + "\n\n{{ joren.footer_text }}\n"


def _sender_lines(business: Business) -> list[str]:
    return layout.sender_lines(business.sender_name or business.name, business.sender_address, business.sender_contact)


def _footer_html(why: str, stop: str, lines: list[str]) -> tuple[str, str]:
    """The footer before and after the address of the unsubscribe page."""
    before = f'{escape(why)}<br><a style="color:#5b6673;" href="'
    return before, f'">{escape(stop)}</a><br>' + "<br>".join(escape(line) for line in lines)
