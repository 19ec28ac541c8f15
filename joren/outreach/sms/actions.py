"""Writes of short messages: the account, and what the provider tells, exactly once."""

import json
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.japanese.phones import normalise_phone
from joren.foundation.secrets import seal
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery, Suppression
from joren.record.consents import actions as consents
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint
from joren.record.timeline.actions import append

from . import queries
from .adapters.http import Answer
from .errors import AccountIncomplete, AddressRefused
from .models import ReceivedSms, SmsAccount
from .rules.answers import TWILIO_GONE, TWILIO_STOPPED
from .rules.words import means_stop

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Kind = ReceivedSms.Kind
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_OPEN: Final = (Delivery.State.SENT, Delivery.State.UNCERTAIN)


@transaction.atomic
def set_account(account: SmsAccount, *, token: str, by: "Staff | None") -> SmsAccount:
    """Keep the account; an empty `token` leaves the stored one. Raises `AccountIncomplete`, `AddressRefused`."""
    account.pk = 1
    if token.strip():
        account.token_sealed = seal(token.strip(), purpose=queries.TOKEN)
    if not account.webhook_sealed:
        account.webhook_sealed = seal(secrets.token_urlsafe(32), purpose=queries.WEBHOOK)
    _check(account)
    account.save()
    detail = {"on": account.is_on, "provider": account.provider, "token": "changed" if token else "kept"}
    audit.record("changed", by=by, subject_type="sms.account", subject_id=1, label=str(account), detail=detail)
    return account


def _check(account: SmsAccount) -> None:
    is_twilio = account.provider == SmsAccount.Provider.TWILIO
    _check_address(account.address)
    if not is_twilio:
        _check_request(account.request)
    if not account.is_on:
        return
    for what, missing in (
        (_("The account's number (Account SID)"), is_twilio and not account.user),
        (_("The secret (Auth Token)"), is_twilio and not account.token_sealed),
        (_("The sender's number or name"), is_twilio and not account.sender),
        (_("The address of the provider"), not is_twilio and not account.address),
    ):
        if missing:
            raise AccountIncomplete(what=what)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if address and parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise AddressRefused(address=address, field="address")


def _check_request(request: str) -> None:
    """The request must be JSON, and say to whom and what."""
    try:
        json.loads(request)
    except ValueError:
        raise AccountIncomplete(_("The request is not written as JSON."), field="request") from None
    if "{{ to }}" not in request and "{{ domestic }}" not in request:
        raise AccountIncomplete(_("The request does not say to whom: {{ to }} is missing."), field="request")
    if "{{ text }}" not in request:
        raise AccountIncomplete(_("The request does not say what: {{ text }} is missing."), field="request")


@transaction.atomic
def fate(*, message_id: str, state: str, code: int | None, text: str = "", delivery_id: int | None = None) -> bool:
    """What the provider tells of a message: ``delivered`` or ``failed``. Returns whether it was news.

    A message the network could not bring is bounced; an unknown or landline number gets none again, nor does one whose
    owner stopped them with the provider.
    """
    delivery = _delivery(message_id, delivery_id)
    kept, created = ReceivedSms.objects.get_or_create(
        key=f"fate:{message_id or delivery_id}:{state}"[:120],
        defaults={
            "kind": Kind.FATE,
            "phone": delivery.address if delivery else "",
            "text": f"{state} {code or ''} {text}".strip()[:1000],
            "customer_id": delivery.customer_id if delivery else None,
            "delivery": delivery,
            "at": clock.now(),
        },
    )
    if not created or delivery is None:
        return created
    if state == "failed" and delivery.state in _OPEN:
        _came_back(delivery, code, text)
    elif state == "delivered" and delivery.state == Delivery.State.UNCERTAIN:
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.SENT, reason="delivered", sent_at=delivery.begun_at
        )
    return bool(kept.pk)


def catch_up(sent: Mapping[int, str]) -> None:
    """Let fates take effect that were told before their message was recorded as sent: providers are quick.

    `sent` are the provider's ids by delivery, in the transaction that records them.
    """
    keys = {f"fate:{told}:failed"[:120]: pk for pk, number in sent.items() for told in (number, pk) if told}
    for kept in ReceivedSms.objects.filter(kind=Kind.FATE, key__in=list(keys)):
        delivery = Delivery.objects.get(pk=keys[kept.key])
        kept.delivery, kept.customer_id, kept.phone = delivery, delivery.customer_id, delivery.address
        kept.save(update_fields=["delivery", "customer", "phone"])
        code, _space, words = kept.text.removeprefix("failed").strip().partition(" ")
        known = int(code) if code.isdecimal() else None
        _came_back(delivery, known, words if known else kept.text.removeprefix("failed").strip())


