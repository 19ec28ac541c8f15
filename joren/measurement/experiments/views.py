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
from joren.foundation.errors import JorenError
from joren.foundation.ui.context import business_of
from joren.outreach.campaigns.models import Campaign

from . import actions, queries, showing
from .advising import size_of
from .errors import NothingSent
from .exporting import as_csv, everything_as_csv
from .forms import LookForm, MarginForm
from .people import people_of
from .presenting import told_everything
from .queries import Status
from .sources import Subject, as_subject, subject
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
    record("exported", by=_staff(request), subject_type="experiments.evaluation", detail={"rows": len(rows)})
    return _csv(as_csv(rows), "results.csv")


@require_GET
@requires("experiments.view")
def result(request: HttpRequest, key: str) -> HttpResponse:
    """One result: the sentence, the picture, then everything that can be looked at."""
    found = subject(key, _staff(request))
    form = LookForm(request.GET)
    return render(request, "experiments/result.html", showing.page(request, found, form))


@require_GET
@requires("experiments.view")
def figures(request: HttpRequest, key: str) -> HttpResponse:
    """Every figure of one result as CSV."""
    found = subject(key, _staff(request))
    form = LookForm(request.GET)
    pieces = told_everything(queries.result_of(found), business_of(request).currency, by=form.chosen_by)
    record("exported", by=_staff(request), subject_type="experiments.evaluation", label=found.name)
    return _csv(everything_as_csv(pieces), f"result-{found.path}.csv")


@require_GET
@requires("experiments.view")
def people(request: HttpRequest, key: str) -> HttpResponse:
    """The people behind the numbers."""
    found = subject(key, _staff(request))
    known = queries.result_of(found)
    if known.window is None:
        raise NothingSent(campaign=found.name)
    table = PeopleTable(request, people_of(found, known.as_of, _staff(request)))
    return table.response("experiments/people.html", {"subject": found, "result": known})


@require_POST
@requires("experiments.judge")
def judge(request: HttpRequest, key: str) -> HttpResponse:
    """Give the verdict now, or once more."""
    found = subject(key, _staff(request))
    actions.evaluate(found, by=_staff(request))
    messages.success(request, _("Judged by the purchases that are in now."))
    return redirect("experiments:result", found.path)


@require_POST
@requires("experiments.judge")
def margin(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the margin somebody knows for it."""
    found, form = subject(key, _staff(request)), MarginForm(request.POST)
    if form.is_valid():
        actions.type_margin(found, share=form.share, by=_staff(request))
        messages.success(request, _("What was left is reckoned with that margin."))
    else:
        messages.error(request, " ".join(str(each) for each in form.errors["margin"]))
    return redirect("experiments:result", found.path)


def campaign_panel(request: HttpRequest, subject: Campaign) -> dict[str, Any] | None:
    """The result on the campaign's own page; left out before the first message."""
    found = showing.shown(request, as_subject(subject))
    return None if found["result"].status is Status.NOT_SENT else found


def journey_panel(request: HttpRequest, journey: Any) -> dict[str, Any] | None:
    """The result on the journey's own page; left out before anybody has entered."""
    of: Subject = subject(f"journey:{journey.pk}", _staff(request))
    found = showing.shown(request, of)
    return None if found["result"].status is Status.NOT_SENT else found


def size_panel(request: HttpRequest, subject: Campaign) -> dict[str, Any] | None:
    """What could be seen, on the page where a campaign is sent; left out where nobody can be reached."""
    try:
        found = size_of(subject)
    except JorenError:
        return None
    return showing.size_shown(request, subject, found) if found.people else None


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _results(request: HttpRequest) -> ResultTable:
    return ResultTable(request, queries.evaluations(), export_url=reverse("experiments:export"))


def _staff(request: HttpRequest) -> Any:
    return request.user
