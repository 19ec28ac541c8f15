"""Mail as a medium of content: what words become, what is remarked, a test to staff."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.foundation.business.queries import the_business
from joren.outreach.content import plain
from joren.outreach.content.blocks import expanded
from joren.outreach.content.media import Preview, Remark, Setting
from joren.outreach.content.rules.blocks import walk
from joren.outreach.content.words import Words, link_targets

from . import actions, queries, sending
from .composing import Composer, Message
from .rules import spam

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


@dataclass(frozen=True)
class CompiledMail:
    """Words as mails of one sending."""

    composer: Composer

    def fill(self, delivery_id: int, address: str, values: Mapping[str, Any]) -> Message:
        """The mail for one person."""
        return self.composer.compose(delivery_id=delivery_id, recipient=address, content=values)

    def preview(self, values: Mapping[str, Any]) -> Preview:
        """The same for the eye: its page, its text and how big it is."""
        message = self.composer.compose(delivery_id=0, recipient="preview@example.jp", content=values)
        facts = (
            (gettext_lazy("size"), f"{len(message.raw) / 1024:.0f} KB"),
            (gettext_lazy("characters"), f"{len(message.text):,}"),
        )
        return Preview(kind="html", subject=message.subject, html=message.html, text=message.text, facts=facts)


def compile_mail(words: Words, setting: Setting) -> CompiledMail:
    """Make words ready to be sent by the account, or to be kept in the mailbox."""
    envelope = sending.envelope(
        queries.active_account(),
        setting.business,
        setting.base_url,
        origin=setting.origin,
        tracked=setting.tracked,
        is_test=setting.is_test,
    )
    return CompiledMail(Composer(words, envelope, [(number, target) for target, number in setting.links.items()]))


def remarks(words: Words) -> list[Remark]:
    """What a careful colleague would point out about a mail: how long, how loud, how big."""
    preview = compile_mail(words, Setting(business=the_business(), base_url=sending.base_url(), tracked=False)).preview(
        {}
    )
    return [*_of_subject(words), *_of_size(words, preview), *_of_text(words, preview)]


def _of_subject(words: Words) -> Iterator[Remark]:
    if spam.length_of(words.subject) > spam.LONG_SUBJECT:
        yield _hint(_("The subject is long: phones cut it off after about 20 characters, computers after 40."))
    if spam.is_shouting(words.subject):
        yield _warn(_("Marks in a row or all capitals in the subject look like spam."))
    if spam.pretends_to_answer(words.subject):
        yield _warn(_("A subject that begins with “Re:” pretends to be an answer: leave it out."))
    if not words.preheader.strip():
        yield _hint(_("Without a preheader, inboxes show the first words of the mail beside the subject."))


def _of_size(words: Words, preview: Preview) -> Iterator[Remark]:
    size = len(preview.html.encode())
    if size > spam.CUT_OFF:
        told = _("The HTML has %(size)s KB: Gmail shows only the first 102 KB, and the way to unsubscribe is cut off.")
        yield _warn(told % {"size": size // 1024})
    links = len(link_targets(words))
    if links > spam.MANY_LINKS:
        yield _warn(_("%(number)s links in one mail look like spam.") % {"number": links})
    elif not links:
        yield _hint(_("There is no link, so nobody can click and only opens will show."))


def _of_text(words: Words, preview: Preview) -> Iterator[Remark]:
    found = spam.phrases_in(f"{words.subject} {words.preheader} {preview.text}")
    if len(found) >= spam.MANY:
        yield _warn(_("Spam filters look at words such as %(words)s: use fewer of them.") % {"words": "・".join(found)})
    pictures = any(block.get("type") == "image" for block in walk(words.blocks))
    said = "".join(plain.template_of(block for block in expanded(words.blocks) if block.get("type") != "image").split())
    if pictures and len(said) < spam.LITTLE_TEXT:
        yield _warn(
            _("The mail is almost only a picture: many programs show none, and filters distrust it. Add words.")
        )


def _warn(text: str) -> Remark:
    return Remark(level="warn", text=text)


def _hint(text: str) -> Remark:
    return Remark(level="hint", text=text)


def send_test(words: Words, to: str, customer_id: int | None, by: "Staff | None") -> None:
    """Send the words to a member of staff."""
    actions.send_test(draft=words, to=to, customer_id=customer_id, by=by)