def _delivery(message_id: str, delivery_id: int | None) -> Delivery | None:
    rows = Delivery.objects.select_for_update().filter(channel=queries.CHANNEL)
    if delivery_id is not None:
        return rows.filter(pk=delivery_id).first()
    return rows.filter(message_id=message_id).first() if message_id else None


def _came_back(delivery: Delivery, code: int | None, text: str) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.BOUNCED, reason="bounced", error_code=str(code or ""), error_text=text[:500]
    )
    append(
        customer_id=delivery.customer_id,
        key="sms.bounced",
        occurred_at=clock.now(),
        subject=delivery.pk,
        channel=queries.CHANNEL,
        origin=delivery.origin,
        data={"address": delivery.address, "error": f"{code or ''} {text}".strip()[:300]},
    )
    if code in TWILIO_GONE:
        _suppress(delivery.address, Suppression.Reason.BOUNCED, text)
    elif code == TWILIO_STOPPED:
        _suppress(delivery.address, Suppression.Reason.UNSUBSCRIBED, text)


def _suppress(phone: str, reason: str, note: str) -> None:
    Suppression.objects.get_or_create(
        channel=queries.CHANNEL, address=phone, defaults={"reason": reason, "note": note[:300], "at": clock.now()}
    )


@transaction.atomic
def received(*, key: str, phone: str, text: str) -> ReceivedSms | None:
    """Somebody wrote back: kept once; a word for stopping withdraws the consent of everybody with that number.

    Returns None when it was told before.
    """
    number = normalise_phone(phone) or phone.strip()[:20]
    people = _people(number)
    stops = means_stop(text)
    newest = Delivery.objects.filter(channel=queries.CHANNEL, address=number).order_by("-pk").first()
    kept, created = ReceivedSms.objects.get_or_create(
        key=f"in:{key}"[:120],
        defaults={
            "kind": Kind.STOP if stops else Kind.ANSWER,
            "phone": number,
            "text": text[:1000],
            "customer_id": newest.customer_id if newest else (people[0] if people else None),
            "delivery": newest,
            "at": clock.now(),
        },
    )
    if not created:
        return None
    if stops:
        _stop(people, text)
        _suppress(number, Suppression.Reason.UNSUBSCRIBED, text)
    _tell(kept, newest)
    return kept


def _people(number: str) -> list[int]:
    rows = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, value=number)
    return sorted(set(rows.values_list("customer_id", flat=True)))


def _stop(people: list[int], text: str) -> None:
    for customer_id in sorted(may_receive(people, queries.CHANNEL)):
        consents.withdraw(
            customer_id=customer_id,
            channel=queries.CHANNEL,
            how=_("answered “%(text)s”") % {"text": text[:50]},
            by=None,
        )


def _tell(kept: ReceivedSms, newest: Delivery | None) -> None:
    if kept.customer_id is None:
        return
    append(
        customer_id=kept.customer_id,
        key="sms.unsubscribed" if kept.kind == Kind.STOP else "sms.replied",
        occurred_at=kept.at,
        subject=kept.pk,
        channel=queries.CHANNEL,
        origin=newest.origin if newest else "",
        data={"text": kept.text[:300]},
    )
    if newest and newest.replied_at is None:
        Delivery.objects.filter(pk=newest.pk, replied_at=None).update(replied_at=kept.at)


def send_test(*, to: str, text: str, by: "Staff") -> Answer:
    """Hand one short message over to see whether the account works. Raises `SmsIsOff`, `AccountIncomplete`."""
    from .sending import hand_over, provider_of

    account = queries.active_account()
    number = normalise_phone(to)
    if not number:
        raise AccountIncomplete(_("“%(to)s” is no phone number.") % {"to": to}, field="to")
    provider = provider_of(account)
    try:
        answer = hand_over(account, provider, number, text, f"test-{secrets.token_hex(8)}")
    finally:
        provider.close()
    audit.record("sent", by=by, subject_type="sms.test", label=number, detail={"status": answer.status})
    return answer
