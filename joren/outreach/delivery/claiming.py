"""The writes of the engine: take and record.

A row is *taken* by a worker that is about to hand it over (with a lease and the moment it began), then its outcome is
*recorded*. A row whose worker vanished meanwhile is settled by `recovery`; what nobody can know is uncertain for ever,
until a person decides.
"""

import json
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import connection

from joren.foundation.time import clock

from . import claiming_sql, policy
from .channels import Handover, Outcome
from .channels import channel as channel_entry
from .models import Delivery, Dispatch
from .rules import retry_after
from .rules.budget import MONTH, WEEK
from .rules.quiet import NEVER_QUIET, Quiet

LEASE: Final = timedelta(minutes=10)
HOST: Final = socket.gethostname()[:50]
ACTIVE: Final[set[str]] = set()
"""Workers that run in this process now; one of this process that is not among them ended without settling its
messages."""
_TRIES: Final = 100
_SOON: Final = 0.01
"""Seconds until another try, when everybody whose message waits is being written to by other workers this moment."""
State = Delivery.State


def new_worker() -> str:
    """A name no other run has: host, process and a random part."""
    return f"{HOST}:{os.getpid()}:{uuid4().hex}"


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What the engine asks right before each message of a dispatch, read afresh every few seconds.

    `statement` begins messages with these `values`; nothing begins in `quiet` hours. `in_turn`: attention is counted,
    so a person is written to by one worker at a time, one message after the other.
    """

    statement: str
    values: dict[str, Any]
    quiet: Quiet
    in_turn: bool


def gate_of(dispatch: Dispatch) -> Gate:
    """The gate as the policy is at this moment. The budget of a message's last moment is the widest there is: which
    one is a person's own was asked when the audience was decided (`reach`)."""
    channel, rules, marketing = channel_entry(dispatch.channel), policy.rules_of(), dispatch.purpose == "marketing"
    rule, limits = rules[channel.key], policy.the_policy()
    budgets = [(limits.per_week, limits.per_month), *((b.per_week, b.per_month) for b in policy.segment_budgets())]
    values: dict[str, Any] = {
        "origin": dispatch.origin,
        "channel": channel.key,
        "purpose": dispatch.purpose,
        "kind": channel.address_kind,
        "price": rule.points,
        "keys": list(rules),
        "prices": [each.points for each in rules.values()],
        "per_week": max(week for week, _month in budgets),
        "per_month": max(month for _week, month in budgets),
        "week": WEEK,
        "month": MONTH,
    }
    in_turn = marketing and limits.budget_on
    minds = dispatch.minds_budget and in_turn
    postal = channel.address_kind == "postal"
    return Gate(
        statement=claiming_sql.take(postal=postal, marketing=marketing, minds_budget=minds, picked=in_turn),
        values=values,
        quiet=policy.quiet_of(channel.key) if marketing else NEVER_QUIET,
        in_turn=in_turn,
    )


def take(dispatch: Dispatch, *, worker: str, limit: int, gate: Gate | None = None) -> list[Handover] | None:
    """Take up to `limit` waiting messages to be handed over now, in the caller's transaction, and return them.

    Rows another worker is taking are skipped, not waited for. Those without consent, with a suppressed or vanished
    address, of people who asked for peace or heard enough lately are cancelled here. Nothing is taken in quiet hours.
    None when the dispatch is not open (any more). The caller commits before it hands anything over.
    """
    if not _is_open(dispatch):
        return None
    gate, now = gate or gate_of(dispatch), clock.now()
    if gate.quiet.is_quiet(now, clock.TOKYO, policy.is_holiday):
        return []
    values = gate.values | {
        "now": now,
        "today": clock.today(),
        "leased_until": now + LEASE,
        "worker": worker,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        while True:
            if gate.in_turn:
                values["picked"] = _picked(cursor, values)
            cursor.execute(gate.statement, values)
            found = cursor.fetchall()
            taken = sorted(_handover(row) for row in found if not row[0])
            if taken or not found:
                return taken


def _picked(cursor: Any, values: dict[str, Any]) -> list[int]:
    """One message of each person whom no other worker is writing to; none when all of them are being written to for
    long, which the next sweep comes back to."""
    for _ in range(_TRIES):
        cursor.execute(claiming_sql.PICK, values)
        waiting = cursor.fetchall()
        free = [pk for pk, is_free in waiting if is_free]
        if free or not waiting:
            return free
        time.sleep(_SOON)
    return []


def _handover(row: tuple[Any, ...]) -> Handover:
    """What `claiming_sql.take` gives back, without the obstacle in front."""
    _obstacle, *plain, content, attempts, variant = row
    return Handover._make([*plain, json.loads(content) if isinstance(content, str) else content, attempts, variant])


def renew(worker: str) -> None:
    """Prolong the lease of everything the worker holds."""
    Delivery.objects.filter(state=State.CLAIMED, claimed_by=worker).update(leased_until=clock.now() + LEASE)


def _is_open(dispatch: Dispatch) -> bool:
    """Read the switch so that nobody can turn it before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM delivery_dispatch WHERE id = %s FOR SHARE", [dispatch.pk])
        found = cursor.fetchone()
    return found is not None and found[0] == Dispatch.State.OPEN


def record(results: Sequence[tuple[Handover, Outcome]], *, worker: str, now: datetime) -> set[int]:
    """Write what became of messages the worker began, in the caller's transaction; return the ids written.

    A row whose lease ran out meanwhile, so that it became uncertain, still learns the truth from the worker that knows.
    """
    if not results:
        return set()
    rows = json.dumps([_row(delivery, outcome, now) for delivery, outcome in results])
    with connection.cursor() as cursor:
        cursor.execute(claiming_sql.RECORD, [rows, worker])
        return {pk for (pk,) in cursor.fetchall()}


def _row(delivery: Handover, outcome: Outcome, now: datetime) -> dict[str, object]:
    """The columns of `_RECORD`, as JSON carries them."""
    state, reason, due_at = _state_after(delivery.attempts + 1, outcome, now)
    return {
        "id": delivery.id,
        "state": str(state),
        "reason": reason,
        "due_at": due_at.isoformat() if due_at else None,
        "sent_at": now.isoformat() if outcome.kind == "sent" else None,
        "message_id": outcome.message_id[:200],
        "code": outcome.code[:20],
        "text": _printable(outcome.text)[:500],
        "begun": outcome.kind != "not_begun",
        "cost": None if outcome.cost is None else str(outcome.cost),
    }


def _printable(text: str) -> str:
    """What a server said, without what a database or a page could stumble over."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


def _state_after(attempts: int, outcome: Outcome, now: datetime) -> tuple[str, str, datetime | None]:
    """The state, its reason and the next try after an outcome of the `attempts`-th try."""
    if outcome.kind == "not_begun":
        return State.DUE, "", now
    if outcome.kind == "retry":
        wait = retry_after(attempts)
        return (State.FAILED, "gave_up", None) if wait is None else (State.DUE, "", now + wait)
    reasons = {"failed": "refused", "bounced": "bounced", "uncertain": "no_answer"}
    return State(outcome.kind), reasons.get(outcome.kind, ""), None
