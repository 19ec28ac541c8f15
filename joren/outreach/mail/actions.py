"""Writes of mail: the account, frozen contents, test mails."""

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.business.queries import the_business
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.secrets import seal
from joren.foundation.time import clock
from joren.outreach.content import actions as content
from joren.outreach.content import queries as contents
from joren.outreach.content.models import Content
from joren.outreach.content.words import Words, check

from . import queries, sending
from .accounts import connection_to, signers_for
from .adapters.handing import Parcel
from .composing import Composer, Message
from .drafts import Draft
from .errors import AccountIncomplete, BadMailAddress, KeyMissing, ServerMissing
from .models import CapturedMail, MailAccount, ProviderLimit

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

CHANNEL = "mail"


@transaction.atomic
def set_account(
    account: MailAccount, *, password: str | None, webhook_key: str | None = None, by: "Staff | None"
) -> MailAccount:
    """Keep an account, a new one or a changed one; `password` None leaves the stored one, "" removes it.

    `webhook_key` is what the provider's reports are signed with; None leaves the stored one. Saving lifts a pause:
    somebody has looked. Raises `BadMailAddress`, `ServerMissing` or `KeyMissing`.
    """
    for address in filter(None, (account.from_address, account.reply_to, account.return_address)):
        if normalise_email(address) != address.lower():
            raise BadMailAddress(address=address)
    if password is not None:
        account.password_sealed = seal(password, purpose=queries.PASSWORD)
    if webhook_key is not None:
        account.webhook_key_sealed = seal(webhook_key, purpose=queries.WEBHOOK)
    if account.is_smtp and not account.host:
        raise ServerMissing
    if not account.is_smtp and not account.password_sealed:
        raise KeyMissing(provider=account.get_provider_display())
    account.paused_at, account.problem = None, ""
    account.webhook_name = account.webhook_name or secrets.token_urlsafe(24)
    account.save()
    audit.record(
        "changed",
        by=by,
        subject_type="mail.account",
        subject_id=account.pk,
        label=str(account),
        detail={"on": account.is_on, "password": "changed" if password is not None else "kept"},
    )
    return account


@transaction.atomic
def delete_account(account: MailAccount, *, by: "Staff") -> None:
    """Take an account away; what was sent with it stays."""
    audit.record("deleted", by=by, subject_type="mail.account", subject_id=account.pk, label=str(account))
    account.delete()


@transaction.atomic
def set_limit(limit: ProviderLimit, *, by: "Staff") -> ProviderLimit:
    """Keep what a provider allows all accounts at it together."""
    limit.provider = limit.provider.strip().lower()
    limit.save()
    audit.record("changed", by=by, subject_type="mail.limit", subject_id=limit.pk, label=limit.provider)
    return limit


@transaction.atomic
def remove_limit(limit: ProviderLimit, *, by: "Staff") -> None:
    """Forget a provider's limit."""
    audit.record("deleted", by=by, subject_type="mail.limit", subject_id=limit.pk, label=limit.provider)
    limit.delete()


def test_account(account: MailAccount) -> None:
    """Connect and log in, sending nothing. Raises `AccountIncomplete` with the server's words."""
    connection = connection_to(account)
    try:
        connection.greet()
    except ConnectionError as problem:
        raise AccountIncomplete(reason=str(problem)) from problem
    finally:
        connection.close()
    MailAccount.objects.filter(pk=account.pk).update(tested_at=clock.now(), paused_at=None, problem="")


def freeze_content(*, origin: str, draft: Draft, base_url: str) -> Content:
    """Keep the words of a sending and number its links; the same origin again replaces nothing.

    Raises what `check` raises.
    """
    return content.freeze_words(draft.words, origin=origin, base_url=base_url)


def send_test(*, draft: Draft | Words, to: str, customer_id: int | None, by: "Staff | None") -> Message:
    """Send the draft to a member of staff, marked as a test: not counted, not on any timeline, links as written.

    `customer_id`: whose values fill the merge fields; None leaves them to their fallbacks. Raises what `check` raises,
    `BadMailAddress`, and `AccountIncomplete` when the server does not take it.
    """
    said = draft.words if isinstance(draft, Draft) else draft
    check(said)
    recipient = normalise_email(to)
    if recipient is None:
        raise BadMailAddress(address=to)
    account, business, url = queries.active_account(), the_business(), sending.base_url()
    sending.check_may_send(account, business, url)
    composer = Composer(said, sending.envelope(account, business, url, tracked=False, is_test=True))
    message = composer.compose(delivery_id=0, recipient=recipient, content=_values(said, customer_id))
    if account is None:
        sending.captured(message, recipient=recipient, origin="test", customer_id=customer_id).save()
    else:
        _hand_over(account, recipient, message)
    audit.record("sent", by=by, subject_type="mail.test", label=recipient, customer_id=customer_id)
    return message


def _values(said: Words, customer_id: int | None) -> dict[str, object]:
    if customer_id is None:
        return {}
    return contents.values_of([customer_id], said).get(customer_id, {})


def _hand_over(account: MailAccount, recipient: str, message: Message) -> None:
    connection = connection_to(account)
    at = int(clock.now().timestamp())
    signatures = [signer.header(message.raw, at) for signer in signers_for(account.from_address.rpartition("@")[2])]
    parcel = Parcel(
        return_address=account.return_address or account.from_address,
        recipient=recipient,
        raw=b"".join([*signatures, message.raw]),
        token=message.message_id,
    )
    try:
        outcome = connection.hand_in(parcel)
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
