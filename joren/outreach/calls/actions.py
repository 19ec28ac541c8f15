"""Writes of calls: taking one, saying what came of it, exactly once; telling somebody at the counter."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.formats import date_format

from joren.foundation.audit import actions as audit
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.record.customers.models import Customer

from . import queries, telling
from .errors import (
    BadHour,
    CallIsOver,
    MayNotCall,
    NoSuchCall,
    NotNow,
    NotTaken,
    SomebodyIsCalling,
    UnknownOutcome,
)
from .models import Attempt, Call, Conditions, CounterStop
from .outcomes import Report, let_go, settle
from .rules.trying import minutes_between

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Outcome, State, Place = Attempt.Outcome, Call.State, Call.Place
_FARTHEST: Final = timedelta(days=60)
_COUNTER_MINUTES: Final = Decimal(1)


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
    reason = queries.obstacle(call, now)
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
        let_go(call)
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
    attempt = settle(call, Place.PHONE, report, minutes, begun_at=call.taken_at, by=by)
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
    attempt = settle(call, Place.COUNTER, report, minutes, begun_at=now, by=by, shop_id=shop_id)
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
        let_go(call)
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


@transaction.atomic
def may_be_told_again(customer_id: int, *, by: "Staff") -> None:
    """The customer wants to hear of offers at the counter again."""
    removed, _models = CounterStop.objects.filter(customer=customer_id).delete()
    if removed:
        audit.record("deleted", by=by, subject_type="calls.counter_stop", customer_id=customer_id)
