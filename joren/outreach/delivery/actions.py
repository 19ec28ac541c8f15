"""Writes of sendings: prepare their messages, and turn their switch (open, pause, resume, cancel, finish)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from joren.foundation.audit import actions as audit
from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock

from . import policy, queries
from .errors import DispatchState
from .models import Delivery, Dispatch, Said

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_BATCH = 2_000
State = Dispatch.State


@dataclass(frozen=True, kw_only=True)
class NewDelivery:
    """A message to prepare: to whom, where, the values of its merge fields, and when (None: as the sending says).

    `cost` in yen (None: the price of the channel), `points` of the person's attention (None: what the channel takes).
    """

    customer_id: int
    address: str
    content: dict[str, Any] = field(default_factory=dict)
    variant: str = ""
    occasion: str = ""
    due_at: datetime | None = None
    cost: Decimal | None = None
    points: int | None = None


@transaction.atomic
def prepare(
    *,
    origin: str,
    channel: str,
    deliveries: Iterable[NewDelivery],
    purpose: str = "marketing",
    due_at: datetime | None = None,
    minds_budget: bool = False,
) -> Dispatch:
    """Leave the rows of a sending, unsent until `open_dispatch`; who has a row for this origin gets no second one.

    Raises `DispatchState` once it was opened: an audience never grows afterwards.
    """
    dispatch = _being_prepared(origin, channel, purpose, minds_budget=minds_budget)
    due, price = due_at or clock.now(), policy.yen(channel)
    rows = (_row(dispatch, new, due, price) for new in deliveries)
    Delivery.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    return dispatch


_FROM_TABLE = """
INSERT INTO delivery_delivery (origin, channel, purpose, customer_id, address, variant, occasion, due_at, cost, points,
    content, state, reason, claimed_by, attempts, message_id, error_code, error_text, open_count, click_count)
SELECT %(origin)s, %(channel)s, %(purpose)s, t.customer_id, t.address, {variant}, {occasion}, {due_at},
    {cost}, {points}, {content}, 'due', '', '', 0, '', '', '', 0, 0
FROM {table} t WHERE t.channel = %(channel)s AND {where} ORDER BY t.customer_id
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def prepare_from(
    *,
    table: str,
    origin: str,
    channel: str,
    purpose: str = "marketing",
    due_at: datetime | None = None,
    minds_budget: bool = True,
    columns: Mapping[str, str] | None = None,
    where: str = "t.reason = ''",
) -> int:
    """The same for everybody of a decided table (`reach.decide`) that is reached over this channel: a million at once.

    `table` may be any table or subquery with customer_id, channel, address and reason, called ``t``. `columns` are SQL
    expressions over it for ``variant``, ``occasion``, ``due_at``, ``cost``, ``points`` and ``content``: never anything
    a person typed. Returns how many rows were left. Raises `DispatchState` as `prepare` does.
    """
    dispatch = _being_prepared(origin, channel, purpose, minds_budget=minds_budget)
    given = {
        "variant": "''",
        "occasion": "''",
        "due_at": "%(due_at)s",
        "cost": "%(cost)s",
        "points": "NULL::smallint",
        "content": "'{}'::jsonb",
    } | {name: expression.replace("%", "%%") for name, expression in (columns or {}).items()}
    values: dict[str, Any] = {
        "origin": origin,
        "channel": channel,
        "purpose": dispatch.purpose,
        "due_at": due_at or clock.now(),
        "cost": policy.yen(channel),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FROM_TABLE.format(table=table, where=where, **given), values)
        return int(cursor.rowcount)


@transaction.atomic
def stand(*, origin: str, channel: str, purpose: str = "marketing", minds_budget: bool = True) -> Dispatch:
    """Have a standing dispatch, open at once, that takes messages one by one (`add`). Asked again, it is the same."""
    dispatch, _ = Dispatch.objects.get_or_create(
        origin=origin,
        channel=channel,
        defaults={"purpose": purpose, "standing": True, "minds_budget": minds_budget, "state": State.OPEN},
    )
    if not dispatch.standing:
        raise DispatchState(state=dispatch.get_state_display())
    return dispatch


