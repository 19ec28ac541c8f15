"""Writes of calls: taking one, saying what came of it, exactly once; telling somebody at the counter."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery.policy import next_allowed
from joren.record.consents import actions as consents
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer

from . import queries, telling
from .errors import (
    BadHour,
    BadMinutes,
    CallIsOver,
    MayNotCall,
    NoSuchCall,
    NotNow,
    NotTaken,
    SomebodyIsCalling,
    UnknownOutcome,
)
from .models import Attempt, Call, Conditions, CounterStop
from .rules.trying import cost_of, minutes_between, next_try

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Outcome, State, Place = Attempt.Outcome, Call.State, Call.Place
_FARTHEST: Final = timedelta(days=60)
_MOST_MINUTES: Final = Decimal(240)
_COUNTER_MINUTES: Final = Decimal(1)


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


@transaction.atomic
def set_conditions(conditions: Conditions, *, by: "Staff | None") -> Conditions:
    """Keep how this business calls."""
    conditions.pk = 1
    conditions.save()
    detail = {"wage": str(conditions.wage), "tries": conditions.tries, "shop": conditions.shop_id}
    audit.record("changed", by=by, subject_type="calls.conditions", subject_id=1, detail=detail)
    return conditions


@transaction.atomic
def take(call_id: int, *, by: "Staff") -> Call:
    """“I am calling”: keep the call for this person for some minutes. What they held before is free again.

    Raises `NoSuchCall`, `CallIsOver`, `SomebodyIsCalling`, `MayNotCall`, `NotNow`.
    """
    call, now = _locked(call_id, by), clock.now()
    _check_free(call, by, now)
    reason = queries.obstacle(call, now) if call.place == Place.PHONE else ""
    if reason:
        raise MayNotCall(reason=reason)
    if not queries.may_now(call, now):
        raise NotNow(at=_told(queries.next_hour(call, now)))
    Call.objects.filter(taken_by=by).exclude(pk=call.pk).update(taken_by=None, taken_at=None, taken_until=None)
    if call.taken_by_id != by.pk or call.taken_at is None or not call.is_taken(now):
        call.taken_at = now
    call.taken_by = by
    call.taken_until = now + timedelta(minutes=queries.the_conditions().lease_minutes)
    call.save(update_fields=["taken_by", "taken_at", "taken_until"])
    return call


@transaction.atomic
def release(call_id: int, *, by: "Staff") -> Call:
    """Nobody was called after all: the next one may take it. Somebody else's call stays theirs."""
    call = _locked(call_id, by)
    if call.taken_by_id == by.pk:
        _let_go(call)
        call.save(update_fields=["taken_by", "taken_at", "taken_until"])
    return call


@transaction.atomic
def record(call_id: int, report: Report, *, by: "Staff") -> Attempt:
    """Say what came of a call that this person took.

    Raises `NoSuchCall`, `CallIsOver`, `SomebodyIsCalling`, `NotTaken`, `UnknownOutcome`, `BadHour`, `BadMinutes`.
    """
    call, now = _locked(call_id, by), clock.now()
    _check_free(call, by, now)
    if call.taken_by_id != by.pk or call.taken_at is None:
        raise NotTaken
    if report.outcome not in Outcome:
        raise UnknownOutcome(outcome=report.outcome[:20])
    if report.outcome == Outcome.AGAIN and not _is_sensible(report.again_at, now):
        raise BadHour(field="again_at")
    minutes = minutes_between(call.taken_at, now) if report.minutes is None else report.minutes
    attempt = _attempt(call, Place.PHONE, report, minutes, begun_at=call.taken_at, by=by)
    _FOLLOWS[Outcome(report.outcome)](call, report, attempt, by)
    _let_go(call)
    call.save()
    telling.called(call, attempt, by=by)
    return attempt


def _is_sensible(at: datetime | None, now: datetime) -> bool:
    return at is not None and now < at <= now + _FARTHEST


