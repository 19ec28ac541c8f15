"""The LINE channel's sender: a push for each person, safe to repeat under its retry key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from threading import Lock
from typing import Any, Final

from django.conf import settings

from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.content.media import Compiled
from joren.outreach.content.queries import compiled_for
from joren.outreach.delivery.channels import Handover, Line, Outcome
from joren.outreach.delivery.models import Delivery, Dispatch

from . import queries
from .actions.account import read_quota
from .adapters.messaging_api import Answer, MessagingApi
from .errors import NoWordsForLine, QuotaUsedUp
from .models import LineAccount
from .outcomes import outcome_of
from .rules.retrying import first_try, is_safe, retry_key

_FRESH: Final = timedelta(minutes=10)
_SAY_NOTHING: Final = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
"""Answers that say nothing about an earlier try."""
_TRIES: Final = 3
"""So often one push is asked for at once when LINE gives no answer; then it waits its turn."""


def sender_for(dispatch: Dispatch) -> "LineSender":
    """The sender of a dispatch's messages. Raises a `JorenError` when they cannot go: the sending pauses with it."""
    account = queries.active_account()
    compiled = words_for(dispatch.origin)
    api = queries.api_of(account)
    try:
        check_quota(account, api)
    finally:
        api.close()
    return LineSender(account, compiled, _unanswered(dispatch))


def words_for(origin: str) -> dict[str, Compiled]:
    """The frozen words of an origin for LINE, made ready, by variant. Raises `NoWordsForLine`."""
    found = compiled_for(origin, queries.CHANNEL)
    if not found:
        raise NoWordsForLine
    return found


def check_quota(account: LineAccount, api: MessagingApi) -> None:
    """Ask how many messages are left, if that is not known freshly. Raises `QuotaUsedUp`, `LineUnreachable`, …"""
    if account.quota_read_at is None or clock.now() - account.quota_read_at > _FRESH:
        read_quota(account, api)
    used = queries.used_this_month(account)
    if account.quota_limit is not None and used >= account.quota_limit:
        raise QuotaUsedUp(limit=account.quota_limit, used=used)


def _unanswered(dispatch: Dispatch) -> dict[int, float]:
    """Messages that were pushed and got no answer, with the moment of their first try."""
    rows = Delivery.objects.filter(
        origin=dispatch.origin, channel=dispatch.channel, state=Delivery.State.DUE, error_code__startswith="no_answer@"
    )
    told = rows.values_list("pk", "error_code")
    return {pk: first for pk, code in told if (first := first_try(code)) is not None}


class Meter:
    """Counts this month's messages over all lines, and says what the next one costs."""

    def __init__(self, account: LineAccount) -> None:
        self._used = queries.used_this_month(account)
        self._free = account.free_messages
        self._yen = account.yen_per_extra
        self._lock = Lock()

    def next_costs(self) -> Decimal:
        """The yen of one more message; counted."""
        with self._lock:
            self._used += 1
            return self._yen if self._used > self._free else Decimal(0)


class LineSender:
    """Sends over the account, with as many kept connections as it allows."""

    def __init__(self, account: LineAccount, compiled: Mapping[str, Compiled], unanswered: dict[int, float]) -> None:
        self.lines = account.connections
        self.per_minute = account.per_minute
        self.account = f"line:{account.pk}"
        self._account = account
        self._compiled = compiled
        self._unanswered = unanswered
        self._meter = Meter(account)

    def open(self) -> Line:
        """A line with a connection of its own."""
        return PushLine(queries.api_of(self._account), self._compiled, self._unanswered, self._meter)

    def recorded(self, sent: Sequence[tuple[Handover, Outcome]]) -> None:
        """Keep the month's count near the truth until LINE is asked again."""
        account = LineAccount.objects.select_for_update().filter(pk=1).first()
        if account is not None and account.quota_used is not None:
            account.quota_used = queries.used_this_month(account) + len(sent)
            account.save(update_fields=["quota_used"])


class PushLine:
    """One connection: fills the message in, pushes it."""

    def __init__(
        self, api: MessagingApi, compiled: Mapping[str, Compiled], unanswered: dict[int, float], meter: Meter
    ) -> None:
        self._api = api
        self._compiled = compiled
        self._unanswered = unanswered
        self._meter = meter

    def send(self, delivery: Handover) -> Outcome:
        """Fill in and push one message. Nothing is pushed when an earlier try is too old for its key."""
        now = clock.now().timestamp()
        first = self._unanswered.get(delivery.id)
        if not is_safe(first, now):
            return Outcome(kind="uncertain", code="key_expired", text="no answer, and the retry key is too old")
        messages = self._filled(delivery)
        if isinstance(messages, Outcome):
            return messages
        outcome = outcome_of(self._pushed(delivery, messages), now=now, first_try=first)
        if outcome.code.startswith("no_answer@"):
            self._unanswered[delivery.id] = first or now
        return replace(outcome, cost=self._meter.next_costs()) if outcome.kind == "sent" else outcome

    def _pushed(self, delivery: Handover, messages: list[dict[str, Any]]) -> Answer:
        """LINE's answer; when it gave none to one of the tries and no other word after it, that."""
        key = str(retry_key(settings.SECRET_KEY, "delivery", delivery.id))
        silent: Answer | None = None
        for _ in range(_TRIES):
            answer = self._api.push(delivery.address, messages, retry_key=key)
            if not answer.is_silent:
                return silent or answer if answer.is_busy or answer.status in _SAY_NOTHING else answer
            silent = answer
        return silent or answer

    def _filled(self, delivery: Handover) -> list[dict[str, Any]] | Outcome:
        compiled = self._compiled.get(delivery.variant) or self._compiled.get("")
        if compiled is None:
            return Outcome(kind="failed", code="line_no_words", text=str(NoWordsForLine()))
        try:
            filled: list[dict[str, Any]] = compiled.fill(delivery.id, delivery.address, delivery.content)
        except JorenError as problem:
            return Outcome(kind="failed", code=problem.code[:20], text=str(problem))
        except ValueError as problem:
            return Outcome(kind="failed", code="bad_message", text=str(problem))
        return filled

    def close(self) -> None:
        """Close the connection."""
        self._api.close()
