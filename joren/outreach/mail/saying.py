"""Mail as a medium of content: what words become, what is remarked, a test to staff."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joren.outreach.content.media import Preview, Remark, Setting
from joren.outreach.content.words import Words

from . import actions, queries, sending
from .composing import Composer, Message

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
        return Preview(kind="html", subject=message.subject, html=message.html, text=message.text)


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
    """What a careful colleague would point out."""
    return []


def send_test(words: Words, to: str, customer_id: int | None, by: "Staff | None") -> None:
    """Send the words to a member of staff."""
    actions.send_test(draft=words, to=to, customer_id=customer_id, by=by)