def add(*, origin: str, channel: str, delivery: NewDelivery) -> bool:
    """Leave one more message under a standing dispatch; it goes as soon as it is due. See `add_many`."""
    return bool(add_many(origin=origin, channel=channel, deliveries=[delivery]))


@transaction.atomic
def add_many(*, origin: str, channel: str, deliveries: Iterable[NewDelivery]) -> int:
    """Leave messages under a standing dispatch (`stand`); returns how many are new.

    A person has one for each `occasion`: the same asked again, by a second worker or after a crash, changes nothing.
    While the dispatch is paused they wait. Raises `NoSuchDispatch`, and `DispatchState` for one that does not stand
    or was cancelled.
    """
    price, now = policy.yen(channel), clock.now()
    given = list(deliveries)  # worked out before the dispatch is held, so that nobody waits for that
    dispatch = _held_open(origin, channel)
    rows = [_row(dispatch, new, now, price) for new in given]
    left = _left(dispatch, rows)
    if left and dispatch.state == State.OPEN and min(row.due_at for row in rows) <= now:
        schedule("delivery.send", subject=origin)
    return left


def _held_open(origin: str, channel: str) -> Dispatch:
    """The standing dispatch as it is, and nobody turns it before this transaction ends; others may add and take."""
    dispatch = queries.dispatch_of(origin, channel)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM delivery_dispatch WHERE id = %s FOR SHARE", [dispatch.pk])
    dispatch.refresh_from_db()
    if not dispatch.standing or dispatch.state not in (State.OPEN, State.PAUSED):
        raise DispatchState(state=dispatch.get_state_display())
    return dispatch


_LEAVE = """
INSERT INTO delivery_delivery (origin, channel, purpose, customer_id, address, variant, occasion, due_at, cost, points,
    content, state, reason, claimed_by, attempts, message_id, error_code, error_text, open_count, click_count)
SELECT %(origin)s, %(channel)s, %(purpose)s, t.*, 'due', '', '', 0, '', '', '', 0, 0
FROM unnest(%(customers)s::bigint[], %(addresses)s::text[], %(variants)s::text[], %(occasions)s::text[],
    %(moments)s::timestamptz[], %(costs)s::numeric[], %(points)s::smallint[], %(contents)s::jsonb[]) t
ON CONFLICT DO NOTHING
"""


def _left(dispatch: Dispatch, rows: list[Delivery]) -> int:
    """Write the rows in one statement that asks nothing else, however many there are already; returns how many are
    new."""
    values: dict[str, Any] = {
        "origin": dispatch.origin,
        "channel": dispatch.channel,
        "purpose": dispatch.purpose,
        "customers": [row.customer_id for row in rows],
        "addresses": [row.address for row in rows],
        "variants": [row.variant for row in rows],
        "occasions": [row.occasion for row in rows],
        "moments": [row.due_at for row in rows],
        "costs": [row.cost for row in rows],
        "points": [row.points for row in rows],
        "contents": [json.dumps(row.content) for row in rows],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE, values)
        return int(cursor.rowcount)


@transaction.atomic
def complete(*, origin: str, channel: str) -> None:
    """Nothing more comes to a standing dispatch: it finishes when its last message has gone. Others stay the same."""
    dispatch = Dispatch.objects.select_for_update().filter(origin=origin, channel=channel, standing=True).first()
    if dispatch is not None:
        dispatch.standing = False
        dispatch.save(update_fields=["standing"])
        finish_if_done(dispatch)


def _being_prepared(origin: str, channel: str, purpose: str, *, minds_budget: bool) -> Dispatch:
    """The dispatch, for the caller alone. Raises `DispatchState` once it was opened."""
    dispatch, _ = Dispatch.objects.get_or_create(
        origin=origin, channel=channel, defaults={"purpose": purpose, "minds_budget": minds_budget}
    )
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if dispatch.state != State.PREPARING:
        raise DispatchState(state=dispatch.get_state_display())
    return dispatch


