"""The pages of results."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.audit.actions import record
from joren.foundation.ui.context import business_of
from joren.outreach.campaigns import queries as campaigns
from joren.outreach.campaigns.models import Campaign

from . import actions, presenting, queries, sentences
from .errors import NothingSent
from .exporting import as_csv
from .people import people_of
from .queries import Result, Status
from .tables import PeopleTable, ResultTable


@require_GET
@requires("experiments.view")
def result_list(request: HttpRequest) -> HttpResponse:
    """All verdicts, and what is still being counted."""
    table = _results(request)
    return table.response("experiments/list.html", {"open_experiments": queries.open_experiments()})


@require_GET
@requires("experiments.view")
def export(request: HttpRequest) -> HttpResponse:
    """The verdicts of the list as CSV, for spreadsheets."""
    rows = list(_results(request).results)
    response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="results.csv"'
    record("exported", by=_staff(request), subject_type="experiments.evaluation", detail={"rows": len(rows)})
    return response


@require_GET
@requires("experiments.view")
def result(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One campaign's result."""
    campaign = campaigns.campaign(campaign_id, _staff(request))
    return render(request, "experiments/result.html", shown(request, campaign))


@require_GET
@requires("experiments.view")
def people(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The people behind the numbers."""
    campaign = campaigns.campaign(campaign_id, _staff(request))
    found = queries.result_of(campaign)
    if found.window is None:
        raise NothingSent(campaign=campaign.name)
    table = PeopleTable(request, people_of(campaign.pk, found.window, found.as_of, _staff(request)))
    return table.response("experiments/people.html", {"campaign": campaign, "result": found})


@require_POST
@requires("experiments.judge")
def judge(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Give the verdict now, or once more."""
    campaign = campaigns.campaign(campaign_id, _staff(request))
    actions.evaluate(campaign, by=_staff(request))
    messages.success(request, _("Judged by the purchases that are in now."))
    return redirect("experiments:result", campaign.pk)


def campaign_panel(request: HttpRequest, subject: Campaign) -> dict[str, Any] | None:
    """The result on the campaign's own page; left out before the first message."""
    found = shown(request, subject)
    return None if found["result"].status is Status.NOT_SENT else found


def shown(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """What the result's template knows."""
    found = queries.result_of(campaign)
    currency = business_of(request).currency
    return {
        "campaign": campaign,
        "result": found,
        "currency": currency,
        "sentence": sentences.sentence(found, currency),
        "remedy": sentences.remedy(found),
        "may_judge": _may_judge(request, found),
        **(_numbers(found) if found.groups else {}),
    }


def _numbers(found: Result) -> dict[str, Any]:
    return {"groups": presenting.shown_groups(found), "charts": presenting.charts(found)}


def _may_judge(request: HttpRequest, found: Result) -> bool:
    over = found.status in (Status.FINISHED, Status.WAITING_FOR_SALES)
    return over and _staff(request).may("experiments.judge")


def _results(request: HttpRequest) -> ResultTable:
    return ResultTable(request, queries.evaluations(), export_url=reverse("experiments:export"))


def _staff(request: HttpRequest) -> Any:
    return request.user
