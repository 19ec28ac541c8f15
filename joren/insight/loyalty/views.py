"""The guided screen: how many regulars there are, who is next, and handing the list on."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import demand, requires
from joren.foundation.audit.actions import record
from joren.foundation.exporting import csv_lines
from joren.foundation.registry import HandOver, entries, resolve
from joren.foundation.time import clock
from joren.foundation.ui.tables import PlainTable

from . import actions, queries, telling
from .columns import PROSPECT_COLUMNS, REGULAR_COLUMNS
from .drafting import draft_of
from .errors import NobodyIsNear, NoDefinition
from .forms import ExportForm, WantedForm
from .models import RegularDefinition
from .pages import day_of, page, staff_of
from .prospects import Wanted, segment_rule, who_is_next

SHOWN = 30
_MARK = "\ufeff"


@require_GET
@requires("loyalty.view")
def regulars(request: HttpRequest) -> HttpResponse:
    """How many regulars there are, what they bring, who they are."""
    try:
        definition = queries.official()
    except NoDefinition:
        return render(request, "loyalty/none.html", page(request, None, "regulars"))
    day = day_of(request)
    people = queries.regulars(definition, staff=staff_of(request), size=SHOWN, as_of=day)
    shown = {
        "overview": queries.overview(definition, as_of=day),
        "list": PlainTable(REGULAR_COLUMNS, people),
        "segment": actions.REGULARS,
    }
    return render(request, "loyalty/regulars.html", page(request, definition, "regulars") | shown)


@require_GET
@requires("loyalty.view")
def prospects_page(request: HttpRequest) -> HttpResponse:
    """Who is next, best first, with the step of each; who is left out and why."""
    definition = queries.official()
    wanted, finding = _wanted(request), _finding(definition)
    found = who_is_next(definition, wanted=wanted, finding=finding, as_of=day_of(request))
    shown = page(request, definition, "next") | {"wanted": wanted, "form": WantedForm(request.GET)}
    if not found.signs and _nobody_can_be(definition):
        return render(request, "loyalty/next.html", shown | {"nobody": NobodyIsNear()})
    rows = [row for row, _person in telling.with_customers(found.people, staff_of(request), SHOWN, found.signs)]
    may = staff_of(request).may
    shown |= {
        "number": len(found.people),
        "near": sum(person.is_near for person in found.people),
        "left_out": telling.left_out_words(found.left_out),
        "left_out_number": sum(found.left_out.values()),
        "basis": telling.outlook_words(found.outlook),
        "list": PlainTable(PROSPECT_COLUMNS, rows),
        "hand_overs": [one for one in entries(HandOver) if may(one.permission)] if may("segments.change") else [],
        "may_export": may("segments.export"),
        "export_form": ExportForm(),
        "chosen": request.GET.urlencode(),
        "segment": "" if _nobody_can_be(definition) else actions.NEAR,
    }
    return render(request, "loyalty/next.html", shown)


@require_POST
@requires("segments.change")
def hand_over(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the list as a segment that follows the people, and open what goes on from there, filled in."""
    definition, wanted = queries.official(), _wanted(request)
    target = next((one for one in entries(HandOver) if one.key == key), None)
    if target is None:
        raise Http404
    demand(staff_of(request), target.permission)
    draft, finding = draft_of(definition, wanted), _finding(definition)
    segment = actions.hand_over(
        definition=definition, wanted=wanted, finding=finding, name=draft.name, by=staff_of(request)
    )
    return redirect(resolve(target.address)(replace(draft, segment=segment.key)))


@require_POST
@requires("segments.export")
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The list as CSV, after the audit trail says who takes it and what for."""
    definition, form = queries.official(), ExportForm(request.POST)
    if not form.is_valid():
        return redirect("loyalty:next")
    found = who_is_next(definition, wanted=_wanted(request), finding=_finding(definition))
    rows = [row for row, _p in telling.with_customers(found.people, staff_of(request), len(found.people), found.signs)]
    record(
        "prospects.exported",
        by=staff_of(request),
        subject_type="regular_definition",
        subject_id=definition.pk,
        label=definition.name,
        detail={"count": len(rows), "reason": form.cleaned_data["reason"]},
    )
    heading = [str(label) for label, _key in telling.EXPORTED]
    lines = csv_lines(heading, ([row[key] for _label, key in telling.EXPORTED] for row in rows))
    response = StreamingHttpResponse([_MARK, *lines], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="next-regulars-{clock.today():%Y%m%d}.csv"'
    return response


def _wanted(request: HttpRequest) -> Wanted:
    """What the address chooses; what cannot be read chooses nothing."""
    form = WantedForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    given: dict[str, Any] = form.cleaned_data
    return Wanted(**{name: given.get(name, "") for name in ("group", "step", "shop", "channel")})


def _finding(definition: RegularDefinition) -> dict[str, Any] | None:
    kept = queries.snapshot(definition)
    return kept.finding if kept else None


def _nobody_can_be(definition: RegularDefinition) -> bool:
    try:
        segment_rule(definition)
    except NobodyIsNear:
        return True
    return False


__all__ = ["export", "hand_over", "prospects_page", "regulars"]
