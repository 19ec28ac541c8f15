"""What is written, beside the delivery's own row, when a message's outcome is known: all in the caller's
transaction."""

from collections.abc import Sequence

from joren.foundation.time import clock
from joren.record.customers import actions as customers
from joren.record.customers.queries import current_id
from joren.record.timeline.actions import NewEvent, append_many

from . import claiming
from .channels import Handover, Sender, channel
from .lines import Result
from .models import Suppression


def keep(results: Sequence[Result], *, worker: str, sender: Sender | None = None) -> None:
    """Record outcomes with their timeline events; a bounce also marks the address undeliverable and suppressed.

    `sender` may keep something of its own beside them.
    """
    if not results:
        return
    now = clock.now()
    written = claiming.record(results, worker=worker, now=now)
    sent = [(row, outcome) for row, outcome in results if outcome.kind == "sent" and row.id in written]
    bounced = [(row, outcome) for row, outcome in results if outcome.kind == "bounced" and row.id in written]
    for row, outcome in bounced:
        _mark_undeliverable(row, outcome.text)
    told = [row for row, outcome in sent if not outcome.told_later]
    append_many([_event(row, "sent") for row in told] + [_event(row, "bounced", o.text) for row, o in bounced])
    if sent and sender is not None:
        sender.recorded(sent)


def _event(row: Handover, what: str, text: str = "") -> NewEvent:
    data = {"address": row.address} | ({"error": text[:300]} if text else {})
    return NewEvent(
        customer_id=row.customer_id,
        key=f"{row.channel}.{what}",
        occurred_at=clock.now(),
        subject=row.id,
        channel=row.channel,
        origin=row.origin,
        data=data,
    )


def _mark_undeliverable(row: Handover, text: str) -> None:
    declared = channel(row.channel)
    if declared.marks_address:
        customers.mark_undeliverable(
            customer_id=current_id(row.customer_id),
            kind=declared.address_kind,
            value=row.address,
            reason=text[:300] or "bounced",
            by=None,
        )
    Suppression.objects.get_or_create(
        channel=row.channel,
        address=row.address,
        defaults={"reason": Suppression.Reason.BOUNCED, "note": text[:300], "at": clock.now()},
    )
