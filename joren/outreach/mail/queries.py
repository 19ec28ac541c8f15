"""Reads of mail."""

from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.db.models import Count, F, Q, QuerySet

from joren.foundation.secrets import unseal
from joren.foundation.time import clock

from .errors import NoSuchAccount, NoSuchMail
from .models import CapturedMail, MailAccount, ReturnedMail
from .rules.bounces.report import Kind
from .wordings import label_of

WEBHOOK = "mail.webhook"
PASSWORD = "mail.account"  # noqa: S105 - the purpose the password is sealed for


def accounts() -> list[MailAccount]:
    """All accounts, in the order they were set up."""
    return list(MailAccount.objects.order_by("pk"))


def account(account_id: int) -> MailAccount:
    """One account. Raises `NoSuchAccount`."""
    found = MailAccount.objects.filter(pk=account_id).first()
    if found is None:
        raise NoSuchAccount(id=account_id)
    return found


def active_account() -> MailAccount | None:
    """The first account real mail goes through, rather one that is not paused; None: mails are kept in the mailbox."""
    return MailAccount.objects.filter(is_on=True).order_by(F("paused_at").desc(nulls_first=True), "pk").first()


def accounts_for(purpose: str) -> list[MailAccount]:
    """The accounts that take mails of this purpose now: those kept for it and those that take all mails.

    Where one is kept for it, those for all mails are not used: a pool of its own is meant to stay apart.
    """
    usable = MailAccount.objects.filter(is_on=True, paused_at=None).order_by("pk")
    kept = MailAccount.objects.filter(is_on=True, carries=purpose).exclude(carries="")
    return list(usable.filter(carries=purpose if kept.exists() else ""))


def problem_of(purpose: str) -> str:
    """What the accounts for these mails fail with; "" when none says anything."""
    paused = MailAccount.objects.filter(is_on=True, carries__in=["", purpose]).exclude(problem="")
    return " ".join(paused.order_by("pk").values_list("problem", flat=True))[:400]


def password_of(account: MailAccount) -> str:
    """The account's password in clear. Raises `SecretUnreadable`."""
    return unseal(account.password_sealed, purpose=PASSWORD)


def mailbox() -> QuerySet[CapturedMail]:
    """Captured mails, newest first, without their bodies."""
    return CapturedMail.objects.defer("raw", "text").order_by("-pk")


def holding(mails: QuerySet[CapturedMail], text: str) -> QuerySet[CapturedMail]:
    """Those that hold every word of `text` in address, subject or text."""
    for word in text.split():
        mails = mails.filter(Q(recipient__icontains=word) | Q(subject__icontains=word) | Q(text__icontains=word))
    return mails


@dataclass(frozen=True, kw_only=True)
class ReadMail:
    """A captured mail taken apart."""

    mail: CapturedMail
    headers: list[tuple[str, str]]
    text: str
    html: str


def read_mail(mail_id: int) -> ReadMail:
    """One captured mail with headers and both parts. Raises `NoSuchMail`."""
    mail = CapturedMail.objects.filter(pk=mail_id).first()
    if mail is None:
        raise NoSuchMail(id=mail_id)
    message = message_from_bytes(bytes(mail.raw), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return ReadMail(
        mail=mail,
        headers=[(name, str(value)) for name, value in message.items()],
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def returned() -> QuerySet[ReturnedMail]:
    """What came back and is about a mail of ours, or may be."""
    return ReturnedMail.objects.exclude(kind__in=[Kind.OTHER, Kind.AUTO_REPLY]).order_by("-at", "-pk")


def returns_by_reason() -> list[tuple[str, int]]:
    """How many came back for which reason in the last 90 days, the most frequent first."""
    recent = returned().filter(at__gt=clock.now() - timedelta(days=90)).order_by()
    rows = recent.values_list("kind", "reason").annotate(number=Count("pk")).order_by("-number")
    return [(label_of(kind, reason), number) for kind, reason, number in rows[:8]]
