"""The pages of reports."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.models import Staff
from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.registry import ReportColumn
from joren.foundation.time.clock import today
from joren.foundation.ui.tables import Column, PlainTable

from . import actions, queries
from .exporting import as_csv
from .forms import ParametersForm
from .queries import Result

_TYPES: dict[str, Any] = {"date": "day", "days": "number"}


@require_GET
@requires("reports.view")
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report and what it tells."""
    return render(request, "reports/list.html", {"reports": queries.reports()})


@require_GET
@requires("reports.view")
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One report with its settings, chart, table and formula."""
    report, staff = queries.report(key), cast(Staff, request.user)
    given = {parameter.key: request.GET.get(parameter.key, "") for parameter in report.parameters}
    data = {parameter.key: given[parameter.key] or parameter.default for parameter in report.parameters}
    form = ParametersForm(report, data)
    shown: dict[str, Any] = {"report": report, "form": form, "may_export": staff.may("reports.export")}
    if not form.is_valid():
        return render(request, "reports/detail.html", shown, status=422)
    try:
        result = queries.run(key, given, staff=staff)
    except JorenError as problem:
        form.add_error(None, f"{problem} {problem.remedy_sentence}")
        return render(request, "reports/detail.html", shown, status=422)
    return render(request, "reports/detail.html", shown | _drawn(result, given))


@require_POST
@requires("reports.export")
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The report as a CSV file; the audit trail says who took it."""
    staff = cast(Staff, request.user)
    given = {name: request.POST.get(name, "") for name in (p.key for p in queries.report(key).parameters)}
    result = queries.run(key, given, staff=staff)
    actions.record_export(result, by=staff)
    response = HttpResponse(as_csv(result), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}-{today():%Y%m%d}.csv"'
    return response


def _drawn(result: Result, given: dict[str, str]) -> dict[str, Any]:
    report = result.report
    columns = [
        Column(key=column.key, label=column.label, type=_TYPES.get(column.type, column.type), primary=place == 0)
        for place, column in enumerate(report.columns)
    ]
    return {
        "result": result,
        "table": PlainTable(columns, result.rows),
        "chart": _chart(result) if result.rows else None,
        "given": given,
        "picture": (queries.pictures(report) or (None,))[0],
    }


def _chart(result: Result) -> dict[str, Any] | None:
    picture = queries.pictures(result.report)[0] if queries.pictures(result.report) else None
    if picture is None or picture.kind not in ("bar", "line") or picture.series:
        return None
    columns = {column.key: column for column in result.report.columns}
    chosen = [columns[key] for key in picture.value]
    return {
        "labels": [_label(row[picture.x]) for row in result.rows],
        "series": [
            {"name": str(column.label), "values": [_value(row[column.key], column) for row in result.rows]}
            for column in chosen
        ],
    }


def _label(value: Any) -> str:
    return _("not known") if value in (None, "") else str(value)


def _value(value: Any, column: ReportColumn) -> float:
    number = float(value or 0)
    return round(number * 100, 1) if column.type == "percent" else number
