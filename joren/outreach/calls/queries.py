"""Reads of calls: the list, what stands in the way, who is at the counter."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from joren.foundation.accounts.roles import Role
from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery.models import Dispatch, Suppression, Wish
from joren.outreach.delivery.policy import is_holiday, is_quiet, quiet_of, the_policy
from joren.outreach.delivery.reach import Reason
from joren.outreach.delivery.rules.control import in_control
from joren.record.consents.models import Consent
from joren.record.consents.queries import given_at, state_of
from joren.record.customers.models import ContactPoint

from .errors import NoSuchCall
from .models import Attempt, Call, Conditions, CounterStop

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

CHANNEL: Final = "phone"
MARKETING: Final = "marketing"
State = Call.State


def the_conditions() -> Conditions:
    """How this business calls; an unsaved row with the defaults before somebody changed it."""
    return Conditions.objects.filter(pk=1).first() or Conditions(pk=1)


def visible_to(staff: "Staff") -> QuerySet[Call]:
    """The calls of the lists this person works on: shop staff see those of their shops."""
    if staff.role != Role.SHOP_STAFF:
        return Call.objects.all()
    return Call.objects.filter(shop__in=staff.shops.all())


def get(call_id: int, staff: "Staff") -> Call:
    """A call. Raises `NoSuchCall`."""
    found = visible_to(staff).select_related("customer", "shop", "taken_by").filter(pk=call_id).first()
    if found is None:
        raise NoSuchCall
    return found


def _obstacles(at: datetime) -> Any:
    """The condition on a call of the phone that nobody may make it at that moment, whatever the hour."""
    person: Any = OuterRef("customer_id")
    number: Any = OuterRef("phone")
    consent = Consent.objects.filter(given_at(at), customer=person, channel=CHANNEL, purpose=OuterRef("purpose"))
    works = ContactPoint.objects.filter(customer=person, kind="phone", value=number, undeliverable_at=None)
    suppressed = Suppression.objects.filter(channel=CHANNEL, address=number)
    paused = Wish.objects.filter(customer=person, paused_until__gt=at.astimezone(TOKYO).date())
    stopped = Dispatch.objects.filter(
        origin=OuterRef("origin"), channel=CHANNEL, state__in=(Dispatch.State.PAUSED, Dispatch.State.CANCELLED)
    )
    return (
        ~Exists(consent)
        | ~Exists(works)
        | Exists(suppressed)
        | Exists(stopped)
        | (Q(purpose=MARKETING) & Exists(paused))
    )


def callable_at(at: datetime) -> QuerySet[Call]:
    """The calls that may be made, by consent, number and wish; some only at a later hour."""
    today = at.astimezone(TOKYO).date()
    rows = Call.objects.filter(place=Call.Place.PHONE, state=State.OPEN, due_on__gte=today)
    return rows.exclude(_obstacles(at))


def to_call(staff: "Staff", at: datetime, shop_id: int | None = None) -> QuerySet[Call]:
    """The list of this person: what may be called now first, what was agreed before the rest, then by last day."""
    rows = visible_to(staff).filter(pk__in=callable_at(at).values("pk")).select_related("customer", "shop", "taken_by")
    if shop_id is not None:
        rows = rows.filter(shop=shop_id)
    return rows.order_by("-is_agreed", "not_before", "due_on", "pk")


def ready(staff: "Staff", at: datetime, shop_id: int | None = None) -> QuerySet[Call]:
    """Of the list, those that may be called at this moment and that nobody else is calling; best hour first."""
    free = Q(taken_by=None) | Q(taken_by=staff) | Q(taken_until=None) | Q(taken_until__lte=at)
    rows = to_call(staff, at, shop_id).filter(free, not_before__lte=at)
    if is_quiet(CHANNEL, at):
        rows = rows.filter(Q(is_agreed=True) | Q(purpose=Consent.Purpose.SERVICE))
    is_best = Case(When(best_hour=at.astimezone(TOKYO).hour, then=0), default=1)
    return rows.order_by("-is_agreed", "due_on", is_best, "pk")


def next_hours(calls: Iterable[Call], at: datetime) -> list[tuple[Call, datetime]]:
    """Each call with the moment from which it may be made: `at` itself where it may be made now."""
    quiet = quiet_of(CHANNEL)
    found = []
    for call in calls:
        from_then = max(call.not_before, at)
        minds = not call.is_agreed and call.purpose != Consent.Purpose.SERVICE
        found.append((call, quiet.next_allowed(from_then, TOKYO, is_holiday) if minds else from_then))
    return found


def next_hour(call: Call, at: datetime) -> datetime:
    """From when on this call may be made."""
    return next_hours([call], at)[0][1]


def may_now(call: Call, at: datetime) -> bool:
    """Whether the hour is right."""
    return call.not_before <= at and (call.is_agreed or not is_quiet(CHANNEL, at, call.purpose))


def obstacle(call: Call, at: datetime) -> str:
    """Why nobody may make this call at all, in words; "" when it may be made."""
    if not Call.objects.filter(_obstacles(at), pk=call.pk).exists():
        return ""
    if call.customer_id not in set(_consented(call, at)):
        return str(Reason.NO_CONSENT.label)
    point = ContactPoint.objects.filter(customer=call.customer_id, kind="phone", value=call.phone)
    if not point.filter(undeliverable_at=None).exists():
        return str(Reason.UNDELIVERABLE.label if point.exists() else Reason.NO_ADDRESS.label)
    if Suppression.objects.filter(channel=CHANNEL, address=call.phone).exists():
        return str(Reason.SUPPRESSED.label)
    dispatch = Dispatch.objects.filter(origin=call.origin, channel=CHANNEL).first()
    halted = (Dispatch.State.PAUSED, Dispatch.State.CANCELLED)
    return str(dispatch.get_state_display() if dispatch and dispatch.state in halted else Reason.PAUSED.label)


def _consented(call: Call, at: datetime) -> QuerySet[Consent, int]:
    rows = Consent.objects.filter(given_at(at), customer=call.customer_id, channel=CHANNEL, purpose=call.purpose)
    return rows.values_list("customer_id", flat=True)


def refuses_at_counter(customer_id: int, at: datetime, purpose: str = MARKETING) -> str:
    """Why somebody is told nothing at the counter, as a key; "" when they may be told.

    Speaking with somebody who stands there needs no consent to calls. Whoever said no to everything they were asked
    about, asked for a pause, said so at the counter or stands in the global control group is left in peace.
    """
    if purpose != MARKETING:
        return ""
    if CounterStop.objects.filter(customer=customer_id).exists():
        return "suppressed"
    if Wish.objects.filter(customer=customer_id, paused_until__gt=at.astimezone(TOKYO).date()).exists():
        return "paused"
    policy = the_policy()
    if policy.control_seed and in_control(customer_id, policy.control_share, policy.control_seed):
        return "global_control"
    said = [one for one in state_of(customer_id) if one.purpose == MARKETING and one.last is not None]
    return "no_consent" if said and not any(one.given for one in said) else ""


def to_tell(customer_id: int, at: datetime) -> list[Call]:
    """What staff is to say to somebody who stands at the counter now, the most urgent first."""
    today = at.astimezone(TOKYO).date()
    rows = Call.objects.filter(customer=customer_id, state=State.OPEN, due_on__gte=today)
    rows = rows.filter(Q(counter_from=None) | Q(counter_from__lte=today)).select_related("shop", "taken_by")
    stopped = Dispatch.objects.filter(
        origin=OuterRef("origin"), channel=CHANNEL, state__in=(Dispatch.State.PAUSED, Dispatch.State.CANCELLED)
    )
    rows = rows.exclude(Q(place=Call.Place.PHONE) & Exists(stopped)).order_by("due_on", "pk")
    return [call for call in rows if not refuses_at_counter(customer_id, at, call.purpose)]


def made_today(staff: "Staff", at: datetime) -> int:
    """How many calls this person made today."""
    midnight = at.astimezone(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
    return Attempt.objects.filter(staff=staff, place=Call.Place.PHONE, ended_at__gte=midnight).count()


def over(at: datetime) -> QuerySet[Call]:
    """Open calls whose last day is past."""
    return Call.objects.filter(state=State.OPEN, due_on__lt=at.astimezone(TOKYO).date())


def revoked(at: datetime) -> QuerySet[Call]:
    """Open calls of the phone that may never be made: consent withdrawn, number dead, sending cancelled."""
    paused = Dispatch.objects.filter(origin=OuterRef("origin"), channel=CHANNEL, state=Dispatch.State.PAUSED)
    waiting = Wish.objects.filter(customer=OuterRef("customer_id"), paused_until__gt=at.astimezone(TOKYO).date())
    rows = Call.objects.filter(_obstacles(at), place=Call.Place.PHONE, state=State.OPEN)
    return rows.exclude(Exists(paused) | Exists(waiting)).filter(Q(taken_until=None) | Q(taken_until__lt=at))
