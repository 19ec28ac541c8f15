"""Writes of delivery that others ask for: prepare, open, pause, resume, cancel, decide, suppress."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock

from . import queries
from .errors import AlreadySuppressed, BadAddress, DeliveryNotUncertain, DispatchState
from .models import Delivery, Dispatch, Suppression

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_BATCH = 2_000
State = Dispatch.State


@dataclass(frozen=True, kw_only=True)
class NewDelivery:
    """A message to prepare: to whom, where, the values of its merge fields, and when (None: as the sending says)."""

    customer_id: int
    address: str
    content: dict[str, Any] = field(default_factory=dict)
    variant: str = ""
    occasion: str = ""
    due_at: datetime | None = None


@transaction.atomic
def prepare(
    *,
    origin: str,
    channel: str,
    deliveries: Iterable[NewDelivery],
    purpose: str = "marketing",
    due_at: datetime | None = None,
) -> Dispatch:
    """Leave the rows of a sending, unsent until `open_dispatch`; who has a row for this origin gets no second one.

    Raises `DispatchState` once it was opened: an audience never grows afterwards.
    """
    dispatch, _ = Dispatch.objects.get_or_create(origin=origin, channel=channel, defaults={"purpose": purpose})
    dispatch = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    if dispatch.state != State.PREPARING:
        raise DispatchState(state=dispatch.get_state_display())
    due = due_at or clock.now()
    rows = (
        Delivery(
            origin=origin,
            channel=channel,
            purpose=purpose,
            customer_id=new.customer_id,
            address=new.address,
            content=new.content,
            variant=new.variant,
            occasion=new.occasion,
            due_at=new.due_at or due,
        )
        for new in deliveries
    )
    Delivery.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    return dispatch


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
    """Close an open dispatch in which nothing waits any more. Returns whether it is finished now."""
    if queries.unfinished(dispatch.origin, dispatch.channel):
        return False
    open_now = Dispatch.objects.filter(pk=dispatch.pk, state=State.OPEN)
    return bool(open_now.update(state=State.FINISHED, finished_at=clock.now()))


@transaction.atomic
def decide_uncertain(delivery_id: int, *, arrived: bool, by: "Staff") -> Delivery:
    """A person decides about a message of which nobody knows whether it arrived: count it as sent, or give it up.

    It is never sent again: the person may have it already. Raises `DeliveryNotUncertain`.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != Delivery.State.UNCERTAIN:
        raise DeliveryNotUncertain(state=delivery.get_state_display())
    delivery.state = Delivery.State.SENT if arrived else Delivery.State.FAILED
    delivery.reason = "decided"
    delivery.sent_at = delivery.begun_at if arrived else None
    delivery.save(update_fields=["state", "reason", "sent_at"])
    audit.record(
        "changed",
        by=by,
        subject_type="delivery.delivery",
        subject_id=delivery.pk,
        customer_id=delivery.customer_id,
        detail={"uncertain": delivery.state},
    )
    return delivery


@transaction.atomic
def send_uncertain_again(delivery_id: int, *, by: "Staff") -> Delivery:
    """A person takes it on themselves to send an uncertain message once more. Raises `DeliveryNotUncertain`."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != Delivery.State.UNCERTAIN:
        raise DeliveryNotUncertain(state=delivery.get_state_display())
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.DUE, reason="", begun_at=None, claimed_by="", due_at=clock.now()
    )
    reopened = Dispatch.objects.filter(origin=delivery.origin, channel=delivery.channel, state=State.FINISHED)
    reopened.update(state=State.OPEN, finished_at=None)
    schedule("delivery.send", subject=delivery.origin, by=by)
    audit.record(
        "changed",
        by=by,
        subject_type="delivery.delivery",
        subject_id=delivery.pk,
        customer_id=delivery.customer_id,
        detail={"uncertain": "sent again"},
    )
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def suppress(*, channel: str, address: str, reason: str, by: "Staff | None", note: str = "") -> Suppression:
    """Never write to this address again. An address that is on the list already stays as it is."""
    value = normalise_email(address) if channel == "mail" else address.strip()
    if not value:
        raise BadAddress(address=address)
    found, created = Suppression.objects.get_or_create(
        channel=channel, address=value, defaults={"reason": reason, "note": note[:300], "at": clock.now()}
    )
    if not created and by is not None:
        raise AlreadySuppressed(address=value)
    if created:
        audit.record("created", by=by, subject_type="delivery.suppression", subject_id=found.pk, label=value)
    return found


@transaction.atomic
def lift_suppression(suppression: Suppression, *, by: "Staff") -> None:
    """Allow an address again, on a person's word."""
    audit.record(
        "deleted",
        by=by,
        subject_type="delivery.suppression",
        subject_id=suppression.pk,
        label=suppression.address,
    )
    suppression.delete()


@transaction.atomic
def discard(*, origin: str, channel: str) -> None:
    """Take back what was prepared and never opened. Raises `DispatchState` once it was."""
    dispatch = Dispatch.objects.select_for_update().filter(origin=origin, channel=channel).first()
    if dispatch is None:
        return
    if dispatch.state != State.PREPARING:
        raise DispatchState(state=dispatch.get_state_display())
    Delivery.objects.filter(origin=origin, channel=channel).delete()
    dispatch.delete()
