"""Pages of data health: the number, whom it loses, and the queue of repairs."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError

from . import actions, queries, telling
from .figures import sees_all
from .forms import SettingsForm
from .lists import FindingTable, PeopleTable
from .models import Finding
from .rules import CHECKS
from .sentences import CHECKS as CHECK_LABELS
from .sentences import STEPS, suggested, wrong

_STEPS: Final = ("reachable", "in_order", "left")


@require_GET
@requires("health.view")
def overview(request: HttpRequest) -> HttpResponse:
    """The number with its waterfall, the channels, what is wrong, the trend."""
    staff = _staff(request)
    shown: dict[str, Any] = {
        "job": queries.running_job(),
        "may_measure": staff.may("health.measure"),
        "may_repair": staff.may("health.repair"),
        "may_set": staff.may("health.settings"),
    }
    snapshot = queries.latest_snapshot()
    if snapshot is not None:
        figures = queries.the_figures(staff)
        shown |= {
            "figures": figures,
            "snapshot": snapshot,
            "steps": telling.steps(figures),
            "channels": telling.channels(figures),
            "checks": telling.checks(figures),
            "cost": telling.cost(figures),
            "trend": telling.trend_chart(queries.trend()) if sees_all(staff) else None,
            "progress": queries.progress_of(staff),
            "form": SettingsForm(initial={"stale_years": queries.the_settings().stale_years}),
        }
    return render(request, "health/overview.html", shown)


@require_POST
@requires("health.measure")
def measure(request: HttpRequest) -> HttpResponse:
    """Measure again, now."""
    actions.schedule_measuring(by=_staff(request))
    return redirect("health:overview")


@require_POST
@requires("health.settings")
def settings(request: HttpRequest) -> HttpResponse:
    """Say after how many years a record is old."""
    form = SettingsForm(request.POST)
    if form.is_valid():
        actions.change_settings(stale_years=form.cleaned_data["stale_years"], by=_staff(request))
        messages.success(request, _("Saved; it counts from the next measurement on."))
    else:
        messages.error(request, _("Write a number of years from 1 to 50."))
    return redirect("health:overview")


@require_GET
@requires("health.view")
def people(request: HttpRequest, step: str) -> HttpResponse:
    """Whom the waterfall loses at a step."""
    if step not in _STEPS:
        raise Http404
    table = PeopleTable(request, queries.people_lost_at(_staff(request), step))
    titles = {
        "reachable": _("Customers nobody can reach"),
        "in_order": _("Reachable customers with an open fault"),
        "left": _("Customers in order"),
    }
    return table.response("health/people.html", {"title": titles[step], "step": STEPS.get(step, "")})


@require_GET
@requires("health.view")
def finding_list(request: HttpRequest) -> HttpResponse:
    """Everything that is wrong."""
    staff = _staff(request)
    table = FindingTable(request, queries.findings(staff))
    return table.response("health/findings.html", {})


@require_GET
@requires("health.repair")
def repairs(request: HttpRequest) -> HttpResponse:
    """The first of this week's queue that is to do, or that all is done."""
    progress = queries.progress_of(_staff(request))
    if progress["first"] is not None:
        return redirect("health:repair", progress["first"].pk)
    return _shown(request, None)


@require_http_methods(["GET", "POST"])
@requires("health.repair")
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with its keys; POST decides and goes on to the next."""
    rows = queries.queue(_staff(request))
    finding = next((row for row in rows if row.pk == pk), None)
    if request.method == "POST":
        return _decide(request, pk, finding)
    if finding is None or finding.state != Finding.State.OPEN:
        messages.info(request, _("That finding is decided already."))
        return redirect("health:repairs")
    return _shown(request, finding)


@require_POST
@requires("health.repair")
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last decision of this person back, and show its finding again."""
    try:
        finding = actions.undo_last(by=_staff(request))
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}")
        return redirect("health:repairs")
    messages.success(request, _("Taken back."))
    return redirect("health:repair", finding.pk)


def _decide(request: HttpRequest, pk: int, finding: Finding | None) -> HttpResponse:
    verdict, staff = request.POST.get("verdict", ""), _staff(request)
    following = _neighbours(staff, finding)[1] if finding else None
    try:
        _do(verdict, pk, staff)
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}")
        return redirect("health:repair", pk)
    # Told without a toast's undo: the key U and the button stand beside every finding.
    return redirect("health:repair", following) if following else redirect("health:repairs")


def _do(verdict: str, pk: int, staff: Any) -> None:
    if verdict in ("1", "2"):
        actions.repair(finding_id=pk, choice=int(verdict) - 1, by=staff)
    elif verdict == "delete":
        actions.delete_value(finding_id=pk, by=staff)
    elif verdict == "not_fault":
        actions.not_a_fault(finding_id=pk, by=staff)
    else:
        actions.skip(finding_id=pk, by=staff)


def _shown(request: HttpRequest, finding: Finding | None) -> HttpResponse:
    staff = _staff(request)
    before, after = _neighbours(staff, finding)
    shown: dict[str, Any] = {
        "finding": finding,
        "progress": queries.progress_of(staff),
        "before": before,
        "after": after,
        "may_undo": queries.may_undo(staff),
    }
    if finding is not None:
        shown |= {
            "label": CHECK_LABELS[finding.check_key],
            "wrong": wrong(finding),
            "suggestions": _keys(finding),
            "deletes": CHECKS[finding.check_key].deletes,
            "review": reverse("duplicates:review", args=[finding.detail["pair"]]) if "pair" in finding.detail else "",
        }
    part = "#one" if request.headers.get("HX-Request") == "true" else ""
    return render(request, f"health/repairs.html{part}", shown)


def _keys(finding: Finding) -> list[dict[str, str]]:
    """The suggestions with their keys. That a dead address works after all is never what Enter does."""
    return [
        {"value": str(place), "key": "2" if one["kind"] == "deliverable" else str(place), "text": suggested(one)}
        for place, one in enumerate(finding.suggestions[:2], start=1)
    ]


def _neighbours(staff: Any, finding: Finding | None) -> tuple[int | None, int | None]:
    """The finding to do before and after this one, going round at the end."""
    if finding is None:
        return None, None
    places = [(row.place, row.pk) for row in queries.progress_of(staff)["to_do"] if row.pk != finding.pk]
    before = [key for place, key in places if place < finding.place]
    after = [key for place, key in places if place > finding.place]
    return (before[-1] if before else None), (after[0] if after else before[0] if before else None)


def _staff(request: HttpRequest) -> Any:
    """The person who is logged in; views are only reached by staff."""
    return request.user
