"""Reads of short messages."""

from decimal import Decimal

from django.db.models import QuerySet

from joren.foundation.business.queries import the_business
from joren.foundation.secrets import unseal
from joren.outreach.content.media import Compiled
from joren.outreach.content.queries import compiled_for

from .errors import NoWordsForSms, SenderMissing, SmsIsOff
from .models import ReceivedSms, SmsAccount

CHANNEL = "sms"
TOKEN, WEBHOOK = "sms.token", "sms.webhook"
DEFAULT_YEN = Decimal(10)


def the_account() -> SmsAccount | None:
    """The account, switched on or not."""
    return SmsAccount.objects.filter(pk=1).first()


def active_account() -> SmsAccount:
    """The account to send with. Raises `SmsIsOff`."""
    account = the_account()
    if account is None or not account.is_on:
        raise SmsIsOff
    return account


def token_of(account: SmsAccount) -> str:
    """The provider's secret. Raises `SecretUnreadable`."""
    return unseal(account.token_sealed, purpose=TOKEN) if account.token_sealed else ""


def webhook_secret_of(account: SmsAccount) -> str:
    """What a general provider signs its webhooks with."""
    return unseal(account.webhook_sealed, purpose=WEBHOOK) if account.webhook_sealed else ""


def yen_per_part() -> Decimal:
    """What one part costs."""
    account = the_account()
    return account.yen_per_part if account else DEFAULT_YEN


def words_for(origin: str) -> dict[str, Compiled]:
    """The frozen words of an origin for short messages, made ready, by variant.

    Raises `NoWordsForSms`, `SenderMissing` (特定電子メール法 4条: who sends must be told).
    """
    if not (the_business().sender_name or "").strip():
        raise SenderMissing
    found = compiled_for(origin, CHANNEL)
    if not found:
        raise NoWordsForSms
    return found


def answers() -> QuerySet[ReceivedSms]:
    """What people wrote back, newest first."""
    rows = ReceivedSms.objects.exclude(kind=ReceivedSms.Kind.FATE).order_by("-pk")
    return rows.select_related("customer")
