"""The SMS channel's sender."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError
from joren.outreach.content.media import Compiled
from joren.outreach.content.templating import compile_template, render
from joren.outreach.delivery.channels import Handover, Line, Outcome
from joren.outreach.delivery.models import Dispatch

from . import actions, queries
from .adapters.http import Answer, Provider
from .errors import NoWordsForSms
from .models import SmsAccount
from .rules.answers import TWILIO_STOPPED, meaning_of, number_at
from .rules.lengths import measure

TWILIO: Final = "https://api.twilio.com"


def sender_for(dispatch: Dispatch) -> "SmsSender":
    """The sender of a dispatch's messages. Raises a `JorenError` when they cannot go: the sending pauses with it."""
    return SmsSender(queries.active_account(), queries.words_for(dispatch.origin))


def provider_of(account: SmsAccount) -> Provider:
    """The account's provider, ready to be called. Raises `SecretUnreadable`."""
    address = account.address or TWILIO
    return Provider(address=address, user=account.user, token=queries.token_of(account), timeout=float(account.timeout))


class SmsSender:
    """Sends over the account, with as many kept connections as it allows."""

    def __init__(self, account: SmsAccount, words: Mapping[str, Compiled]) -> None:
        self.lines = account.connections
        self.per_minute = account.per_minute
        self.account = f"sms:{account.pk}"
        self._account = account
        self._words = words
        queries.token_of(account)  # unreadable: said now, not by each line

    def open(self) -> Line:
        """A line with a connection of its own."""
        return SmsLine(self._account, provider_of(self._account), self._words)

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """What the provider told of them before they were recorded takes effect now."""
        actions.catch_up({row.id: outcome.message_id for row, outcome in sent})


class SmsLine:
    """One connection: fills the message in, hands it over."""

    def __init__(self, account: SmsAccount, provider: Provider, words: Mapping[str, Compiled]) -> None:
        self._account = account
        self._provider = provider
        self._words = words

    def send(self, delivery: Handover) -> Outcome:
        """Fill in and hand over one message."""
        compiled = self._words.get(delivery.variant) or self._words.get("")
        try:
            if compiled is None:
                raise NoWordsForSms
            text: str = compiled.fill(delivery.id, delivery.address, delivery.content)
        except JorenError as problem:
            return Outcome(kind="failed", code=problem.code[:20], text=str(problem))
        return self._outcome(hand_over(self._account, self._provider, delivery.address, text, str(delivery.id)), text)

    def _outcome(self, answer: Answer, text: str) -> Outcome:
        account = self._account
        meant = meaning_of(answer.status, answer.code, is_idempotent=account.is_idempotent)
        if meant.kind != "sent":
            code = str(answer.code or max(answer.status, 0))
            return Outcome(kind=meant.kind, code=code, text=answer.text, halts=meant.halts)
        path = "sid" if account.provider == SmsAccount.Provider.TWILIO else account.id_path
        cost = account.yen_per_part * measure(text).parts
        return Outcome(kind="sent", message_id=number_at(answer.body, path), cost=cost)

    def close(self) -> None:
        """Close the connection."""
        self._provider.close()


def hand_over(account: SmsAccount, provider: Provider, to: str, text: str, number: str) -> Answer:
    """Ask the provider to send one message. `number` is our id of it, which providers that know one take only once."""
    if account.provider == SmsAccount.Provider.TWILIO:
        return provider.twilio(to=to, sender=account.sender, text=text, told_at=_told_at())
    return provider.json(request_for(account.request, to=to, text=text, number=number, sender=account.sender))


def _told_at() -> str:
    """Where Twilio tells what became of a message; only a public address is any use to it."""
    base = settings.BASE_URL.rstrip("/")
    return f"{base}/s/twilio/" if base.startswith("https://") else ""


def request_for(template: str, *, to: str, text: str, number: str, sender: str) -> Any:
    """The JSON a general provider gets: the template with every text in it filled in."""
    values = {"to": to, "text": text, "id": number, "sender": sender, "domestic": "0" + to.removeprefix("+81")}
    return _filled(json.loads(template), values)


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    if isinstance(part, str):
        return render(compile_template(part, part=_("request")), values, part=_("request"))
    if isinstance(part, list):
        return [_filled(one, values) for one in part]
    if isinstance(part, dict):
        return {key: _filled(one, values) for key, one in part.items()}
    return part


STOPPED: Final = str(TWILIO_STOPPED)
