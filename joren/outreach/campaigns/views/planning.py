"""The calendar page, and putting a planned campaign on another day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO

from .. import actions, queries
from .. import calendar as planned
from ..errors import InThePast, NotInThisState


@require_GET
@requires("campaigns.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """Everything that goes out in a month, as a picture and as a list, with how dense each day is."""
    staff: Any = request.user
    month = planned.month_of(request.GET.get("month", ""))
    first, last = month - timedelta(days=7), planned.next_month(month) + timedelta(days=6)
    found = planned.items(first, last, staff)
    density = planned.density((item for _source, item in found), first, last)
    days = _days(found, density, month)
    coming = [one for one in days if one["day"] >= clock.today()]
    context = {
        "month": month,
        "previous": (month - timedelta(days=1)).replace(day=1),
        "next": planned.next_month(month),
        "days": coming or days,
        "over": days[: len(days) - len(coming)] if coming else [],
        "calendar": {
            "events": [_event(source, item) for source, item in found],
            "density": {str(day): _told(one) for day, one in density.items() if one.messages or one.is_dense},
            "month": str(month),
        },
        "may_write": staff.may("campaigns.write"),
        "busiest": max(density.values(), key=lambda one: one.weekly),
    }
    return render(request, "campaigns/calendar.html", context)


def _days(found: Any, density: dict[date, planned.Density], month: date) -> list[dict[str, Any]]:
    """The days of the month on which something goes out."""
    days: dict[date, list[Any]] = {}
    for source, item in found:
        day = item.at.astimezone(TOKYO).date()
        if (day.year, day.month) == (month.year, month.month):
            state = planned.state_label(item.state)
            days.setdefault(day, []).append({"source": source, "item": item, "state": state})
    return [{"day": day, "entries": entries, "density": density[day]} for day, entries in sorted(days.items())]


def _event(source: Any, item: Any) -> dict[str, Any]:
    return {
        "id": item.key,
        "start": item.at.astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M:%S"),
        "end": (item.until or item.at + timedelta(minutes=30)).astimezone(TOKYO).strftime("%Y-%m-%dT%H:%M:%S"),
        "title": item.title,
        "editable": bool(item.move_url),
        "extendedProps": {
            "url": item.url, "move": item.move_url, "state": item.state, "people": item.people,
            "source": str(source.label),
        },
    }  # fmt: skip


def _told(one: planned.Density) -> dict[str, Any]:
    return {"messages": one.messages, "weekly": round(one.weekly, 2), "dense": one.is_dense}


@require_POST
@requires("campaigns.send")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a planned campaign on another day (``day``), at the same time of day, or at a moment (``at``)."""
    staff: Any = request.user
    campaign = queries.campaign(pk, staff)
    moment = _moment(request, campaign.scheduled_at)
    if moment is None:
        raise NotInThisState(state=campaign.get_status_display())
    moved = actions.move(campaign, moment, by=staff)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"at": moved.scheduled_at})
    return redirect("campaigns:calendar")


def _moment(request: HttpRequest, now: datetime | None) -> datetime | None:
    """The moment that is asked for. Raises `InThePast` for what is no day."""
    if now is None:
        return None
    try:
        if at := request.POST.get("at", ""):
            return datetime.fromisoformat(at).replace(tzinfo=TOKYO)
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise InThePast(at=request.POST.get("day") or request.POST.get("at", "")) from None
    return datetime.combine(day, now.astimezone(TOKYO).time(), TOKYO)
