"""Writes of mail: the account, frozen contents, test mails."""

from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.business.queries import the_business
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.secrets import seal
from joren.foundation.time import clock
from joren.outreach.content import actions as content
from joren.outreach.content import fields
from joren.outreach.content.models import Content

from . import queries, sending
from .adapters.smtp import SmtpConnection
from .composing import Composer, Message
from .drafts import Draft, check, used_fields
from .errors import AccountIncomplete, BadMailAddress
from .models import CapturedMail, MailAccount

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

CHANNEL = "mail"


@transaction.atomic
def set_account(account: MailAccount, *, password: str | None, by: "Staff | None") -> MailAccount:
    """Keep the account; `password` None leaves the stored one, "" removes it. Raises `BadMailAddress`."""
    for address in filter(None, (account.from_address, account.reply_to)):
        if normalise_email(address) != address.lower():
            raise BadMailAddress(address=address)
    account.pk = 1
    if password is not None:
        account.password_sealed = seal(password, purpose=queries.PASSWORD)
    account.save()
    audit.record(
        "changed",
        by=by,
        subject_type="mail.account",
        subject_id=1,
        label=str(account),
        detail={"on": account.is_on, "password": "changed" if password is not None else "kept"},
    )
    return account


def test_account(account: MailAccount) -> None:
    """Connect and log in, sending nothing. Raises `AccountIncomplete` with the server's words."""
    connection = SmtpConnection(sending.server_of(account))
    try:
        connection.greet()
    except ConnectionError as problem:
        raise AccountIncomplete(reason=str(problem)) from problem
    finally:
        connection.close()
    MailAccount.objects.filter(pk=1).update(tested_at=clock.now())


def freeze_content(*, origin: str, draft: Draft, base_url: str) -> Content:
    """Keep the words of a sending and number its links; the same origin again replaces nothing.

    Raises what `check` raises.
    """
    return content.freeze_words(draft.words, origin=origin, base_url=base_url)


def send_test(*, draft: Draft, to: str, customer_id: int | None, by: "Staff | None") -> Message:
    """Send the draft to a member of staff, marked as a test: not counted, not on any timeline, links as written.

    `customer_id`: whose values fill the merge fields; None leaves them to their fallbacks. Raises what `check` raises,
    `BadMailAddress`, and `AccountIncomplete` when the server does not take it.
    """
    check(draft)
    recipient = normalise_email(to)
    if recipient is None:
        raise BadMailAddress(address=to)
    account, business, url = queries.active_account(), the_business(), sending.base_url()
    sending.check_may_send(account, business, url)
    composer = Composer(draft, sending.envelope(account, business, url, tracked=False, is_test=True))
    message = composer.compose(delivery_id=0, recipient=recipient, content=_values(draft, customer_id))
    if account is None:
        sending.captured(message, recipient=recipient, origin="test", customer_id=customer_id).save()
    else:
        _hand_over(account, recipient, message)
    audit.record("sent", by=by, subject_type="mail.test", label=recipient, customer_id=customer_id)
    return message


def _values(draft: Draft, customer_id: int | None) -> dict[str, object]:
    if customer_id is None:
        return {}
    return fields.values_of([customer_id], used_fields(draft)).get(customer_id, {})


def _hand_over(account: MailAccount, recipient: str, message: Message) -> None:
    connection = SmtpConnection(sending.server_of(account))
    try:
        outcome = connection.send(account.from_address, recipient, message.raw)
    finally:
        connection.close()
    if outcome.kind != "sent":
        raise AccountIncomplete(reason=f"{outcome.code} {outcome.text}".strip())


@transaction.atomic
def empty_mailbox(*, by: "Staff") -> int:
    """Delete all captured mails; nothing else knows them. Returns how many there were."""
    number = CapturedMail.objects.all().delete()[0]
    audit.record("deleted", by=by, subject_type="mail.mailbox", detail={"mails": number})
    return number


def discard_content(*, origin: str) -> None:
    """Forget frozen words under which nothing was ever sent."""
    content.discard(origin=origin)
