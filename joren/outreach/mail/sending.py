"""The mail channel's senders: over SMTP, or into the mailbox page of this installation."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings

from joren.foundation.business.models import Business
from joren.foundation.business.queries import the_business
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.content.models import Content
from joren.outreach.content.queries import contents_of, numbers_of
from joren.outreach.content.words import words_of
from joren.outreach.delivery.channels import Handover, Line, Outcome, Sender
from joren.outreach.delivery.models import Dispatch

from . import accounts, queries
from .accounts import pace_of, stations_of
from .adapters.handing import Connection, Parcel
from .composing import Composer, Envelope, Message
from .errors import AllAccountsPaused, NoPublicAddress, SenderBlockMissing
from .models import CapturedMail, MailAccount
from .stations import Pool, Station

LOCAL_BASE_URL = "http://127.0.0.1:8000"
"""Where links of captured mails lead when nothing else is set: they are read on this machine."""
_CAPTURED_FROM = "mailbox@localhost.localdomain"
_NOT_TAKEN = ("retry", "not_begun")
_MOST_LINES = 20


def sender_for(dispatch: Dispatch) -> Sender:
    """The sender of a dispatch's mails. Raises a `JorenError` when they must not or cannot be sent."""
    contents = contents_of(dispatch.origin, dispatch.channel)
    accounts = queries.accounts_for(dispatch.purpose)
    business = the_business()
    if not accounts and queries.active_account() is not None:
        raise AllAccountsPaused(problem=queries.problem_of(dispatch.purpose))
    for account in accounts:
        check_may_send(account, business, contents[0].base_url)
    if not accounts:
        return CaptureSender(_composers(None, contents, business, dispatch.origin))
    return PoolSender(accounts, lambda account: _composers(account, contents, business, dispatch.origin))


def _composers(
    account: MailAccount | None, contents: Sequence[Content], business: Business, origin: str
) -> dict[str, Composer]:
    """What makes the messages of each variant, as this account sends them."""
    return {
        content.variant: Composer(
            words_of(content),
            envelope(account, business, content.base_url, origin=origin),
            [(number, target) for target, number in numbers_of(content).items()],
        )
        for content in contents
    }


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


class PoolSender:
    """Sends over all accounts that may take these mails, each by its share and within its limits."""

    account: str = "mail"
    """All mail at once: accounts are shared by every sending, so a limit is kept by one run at a time."""

    def __init__(
        self, accounts: Sequence[MailAccount], composers: Callable[[MailAccount], dict[str, Composer]]
    ) -> None:
        self._pool = Pool(stations_of(accounts, composers))
        self.lines = min(sum(account.connections for account in accounts), _MOST_LINES)
        self.per_minute = pace_of(accounts)

    def open(self) -> Line:
        """A line that calls the accounts as it needs them."""
        return PoolLine(self._pool)

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """Count what each account took, and keep that an account fails."""
        used = Counter(self._pool.account_of(row.id) for row, _ in sent)
        accounts.count_use({account: number for account, number in used.items() if account is not None})
        self.ended()

    def ended(self) -> None:
        """Keep that an account was refused, so that it rests until somebody has looked."""
        accounts.keep_problems(
            {one.account_id: one.problem.text for one in self._pool.stations if one.problem is not None}
        )


class PoolLine:
    """One thread's way to the accounts: fills the message in, hands it over to the one whose turn it is."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._open: dict[int, Connection] = {}
        self._ready: dict[int, tuple[Station, Parcel | Outcome]] = {}
        self.meanwhile: Callable[[], None] = _nothing

    def send(self, delivery: Handover) -> Outcome:
        """Compose and hand over one message; what an account that failed did not take goes to the next one."""
        tried: set[int] = set()
        last: Outcome | None = None
        while True:
            station = self._pool.take(without=tried)
            if isinstance(station, Outcome):
                return last or station
            last = self._hand_in(station, delivery)
            if not last.halts:
                return last
            self._pool.failed(station, last)
            if not self._pool.others(station):
                return last
            if last.kind not in _NOT_TAKEN:
                return replace(last, halts="")
            tried.add(station.account_id)

    def prepare(self, delivery: Handover) -> None:
        """Compose and sign the message for the account whose turn it probably is, while another one is being sent."""
        station = self._pool.likely()
        if station is not None:
            self._ready[delivery.id] = (station, _packed(station, delivery))

    def _parcel(self, station: Station, delivery: Handover) -> Parcel | Outcome:
        ready = self._ready.pop(delivery.id, None)
        return ready[1] if ready is not None and ready[0] is station else _packed(station, delivery)

    def _hand_in(self, station: Station, delivery: Handover) -> Outcome:
        parcel = self._parcel(station, delivery)
        if isinstance(parcel, Outcome):
            return parcel
        if station.account_id not in self._open:
            self._open[station.account_id] = station.connect()
        outcome = self._open[station.account_id].hand_in(parcel, self.meanwhile)
        if outcome.kind == "sent":
            self._pool.gone(station, delivery.id)
        known = outcome.kind in ("sent", "uncertain")
        return replace(outcome, message_id=(outcome.message_id or parcel.token) if known else "")

    def close(self) -> None:
        """Close every connection."""
        for connection in self._open.values():
            connection.close()
        self._open.clear()


def _nothing() -> None:
    """What is done meanwhile when nobody composes ahead."""


def _packed(station: Station, delivery: Handover) -> Parcel | Outcome:
    """The message as this account sends it, signed; or why there is none."""
    message = _composed(station.composers, delivery)
    if isinstance(message, Outcome):
        return message
    return Parcel(
        return_address=station.return_address(message.message_id),
        recipient=delivery.address,
        raw=station.signed(message.raw),
        token=message.message_id,
    )


def _composed(composers: Mapping[str, Composer], delivery: Handover) -> Message | Outcome:
    composer = composers.get(delivery.variant) or composers.get("")
    if composer is None:
        return Outcome(kind="failed", code="no_words", text=f"no words for variant {delivery.variant!r}")
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

    def __init__(self, composers: Mapping[str, Composer]) -> None:
        self._composers = composers
        self._made: dict[int, Message] = {}

    def open(self) -> Line:
        """The sender is its own line: nothing leaves this process."""
        return self

    def send(self, delivery: Handover) -> Outcome:
        """Compose the message; `recorded` stores it in the transaction that says it was sent."""
        message = _composed(self._composers, delivery)
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