@transaction.atomic
def tell(call_id: int, report: Report, *, by: "Staff", shop_id: int | None = None) -> Attempt | None:
    """Say what came of telling somebody at the counter: ``reached``, ``refused``, or ``again`` for another day.

    A call of the phone is settled by it too. None for another day: nothing was told. Raises `CallIsOver`,
    `SomebodyIsCalling`, `UnknownOutcome`, `NoSuchCall`, `BadMinutes`.
    """
    call, now = Call.objects.select_for_update().filter(pk=call_id).first(), clock.now()
    if call is None:
        raise NoSuchCall
    _check_free(call, by, now)
    if report.outcome == Outcome.AGAIN:
        call.counter_from = now.astimezone(TOKYO).date() + timedelta(days=1)
        call.save(update_fields=["counter_from"])
        return None
    if report.outcome not in (Outcome.REACHED, Outcome.REFUSED):
        raise UnknownOutcome(outcome=report.outcome[:20])
    minutes = _COUNTER_MINUTES if report.minutes is None else report.minutes
    attempt = _attempt(call, Place.COUNTER, report, minutes, begun_at=now, by=by, shop_id=shop_id)
    _FOLLOWS[Outcome(report.outcome)](call, report, attempt, by)
    _let_go(call)
    call.save()
    telling.told(call, attempt, by=by)
    return attempt


@transaction.atomic
def put_at_counter(
    *, customer_id: int, origin: str, occasion: str, title: str, card: list[dict[str, Any]], days: int, at: datetime
) -> str:
    """Have staff tell somebody when they come next: ``done``, ``unchanged`` when it was there, or why not."""
    reason = queries.refuses_at_counter(customer_id, at)
    if reason:
        return reason
    shop = Customer.objects.values_list("shop", flat=True).get(pk=customer_id)
    _call, is_new = Call.objects.get_or_create(
        place=Place.COUNTER,
        origin=origin,
        occasion=occasion,
        customer_id=customer_id,
        defaults={
            "shop_id": shop,
            "title": title,
            "card": card,
            "handed_at": at,
            "not_before": at,
            "due_on": at.astimezone(TOKYO).date() + timedelta(days=days),
        },
    )
    return "done" if is_new else "unchanged"


def sweep(now: datetime) -> int:
    """Close what nobody may call any more and what was not called in time; returns how many."""
    return _close(queries.revoked(now), State.WITHDRAWN, now) + _close(queries.over(now), State.EXPIRED, now)


@transaction.atomic
def _close(rows: Any, state: str, now: datetime) -> int:
    number = 0
    for call in rows.select_for_update(of=("self",), skip_locked=True):
        call.state, call.ended_at = state, now
        _let_go(call)
        call.save()
        telling.never(call)
        number += 1
    return number


def _locked(call_id: int, by: "Staff") -> Call:
    """The call for this transaction alone. Raises `NoSuchCall`."""
    call = queries.visible_to(by).select_for_update(of=("self",)).filter(pk=call_id, place=Place.PHONE).first()
    if call is None:
        raise NoSuchCall
    return call


def _check_free(call: Call, by: "Staff", now: datetime) -> None:
    if call.state != State.OPEN:
        raise CallIsOver(state=call.get_state_display())
    if call.is_taken(now) and call.taken_by_id != by.pk:
        assert call.taken_until is not None
        raise SomebodyIsCalling(name=str(call.taken_by), until=_told(call.taken_until))


def _told(at: datetime) -> str:
    return date_format(at.astimezone(TOKYO), "SHORT_DATETIME_FORMAT")


def _let_go(call: Call) -> None:
    call.taken_by, call.taken_at, call.taken_until = None, None, None


def _attempt(
    call: Call,
    place: str,
    report: Report,
    minutes: Decimal,
    *,
    begun_at: datetime,
    by: "Staff",
    shop_id: int | None = None,
) -> Attempt:
    if not minutes.is_finite() or not 0 <= minutes <= _MOST_MINUTES:
        raise BadMinutes(field="minutes")
    return Attempt.objects.create(
        call=call,
        place=place,
        outcome=report.outcome,
        staff=by,
        shop_id=shop_id or call.shop_id,
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


@transaction.atomic
def may_be_told_again(customer_id: int, *, by: "Staff") -> None:
    """The customer wants to hear of offers at the counter again."""
    removed, _models = CounterStop.objects.filter(customer=customer_id).delete()
    if removed:
        audit.record("deleted", by=by, subject_type="calls.counter_stop", customer_id=customer_id)


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


_FOLLOWS: Final = {
    Outcome.REACHED: _reached,
    Outcome.REFUSED: _refused,
    Outcome.AGAIN: _again,
    Outcome.NOT_REACHED: _missed,
    Outcome.WRONG: _wrong,
}
