"""The pages of reports."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.models import Staff
from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.jobs.models import Job
from joren.foundation.registry import Report
from joren.foundation.time.clock import today
from joren.segments.library.actions import save
from joren.segments.library.listing import customers_of

from . import actions, boards, exporting, keeping, queries, showing
from .errors import NoRule, UnknownKind
from .forms import KeepForm, ParametersForm
from .listing import PeopleTable
from .parameters import compared
from .people import Behind, behind
from .pictures import drawn
from .printing import papers
from .results import MAIN, Result

FILES = (("xlsx", gettext_lazy("Excel workbook")), ("pdf", gettext_lazy("PDF")), ("csv", gettext_lazy("CSV")))


@require_GET
@requires("reports.view")
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report and what it tells, by group."""
    return render(request, "reports/list.html", {"groups": queries.grouped()})


@require_GET
@requires("reports.view")
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One report with its settings, pictures, tables and formula."""
    report, staff = queries.report(key), staff_of(request)
    query = {name: str(value) for name, value in request.GET.items()}
    given = given_of(report, query)
    data = {parameter.key: given[parameter.key] or parameter.default for parameter in report.parameters}
    form = ParametersForm(report, data)
    shown: dict[str, Any] = {
        "report": report,
        "form": form,
        "presets": showing.presets(report, query),
        "compare": compared(query.get("compare")),
        "may_export": staff.may("reports.export"),
    }
    if not form.is_valid():
        return render(request, "reports/detail.html", shown, status=422)
    try:
        result = keeping.answer(key, given, staff=staff, compare=shown["compare"], wait=False)
    except JorenError as problem:
        form.add_error(None, f"{problem} {problem.remedy_sentence}")
        return render(request, "reports/detail.html", shown, status=422)
    return render(request, "reports/detail.html", shown | _told(request, result, given, query))


@require_GET
@requires("reports.view")
def people(request: HttpRequest, key: str) -> HttpResponse:
    """The people behind one row, those this person may see."""
    staff, found = staff_of(request), _behind(request, request.GET.dict(), key)
    visible = customers_of(found.ids, staff).select_related("shop")
    table = PeopleTable(request, visible)
    shown = {
        "behind": found,
        "report": found.report,
        "back": request.GET.urlencode(),
        "hidden": len(found.ids) - visible.count(),
        "may_keep": found.rule is not None and staff.may("segments.change"),
        "is_today": found.as_of == today(),
        "form": KeepForm(),
    }
    return table.response("reports/people.html", shown)


@require_POST
@requires("segments.change")
def keep(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the rule of a row as a segment."""
    found = _behind(request, request.POST.dict(), key)
    if found.rule is None:
        raise NoRule(report=found.report.label)
    form = KeepForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    segment = save(rule=found.rule, name=name, by=staff_of(request))
    messages.success(request, _("“%(name)s” is a segment now.") % {"name": segment.name})
    return redirect("segments:detail", segment.key)


@require_POST
@requires("reports.export")
def download(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """The report as a file; the audit trail says who took it."""
    staff, report = staff_of(request), queries.report(key)
    given = given_of(report, {name: str(value) for name, value in request.POST.items()})
    result = keeping.answer(key, given, staff=staff, compare=compared(request.POST.get("compare")))
    body, media = _file(result, kind, request.POST.get("table", MAIN))
    actions.record_export(result, by=staff)
    response = HttpResponse(body, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{key}-{today():%Y%m%d}.{kind}"'
    return response


def staff_of(request: HttpRequest) -> Staff:
    """Who asks; the decorators have seen to it that somebody does."""
    return cast(Staff, request.user)


def given_of(report: Report, query: dict[str, str]) -> dict[str, str]:
    """What was given for the report's settings."""
    return {parameter.key: query.get(parameter.key, "") for parameter in report.parameters}


def _behind(request: HttpRequest, query: dict[str, str], key: str) -> Behind:
    report = queries.report(key)
    return behind(key, query.get("row", ""), given_of(report, query), staff=staff_of(request))


def _file(result: Result, kind: str, table: str) -> tuple[bytes | str, str]:
    if kind == "csv":
        return exporting.as_csv(result, table), "text/csv; charset=utf-8"
    if kind == "xlsx":
        return exporting.as_workbook(result), exporting.XLSX
    if kind == "pdf":
        return papers.report_paper(result), "application/pdf"
    raise UnknownKind(kind=kind[:20])


def _told(request: HttpRequest, result: Result, given: dict[str, str], query: dict[str, str]) -> dict[str, Any]:
    staff = staff_of(request)
    drawings = [(drawing, _opened(drawing, result, query)) for drawing in drawn(result)]
    return {
        "result": result,
        "tables": showing.tables(result, query),
        "drawings": drawings,
        "given": {name: value for name, value in given.items() if value},
        "can_compare": bool(result.report.compare),
        "may_compare": queries.compared_period(result.report, result.parameters) is not None,
        "job": Job.objects.filter(pk=result.job).first() if result.job else None,
        "here": request.get_full_path(),
        "boards": boards.own(staff),
        "files": FILES,
        "facts": exporting.facts_of(result),
    }


def _opened(drawing: Any, result: Result, query: dict[str, str]) -> list[tuple[str, list[Any]]]:
    """The lines of a grid with the address of each cell's people."""
    if drawing.grid is None:
        return []
    return [
        (name, [(cell, showing.people_url(result, cell.row, query)) for cell in cells])
        for name, cells in drawing.grid.lines
    ]
