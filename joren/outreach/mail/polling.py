"""Mailboxes for returns, looked through every five minutes; each mail counts once, however often it is seen."""

from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.jobs.running import RunningJob
from joren.foundation.secrets import SecretUnreadable, seal, unseal
from joren.foundation.time import clock

from . import returns
from .accounts import forget_old_use
from .adapters.mailboxes import Fetched, MailboxAccess, imap_since, pop_new
from .models import ReturnedMail, ReturnMailbox
from .rules.bounces.report import Kind

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

PASSWORD = "mail.mailbox"  # noqa: S105 - the purpose the password is sealed for


@transaction.atomic
def set_mailbox(mailbox: ReturnMailbox, *, password: str | None, by: "Staff | None") -> ReturnMailbox:
    """Keep a mailbox; `password` None leaves the stored one. Where the last look ended is forgotten."""
    if password is not None:
        mailbox.password_sealed = seal(password, purpose=PASSWORD)
    mailbox.problem = ""
    mailbox.validity = mailbox.last_uid = 0
    mailbox.save()
    audit.record("changed", by=by, subject_type="mail.mailbox", subject_id=mailbox.pk, label=str(mailbox))
    return mailbox


@transaction.atomic
def remove_mailbox(mailbox: ReturnMailbox, *, by: "Staff") -> None:
    """Look into it no more."""
    audit.record("deleted", by=by, subject_type="mail.mailbox", subject_id=mailbox.pk, label=str(mailbox))
    mailbox.delete()


def poll(job: RunningJob) -> None:
    """Look into every mailbox that is switched on. One that cannot be reached keeps its sentence; the others go on."""
    for mailbox in ReturnMailbox.objects.filter(is_on=True):
        if job.should_stop():
            return
        look_into(mailbox)
    forget_old_use()


def look_into(mailbox: ReturnMailbox) -> int:
    """Take in what is new; return how many mails that was. A failure is kept with the mailbox, never raised."""
    try:
        number = _take_new(mailbox)
    except (ConnectionError, SecretUnreadable) as problem:
        ReturnMailbox.objects.filter(pk=mailbox.pk).update(problem=str(problem)[:500], checked_at=clock.now())
        return 0
    ReturnMailbox.objects.filter(pk=mailbox.pk).update(problem="", checked_at=clock.now())
    return number


def _take_new(mailbox: ReturnMailbox) -> int:
    access = MailboxAccess(
        host=mailbox.host,
        port=mailbox.port,
        user=mailbox.user,
        password=unseal(mailbox.password_sealed, purpose=PASSWORD),
        tls=mailbox.tls,
        verify=mailbox.verify_certificate,
        folder=mailbox.folder,
    )
    if mailbox.protocol == ReturnMailbox.Protocol.POP3:
        return _take_from_pop(mailbox, access)
    validity, mails = imap_since(access, validity=mailbox.validity, after=mailbox.last_uid)
    for mail in mails:
        returns.take_in(mail.raw, source="mailbox")
        # Written after each: a crash in between sees one mail twice, which its key makes harmless.
        ReturnMailbox.objects.filter(pk=mailbox.pk).update(validity=validity, last_uid=int(mail.uid))
    return len(mails)


def _take_from_pop(mailbox: ReturnMailbox, access: MailboxAccess) -> int:
    mails = pop_new(access, is_known=lambda uid: ReturnedMail.objects.filter(key=_seen(mailbox, uid)).exists())
    for mail in mails:
        returns.take_in(mail.raw, source="mailbox")
        _remember(mailbox, mail)
    return len(mails)


def _remember(mailbox: ReturnMailbox, mail: Fetched) -> None:
    ReturnedMail.objects.get_or_create(
        key=_seen(mailbox, mail.uid), defaults={"source": "seen", "kind": Kind.OTHER, "at": clock.now()}
    )


def _seen(mailbox: ReturnMailbox, uid: str) -> str:
    return "uidl:" + sha256(f"{mailbox.pk}:{uid}".encode()).hexdigest()[:60]
