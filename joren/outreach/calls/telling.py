"""What is told of a call: events on the timeline, and the delivery it came from, in the transaction of the call."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Sum

from joren.outreach.delivery.models import Delivery
from joren.record.timeline.actions import append

from . import queries
from .models import Attempt, Call

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Outcome, State = Attempt.Outcome, Call.State
_EVENTS: Final = {
    Outcome.REACHED: "phone.reached",
    Outcome.REFUSED: "phone.refused",
    Outcome.AGAIN: "phone.call_again",
    Outcome.NOT_REACHED: "phone.not_reached",
    Outcome.WRONG: "phone.bounced",
}
_HEARD: Final = (Outcome.REACHED, Outcome.REFUSED, Outcome.AGAIN)


def called(call: Call, attempt: Attempt, *, by: "Staff") -> None:
    """A call was made: only now the message counts as sent on the timeline, once, however often it rang."""
    first: dict[str, Any] = {"subject": call.delivery_id} if call.delivery_id else {}
    _append("phone.sent", call, attempt, by, {"address": call.phone}, **first)
    _append(_EVENTS[Outcome(attempt.outcome)], call, attempt, by, _data(call, attempt), subject=attempt.pk)
    _settle(call, attempt)


def told(call: Call, attempt: Attempt, *, by: "Staff") -> None:
    """Somebody was told at the counter."""
    key = "counter.told" if attempt.outcome == Outcome.REACHED else "counter.refused"
    _append(key, call, attempt, by, _data(call, attempt), subject=attempt.pk)
    _settle(call, attempt)


def never(call: Call, reason: str = "") -> None:
    """It will not be called: the delivery is taken back (`reason`; else the call's state), or failed if it rang."""
    if call.delivery_id is None:
        return
    if call.attempts.exists():
        _change(call, state=Delivery.State.FAILED, reason="not_reached")
    else:
        _change(call, state=Delivery.State.CANCELLED, reason=reason or call.state, sent_at=None, cost=Decimal(0))


def _data(call: Call, attempt: Attempt) -> dict[str, Any]:
    answers = [f"{one.get('question', '')}: {one.get('answer', '')}" for one in attempt.answers]
    return {
        "title": call.title,
        "minutes": str(attempt.minutes),
        "note": attempt.note[:300],
        "answers": answers[:10],
        "address": call.phone,
    }


def _append(
    key: str, call: Call, attempt: Attempt, by: "Staff", data: dict[str, Any], *, subject: int | None = None
) -> None:
    append(
        customer_id=call.customer_id,
        key=key,
        occurred_at=attempt.ended_at,
        subject=subject,
        shop_id=attempt.shop_id,
        by=by,
        channel=queries.CHANNEL if attempt.place == Call.Place.PHONE else "",
        origin=call.origin,
        data=data,
    )


def _settle(call: Call, attempt: Attempt) -> None:
    """Keep on the delivery what is known now: when it was said, what it cost so far, how it ended."""
    if call.delivery_id is None:
        return
    cost = call.attempts.aggregate(yen=Sum("cost"))["yen"] or Decimal(0)
    changes: dict[str, Any] = {"cost": cost, "sent_at": attempt.ended_at}
    if attempt.outcome in _HEARD:
        changes["replied_at"] = attempt.ended_at
    if call.state == State.WRONG:
        changes |= {"state": Delivery.State.BOUNCED, "reason": "bounced", "error_text": attempt.note[:300]}
    elif call.state == State.NOT_REACHED:
        changes |= {"state": Delivery.State.FAILED, "reason": "not_reached"}
    _change(call, **changes)


def _change(call: Call, **changes: Any) -> None:
    Delivery.objects.filter(pk__in=[call.delivery_id]).update(**changes)
