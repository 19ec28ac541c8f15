"""The rehearsal: ask for one, watch it, look at what it came to."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.jobs.queries import latest, worker_seems_alive

from . import actions, queries
from .drawing import picture_of
from .listing import RehearsedTable
from .models import Rehearsal, Rehearsed


@require_POST
@requires("journeys.write")
def rehearse(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the draft played over the last 90 days."""
    staff: Any = request.user
    everybody = request.POST.get("reacts") == "everybody"
    todays = "todays_consents" in request.POST
    made = actions.rehearse(queries.journey(pk), everybody_reacts=everybody, has_todays_consents=todays, by=staff)
    return redirect("journeys:rehearsal", pk, made.pk)


@require_GET
@requires("journeys.view")
def rehearsal(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What it came to: figures, days, and every message with what is wrong with it."""
    found, remark = queries.rehearsal(number), request.GET.get("remark", "")
    table = RehearsedTable(request, queries.rehearsed_visible_to(found, request.user, remark))
    table.definition = found.definition
    context = {
        "rehearsal": found,
        "journey": found.journey,
        "job": latest(actions.REHEARSE, str(found.pk)),
        "worker_alive": worker_seems_alive(),
        "done_url": reverse("journeys:rehearsal", args=[pk, number]),
        "is_done": found.state == Rehearsal.State.DONE,
        "picture": picture_of(found.definition, None, numbers_of(found)),
        "days": days_of(found),
        "weeks": weeks_of(found),
        "remarks": remarks_of(found, remark),
        "reactions_all": found.everybody_reacts,
        "agreed_since": most_agreed_since(found),
    }
    return table.response("journeys/rehearsal.html", context)


def most_agreed_since(found: Rehearsal) -> int:
    """How many messages failed on a consent that stands by now; 0 while they are not most of those that failed."""
    since = int(found.figures.get("agreed_since") or 0)
    return since if since * 2 > int(found.figures.get("refused") or 0) else 0


def numbers_of(found: Rehearsal) -> dict[str, dict[str, int]]:
    """The outcomes by step, as the picture takes them."""
    outcomes = found.figures.get("outcomes") or {}
    return {step: {f"={name}": n for name, n in counted.items()} for step, counted in outcomes.items()}


def days_of(found: Rehearsal) -> dict[str, Any]:
    """The picture per day."""
    return _bars([(day[5:], entered, sent) for day, entered, sent in found.figures.get("days") or []])


def weeks_of(found: Rehearsal) -> dict[str, Any]:
    """The picture per week, by its Monday: as many bars as a phone has room for."""
    weeks: dict[date, list[int]] = {}
    for text, entered, sent in found.figures.get("days") or []:
        day = date.fromisoformat(text)
        week = weeks.setdefault(day - timedelta(days=day.weekday()), [0, 0])
        week[0] += entered
        week[1] += sent
    return _bars([(f"{monday:%m-%d}", entered, sent) for monday, (entered, sent) in sorted(weeks.items())])


def _bars(rows: list[tuple[str, int, int]]) -> dict[str, Any]:
    series = [
        {"name": _("entered"), "values": [entered for _label, entered, _sent in rows]},
        {"name": _("messages"), "values": [sent for _label, _entered, sent in rows]},
    ]
    return {"labels": [label for label, _entered, _sent in rows], "series": series}


def remarks_of(found: Rehearsal, chosen: str) -> list[tuple[str, str, int, bool]]:
    """What is wrong, with how often."""
    counted = found.figures.get("remarks") or {}
    words = {str(value): str(label) for value, label in Rehearsed.Remark.choices if value}
    return [(key, label, counted.get(key, 0), key == chosen) for key, label in words.items()]
