"""Reads of mail."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.db.models import Q, QuerySet

from joren.foundation.secrets import unseal

from .errors import NoSuchMail
from .models import CapturedMail, MailAccount

PASSWORD = "mail.account"  # noqa: S105 - the purpose the password is sealed for


def the_account() -> MailAccount | None:
    """The account as it is set up, whether it is on or not."""
    return MailAccount.objects.filter(pk=1).first()


def active_account() -> MailAccount | None:
    """The account real mail goes through; None: mails are kept in the mailbox."""
    return MailAccount.objects.filter(pk=1, is_on=True).first()


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
