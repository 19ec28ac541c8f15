"""The writes of the engine: take and record.

A row is *taken* by a worker that is about to hand it over (with a lease and the moment it began), then its outcome is
*recorded*. A row whose worker vanished meanwhile is settled by `recovery`; what nobody can know is uncertain for ever,
until a person decides.
"""

import json
import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import connection
from django.db.models import F

from joren.foundation.time import clock

from .channels import Handover, Outcome
from .models import Delivery, Dispatch
from .queries import refusals
from .rules import retry_after

LEASE: Final = timedelta(minutes=10)
HOST: Final = socket.gethostname()[:50]
_HANDED: Final = Handover._fields
ACTIVE: Final[set[str]] = set()
"""Workers that run in this process now; one of this process that is not among them ended without settling its
messages."""
State = Delivery.State


def new_worker() -> str:
    """A name no other run has: host, process and a random part."""
    return f"{HOST}:{os.getpid()}:{uuid4().hex}"


def take(dispatch: Dispatch, *, worker: str, limit: int) -> list[Handover] | None:
    """Take up to `limit` waiting messages to be handed over now, in the caller's transaction, and return them.

    Rows another worker is taking are skipped, not waited for. Those without consent, with a suppressed or vanished
    address
    are cancelled here. None when the dispatch is not open (any more). The caller commits before it hands anything over.
    """
    if not _is_open(dispatch):
        return None
    now = clock.now()
    due = Delivery.objects.select_for_update(skip_locked=True).filter(
        origin=dispatch.origin, channel=dispatch.channel, state=State.DUE, due_at__lte=now
    )
    while rows := [Handover(*row) for row in due.order_by("pk").values_list(*_HANDED)[:limit]]:
        taken = _without_refused(rows, dispatch)
        if taken:
            Delivery.objects.filter(pk__in=[row.id for row in taken]).update(
                state=State.CLAIMED,
                claimed_by=worker,
                begun_at=now,
                leased_until=now + LEASE,
                attempts=F("attempts") + 1,
            )
            return taken
    return []


def _without_refused(rows: list[Handover], dispatch: Dispatch) -> list[Handover]:
    refused = refusals(rows, channel=dispatch.channel, purpose=dispatch.purpose)
    for reason in set(refused.values()):
        ids = [pk for pk, why in refused.items() if why == reason]
        Delivery.objects.filter(pk__in=ids).update(state=State.CANCELLED, reason=reason)
    return [row for row in rows if row.id not in refused]


def renew(worker: str) -> None:
    """Prolong the lease of everything the worker holds."""
    Delivery.objects.filter(state=State.CLAIMED, claimed_by=worker).update(leased_until=clock.now() + LEASE)


def _is_open(dispatch: Dispatch) -> bool:
    """Read the switch so that nobody can turn it before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM delivery_dispatch WHERE id = %s FOR SHARE", [dispatch.pk])
        found = cursor.fetchone()
    return found is not None and found[0] == Dispatch.State.OPEN


_RECORD = """
UPDATE delivery_delivery AS d SET reason = CASE WHEN {over} THEN 'merged' ELSE r.reason END,
    state = CASE WHEN {over} THEN 'cancelled' ELSE r.state END, due_at = COALESCE(r.due_at, d.due_at),
    sent_at = r.sent_at, message_id = r.message_id, error_code = r.code, error_text = r.text,
    cost = COALESCE(r.cost, d.cost),
    begun_at = CASE WHEN r.begun THEN d.begun_at END, attempts = d.attempts - CASE WHEN r.begun THEN 0 ELSE 1 END,
    claimed_by = '', leased_until = NULL
FROM jsonb_to_recordset(%s::jsonb) AS r(id bigint, state text, reason text, due_at timestamptz, sent_at timestamptz,
    message_id text, code text, text text, begun boolean, cost numeric)
WHERE d.id = r.id AND d.claimed_by = %s AND d.state IN ('claimed', 'uncertain')
RETURNING d.id
""".format(over="r.state = 'due' AND d.duplicate_of_id IS NOT NULL")
"""Somebody who was merged meanwhile and has another message of this sending gets no second try of this one."""


def record(results: Sequence[tuple[Handover, Outcome]], *, worker: str, now: datetime) -> set[int]:
    """Write what became of messages the worker began, in the caller's transaction; return the ids written.

    A row whose lease ran out meanwhile, so that it became uncertain, still learns the truth from the worker that knows.
    """
    if not results:
        return set()
    rows = json.dumps([_row(delivery, outcome, now) for delivery, outcome in results])
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [rows, worker])
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
