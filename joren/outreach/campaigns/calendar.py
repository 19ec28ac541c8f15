"""The calendar of everything that goes out: campaigns, and what other apps declare as a `CalendarSource`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.registry import entries, resolve
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO
from joren.outreach.delivery import policy
from joren.outreach.delivery.calendar import CalendarItem, CalendarSource
from joren.record.consents.models import Consent
from joren.record.consents.queries import given_at

from . import queries
from .models import AudienceMember, Campaign

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Status = Campaign.Status
_PLANNED: Final = (Status.SCHEDULED,)
_GOING: Final = (Status.PREPARING, Status.SENDING, Status.PAUSED, Status.SENT)


@dataclass(frozen=True, kw_only=True)
class Density:
    """How much goes out around a day. `messages` that day; `weekly` in the seven days up to it for each person who can
    be reached; `limit` what the policy allows, in points; `is_dense` beyond it on average."""

    day: date
    messages: int
    weekly: float
    limit: int

    @property
    def is_dense(self) -> bool:
        """Whether people would on average hear more than their budget allows."""
        return self.weekly > self.limit


def items(first: date, last: date, staff: "Staff") -> list[tuple[CalendarSource, CalendarItem]]:
    """Everything that goes out from day to day, both included, in order, as far as the person may see it."""
    found = [
        (source, item)
        for source in entries(CalendarSource)
        if not source.permission or staff.may(source.permission)
        for item in resolve(source.items)(first, last, staff)
    ]
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].key))


def campaigns_between(first: date, last: date, staff: "Staff") -> Iterator[CalendarItem]:
    """The campaigns of those days: planned ones where they are scheduled, others where they started, those that repeat
    on each day to come."""
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    found = queries.campaigns_visible_to(staff)
    once = Q(scheduled_at__gte=begin, scheduled_at__lt=end, status__in=_PLANNED) | Q(
        started_at__gte=begin, started_at__lt=end, status__in=_GOING
    )
    rows = list(found.filter(once, repeats=""))
    numbers = _sending([row.pk for row in rows])
    for row in rows:
        yield _item(row, numbers.get(row.pk), staff)
    for row in found.filter(status=Status.SENDING).exclude(repeats=""):
        yield from _repeated(row, first, last)


def _item(campaign: Campaign, people: int | None, staff: "Staff") -> CalendarItem:
    at = campaign.started_at or campaign.scheduled_at
    assert at is not None
    planned = campaign.status == Status.SCHEDULED
    movable = planned and staff.may("campaigns.send")
    return CalendarItem(
        key=campaign.origin,
        at=at,
        until=at + timedelta(days=1) if campaign.best_hour else None,
        title=campaign.name,
        url=reverse("campaigns:detail", args=[campaign.pk]),
        channels=tuple(campaign.channels),
        state="planned" if planned else "sent" if campaign.status == Status.SENT else "fixed",
        people=people,
        note=str(campaign.get_status_display()),
        move_url=reverse("campaigns:move", args=[campaign.pk]) if movable else "",
    )


def _repeated(campaign: Campaign, first: date, last: date) -> Iterator[CalendarItem]:
    """Each day from tomorrow on (who it is for is decided that morning) and those that are over with their numbers."""
    start = max(first, campaign.started_at.astimezone(TOKYO).date()) if campaign.started_at else first
    counts = AudienceMember.objects.filter(campaign=campaign, decision="send", decided_on__range=(first, last))
    known = dict(counts.values_list("decided_on").annotate(number=Count("pk")).order_by())
    today = clock.today()
    for day in _days(start, last):
        if day in known or day > today:
            yield CalendarItem(
                key=f"{campaign.origin}:{day}",
                at=datetime.combine(day, campaign.repeat_time, TOKYO),
                title=campaign.name,
                url=reverse("campaigns:detail", args=[campaign.pk]),
                channels=tuple(campaign.channels),
                state="sent" if day <= today else "planned",
                people=known.get(day),
                note=str(campaign.get_repeats_display()),
            )


def _sending(ids: Sequence[int]) -> dict[int, int]:
    rows = AudienceMember.objects.filter(campaign_id__in=ids, decision="send")
    return dict(rows.values_list("campaign_id").annotate(number=Count("pk")).order_by())


def density(found: Iterable[CalendarItem], first: date, last: date) -> dict[date, Density]:
    """How dense each day is. Messages of which nobody knows the number yet are not in it."""
    messages: dict[date, int] = defaultdict(int)
    for item in found:
        messages[item.at.astimezone(TOKYO).date()] += item.people or 0
    reachable, limit = reachable_people(), policy.the_policy().per_week
    return {
        day: Density(
            day=day,
            messages=messages.get(day, 0),
            weekly=sum(messages.get(day - timedelta(days=back), 0) for back in range(7)) / max(reachable, 1),
            limit=limit,
        )
        for day in _days(first, last)
    }


def reachable_people() -> int:
    """How many people agree to be written to over any channel."""
    rows = Consent.objects.filter(given_at(clock.now()), purpose=Consent.Purpose.MARKETING)
    return rows.values("customer_id").distinct().count()


def month_of(text: str) -> date:
    """The first day of the month written as 2026-11; this month for anything else, and for what no calendar shows."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        month = date.min
    return month if date(1900, 1, 1) <= month < date(2200, 1, 1) else clock.today().replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def state_label(state: str) -> str:
    """The state of an item in words."""
    return {"planned": _("planned"), "fixed": _("going out"), "sent": _("gone out")}.get(state, state)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TOKYO)
