"""Writes about messages of which nobody knows whether they arrived: a person decides what becomes of them."""

from typing import TYPE_CHECKING

from django.db import transaction

from joren.foundation.audit import actions as audit
from joren.foundation.jobs.actions import schedule
from joren.foundation.time import clock

from . import queries
from .errors import DeliveryNotUncertain, DispatchState
from .models import Delivery, Dispatch

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff


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
    """A person takes it on themselves to send an uncertain message once more.

    Raises `DeliveryNotUncertain`, and `DispatchState` where the sending was cancelled: it would wait for ever.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != Delivery.State.UNCERTAIN:
        raise DeliveryNotUncertain(state=delivery.get_state_display())
    dispatch = queries.dispatch_of(delivery.origin, delivery.channel)
    if dispatch.state == Dispatch.State.CANCELLED:
        raise DispatchState(state=dispatch.get_state_display())
    Delivery.objects.filter(pk=delivery.pk).update(
        state=Delivery.State.DUE, reason="", begun_at=None, claimed_by="", due_at=clock.now()
    )
    reopened = Dispatch.objects.filter(origin=delivery.origin, channel=delivery.channel, state=Dispatch.State.FINISHED)
    reopened.update(state=Dispatch.State.OPEN, finished_at=None)
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