def _row(dispatch: Dispatch, new: NewDelivery, due_at: datetime, price: Decimal) -> Delivery:
    return Delivery(
        origin=dispatch.origin,
        channel=dispatch.channel,
        purpose=dispatch.purpose,
        customer_id=new.customer_id,
        address=new.address,
        content=new.content,
        variant=new.variant,
        occasion=new.occasion,
        due_at=new.due_at or due_at,
        cost=price if new.cost is None else new.cost,
        points=new.points,
    )


@transaction.atomic
def discard(*, origin: str, channel: str) -> None:
    """Take back what was prepared and never opened. Raises `DispatchState` once it was."""
    dispatch = Dispatch.objects.select_for_update().filter(origin=origin, channel=channel).first()
    if dispatch is None:
        return
    if dispatch.state != State.PREPARING:
        raise DispatchState(state=dispatch.get_state_display())
    Delivery.objects.filter(origin=origin, channel=channel).delete()
    Said.objects.filter(origin=origin, channel=channel).delete()
    dispatch.delete()


def note_words(*, origin: str, channel: str, fingerprint: str, variant: str = "") -> None:
    """Keep what is said under an origin, so that nobody gets the same content twice (`reach.Plan.fingerprints`)."""
    Said.objects.update_or_create(
        origin=origin, channel=channel, variant=variant, defaults={"fingerprint": fingerprint[:64]}
    )


def open_dispatch(*, origin: str, channel: str, by: "Staff | None") -> Dispatch:
    """Let the prepared messages go: the engine starts on them at once."""
    return _turn(origin, channel, frm=(State.PREPARING,), to=State.OPEN, by=by)


def pause(*, origin: str, channel: str, by: "Staff | None") -> Dispatch:
    """Begin no further message; those at the server are finished. Raises `DispatchState` when nothing is going."""
    return _turn(origin, channel, frm=(State.OPEN,), to=State.PAUSED, by=by)


def resume(*, origin: str, channel: str, by: "Staff | None") -> Dispatch:
    """Go on after a pause."""
    return _turn(origin, channel, frm=(State.PAUSED,), to=State.OPEN, by=by)


@transaction.atomic
def cancel(*, origin: str, channel: str, by: "Staff | None") -> Dispatch:
    """Send nothing more, for good. What is at the server now still ends with its true outcome."""
    dispatch = _turn(origin, channel, frm=(State.PREPARING, State.OPEN, State.PAUSED), to=State.CANCELLED, by=by)
    waiting = Delivery.objects.filter(origin=origin, channel=channel, state=Delivery.State.DUE)
    waiting.update(state=Delivery.State.CANCELLED, reason="cancelled")
    return dispatch


@transaction.atomic
def _turn(origin: str, channel: str, *, frm: tuple[str, ...], to: str, by: "Staff | None") -> Dispatch:
    """Turn the switch; waits for the short transactions that are beginning messages at this moment."""
    dispatch = queries.dispatch_of(origin, channel)
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if dispatch.state not in frm:
        raise DispatchState(state=dispatch.get_state_display())
    dispatch.state, dispatch.problem = to, ""
    dispatch.save(update_fields=["state", "problem"])
    audit.record("changed", by=by, subject_type="delivery.dispatch", subject_id=origin, detail={"state": str(to)})
    if to == State.OPEN:
        schedule("delivery.send", subject=origin, by=by)
    return dispatch


def pause_for_problem(dispatch: Dispatch, problem: str) -> None:
    """Pause because the other side refuses everything; the sentence is shown beside *resume*."""
    Dispatch.objects.filter(pk=dispatch.pk, state=State.OPEN).update(state=State.PAUSED, problem=problem[:500])


def finish_if_done(dispatch: Dispatch) -> bool:
    """Close an open dispatch in which nothing waits any more; a standing one stays. Returns whether it is finished."""
    if dispatch.standing or queries.unfinished(dispatch.origin, dispatch.channel):
        return False
    open_now = Dispatch.objects.filter(pk=dispatch.pk, state=State.OPEN, standing=False)
    return bool(open_now.update(state=State.FINISHED, finished_at=clock.now()))
