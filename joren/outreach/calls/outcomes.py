"""What came of a call, and what follows from it: the try with its cost, the state, the consent, the dead number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery.policy import next_allowed
from joren.record.consents import actions as consents
from joren.record.customers import actions as customers

from . import queries
from .errors import BadMinutes
from .models import Attempt, Call, CounterStop
from .rules.trying import cost_of, next_try

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Outcome, State, Place = Attempt.Outcome, Call.State, Call.Place
_MOST_MINUTES: Final = Decimal(240)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What staff says came of a call.

    `minutes` None: from taking the call until now. `again_at`: when the customer asked to be called. `stop`: the
    customer wants no more calls; `words` are theirs, as evidence.
    """

    outcome: str
    minutes: Decimal | None = None
    note: str = ""
    answers: tuple[dict[str, str], ...] = ()
    again_at: datetime | None = None
    stop: bool = False


def let_go(call: Call) -> None:
    """Nobody is calling any more."""
    call.taken_by, call.taken_at, call.taken_until = None, None, None


def settle(
    call: Call,
    place: str,
    report: Report,
    minutes: Decimal,
    *,
    begun_at: datetime,
    by: "Staff",
    shop_id: int | None = None,
) -> Attempt:
    """Keep the try and do what follows from it; the call is free again. Raises `BadMinutes`."""
    attempt = _attempt(call, place, report, minutes, begun_at=begun_at, by=by, shop_id=shop_id or call.shop_id)
    _FOLLOWS[Outcome(report.outcome)](call, report, attempt, by)
    let_go(call)
    call.save()
    return attempt


def _attempt(
    call: Call,
    place: str,
    report: Report,
    minutes: Decimal,
    *,
    begun_at: datetime,
    by: "Staff",
    shop_id: int | None,
) -> Attempt:
    if not minutes.is_finite() or not 0 <= minutes <= _MOST_MINUTES:
        raise BadMinutes(field="minutes")
    return Attempt.objects.create(
        call=call,
        place=place,
        outcome=report.outcome,
        staff=by,
        shop_id=shop_id,
        begun_at=begun_at,
        ended_at=clock.now(),
        minutes=round(minutes, 1),
        cost=cost_of(minutes, queries.the_conditions().wage),
        answers=list(report.answers),
        note=report.note.strip()[:500],
    )


def _reached(call: Call, _report: Report, attempt: Attempt, _by: "Staff") -> None:
    call.state, call.ended_at = State.REACHED, attempt.ended_at


def _refused(call: Call, report: Report, attempt: Attempt, by: "Staff") -> None:
    call.state, call.ended_at = State.REFUSED, attempt.ended_at
    if report.stop:
        _stop(call, attempt, by)


def _stop(call: Call, attempt: Attempt, by: "Staff") -> None:
    """The customer wants no more of this: the consent is withdrawn, with who heard it and in which words."""
    words = attempt.note or attempt.get_outcome_display()
    where = attempt.get_place_display()
    how = _("said so %(where)s to %(staff)s: “%(words)s”") % {"where": where, "staff": by, "words": words[:150]}
    if call.place == Place.PHONE:
        consents.withdraw(
            customer_id=call.customer_id,
            channel=queries.CHANNEL,
            purpose=call.purpose,
            how=how,
            by=by,
            origin=call.origin,
        )
    if attempt.place == Place.COUNTER:
        CounterStop.objects.get_or_create(
            customer_id=call.customer_id, defaults={"at": attempt.ended_at, "how": how[:300], "by": by}
        )


def _again(call: Call, report: Report, _attempt: Attempt, _by: "Staff") -> None:
    assert report.again_at is not None
    call.not_before, call.is_agreed = report.again_at, True
    call.due_on = max(call.due_on, report.again_at.astimezone(TOKYO).date())


def _missed(call: Call, _report: Report, attempt: Attempt, _by: "Staff") -> None:
    call.misses += 1
    call.is_agreed = False
    missed = call.attempts.filter(outcome=Outcome.NOT_REACHED).values_list("begun_at", flat=True)
    local = attempt.ended_at.astimezone(TOKYO)
    again = next_allowed(queries.CHANNEL, next_try(local, [at.astimezone(TOKYO) for at in missed]), call.purpose)
    if call.misses >= queries.the_conditions().tries or again.astimezone(TOKYO).date() > call.due_on:
        call.state, call.ended_at = State.NOT_REACHED, attempt.ended_at
    else:
        call.not_before = again


def _wrong(call: Call, _report: Report, attempt: Attempt, by: "Staff") -> None:
    call.state, call.ended_at = State.WRONG, attempt.ended_at
    customers.mark_undeliverable(
        customer_id=call.customer_id,
        kind="phone",
        value=call.phone,
        reason=attempt.note or _("wrong number, said %(staff)s") % {"staff": by},
        by=by,
    )


_FOLLOWS: Final[dict[str, Callable[[Call, Report, Attempt, "Staff"], None]]] = {
    Outcome.REACHED: _reached,
    Outcome.REFUSED: _refused,
    Outcome.AGAIN: _again,
    Outcome.NOT_REACHED: _missed,
    Outcome.WRONG: _wrong,
}
