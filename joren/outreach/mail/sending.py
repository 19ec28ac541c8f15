"""The mail channel's senders: over SMTP, or into the mailbox page of this installation."""

from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from joren.foundation.business.models import Business
from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.content.queries import content_of
from joren.outreach.content.words import words_of
from joren.outreach.delivery.channels import Handover, Line, Outcome, Sender
from joren.outreach.delivery.models import Dispatch

from . import queries
from .adapters.smtp import SmtpConnection, SmtpServer
from .composing import Composer, Envelope, Message
from .errors import NoPublicAddress, SenderBlockMissing
from .models import CapturedMail, MailAccount

LOCAL_BASE_URL = "http://127.0.0.1:8000"
"""Where links of captured mails lead when nothing else is set: they are read on this machine."""
_CAPTURED_FROM = "mailbox@localhost.localdomain"
_PATIENCE = 4
"""A server may take so many times longer over a whole message than over a command."""


def sender_for(dispatch: Dispatch) -> Sender:
    """The sender of a dispatch's mails. Raises a `JorenError` when they must not or cannot be sent."""
    content = content_of(dispatch.origin, dispatch.channel)
    account = queries.active_account()
    business = the_business()
    check_may_send(account, business, content.base_url)
    links = list(content.links.values_list("number", "target"))
    composer = Composer(words_of(content), envelope(account, business, content.base_url, origin=dispatch.origin), links)
    return SmtpSender(account, composer) if account else CaptureSender(composer)


def envelope(
    account: MailAccount | None,
    business: Business,
    base_url: str,
    *,
    origin: str = "",
    tracked: bool = True,
    is_test: bool = False,
) -> Envelope:
    """Who sends: the account's sender, or for captured mails the business under an address of this machine."""
    return Envelope(
        business=business,
        from_address=account.from_address if account else _CAPTURED_FROM,
        from_name=(account.from_name if account else "") or business.sender_name or business.name,
        reply_to=account.reply_to if account else "",
        base_url=base_url,
        origin=origin,
        tracked=tracked,
        is_test=is_test,
    )


def base_url() -> str:
    """Where links in mails lead, without a slash at the end."""
    return settings.BASE_URL.rstrip("/") or LOCAL_BASE_URL


def check_may_send(account: MailAccount | None, business: Business, url: str) -> None:
    """Raise what forbids real mail: `SenderBlockMissing` without a complete sender block, `NoPublicAddress` when its
    links would not work. Captured mail (no account) reaches nobody, so that the law on mail asks nothing of it.
    """
    if account is None:
        return
    missing = missing_of_sender(business)
    if missing:
        raise SenderBlockMissing(missing=", ".join(missing))
    if _is_local(urlsplit(url).hostname or "") and not _is_local(account.host):
        raise NoPublicAddress


def missing_of_sender(business: Business) -> list[str]:
    """The names of what the sender block lacks, as the business's settings call them."""
    return [
        str(Business._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in ("sender_name", "sender_address", "sender_contact")
        if not getattr(business, name).strip()
    ]


def _is_local(host: str) -> bool:
    if host in ("", "localhost", "localhost.localdomain"):
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def server_of(account: MailAccount) -> SmtpServer:
    """The account as the SMTP adapter wants it."""
    return SmtpServer(
        host=account.host,
        port=account.port,
        tls=account.tls,  # type: ignore[arg-type]
        user=account.user,
        password=queries.password_of(account),
        verify=account.verify_certificate,
        timeout=account.timeout,
        reply_timeout=account.timeout * _PATIENCE,
    )


class SmtpSender:
    """Sends over the account's server, with as many kept connections as it allows."""

    def __init__(self, account: MailAccount, composer: Composer) -> None:
        self.lines = account.connections
        self.per_minute = account.per_minute
        self.account = f"mail:{account.pk}"
        self._server = server_of(account)
        self._from = account.from_address
        self._composer = composer

    def open(self) -> Line:
        """A line with a connection of its own."""
        return SmtpLine(SmtpConnection(self._server), self._from, self._composer)

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """Mail keeps nothing of its own about what the server took."""


class SmtpLine:
    """One connection: fills the message in, hands it over."""

    def __init__(self, connection: SmtpConnection, sender: str, composer: Composer) -> None:
        self._connection = connection
        self._from = sender
        self._composer = composer

    def send(self, delivery: Handover) -> Outcome:
        """Compose and hand over one message."""
        message = _composed(self._composer, delivery)
        if isinstance(message, Outcome):
            return message
        outcome = self._connection.send(self._from, delivery.address, message.raw)
        return Outcome(
            kind=outcome.kind,
            message_id=message.message_id if outcome.kind in ("sent", "uncertain") else "",
            code=outcome.code,
            text=outcome.text,
            halts=outcome.halts,
        )

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _composed(composer: Composer, delivery: Handover) -> Message | Outcome:
    try:
        return composer.compose(delivery_id=delivery.id, recipient=delivery.address, content=delivery.content)
    except JorenError as problem:
        return Outcome(kind="failed", code=problem.code[:20], text=str(problem))
    except ValueError as problem:
        return Outcome(kind="failed", code="bad_address", text=str(problem))


class CaptureSender:
    """Keeps mails on the mailbox page instead of sending them: the default, so that nobody mails real people by
    accident."""

    lines: int = 0
    per_minute: int | None = None
    account: str = "mailbox"

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._made: dict[int, Message] = {}

    def open(self) -> Line:
        """The sender is its own line: nothing leaves this process."""
        return self

    def send(self, delivery: Handover) -> Outcome:
        """Compose the message; `recorded` stores it in the transaction that says it was sent."""
        message = _composed(self._composer, delivery)
        if isinstance(message, Outcome):
            return message
        self._made[delivery.id] = message
        return Outcome(kind="sent", message_id=message.message_id)

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """Store the messages."""
        CapturedMail.objects.bulk_create(
            captured(self._made.pop(row.id), recipient=row.address, origin=row.origin, customer_id=row.customer_id)
            for row, _ in sent
        )

    def close(self) -> None:
        """Nothing to close."""


def captured(message: Message, *, recipient: str, origin: str = "", customer_id: int | None = None) -> CapturedMail:
    """A row of the mailbox, not yet stored."""
    return CapturedMail(
        customer_id=customer_id,
        origin=origin,
        recipient=recipient,
        subject=message.subject[:300],
        text=message.text,
        raw=message.raw,
        at=clock.now(),
    )
