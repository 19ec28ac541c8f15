"""The page of the monthly report."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.business.queries import the_business
from joren.foundation.time import clock
from joren.foundation.time.periods import months_before
from joren.insight.reports.errors import BadMonth
from joren.insight.reports.exporting import XLSX
from joren.insight.reports.showing import plain_table
from joren.insight.reports.views import staff_of
from joren.segments.engine.asking import FIRST_DAY, LAST_DAY

from . import actions, files, queries


@require_GET
@requires("reports.view")
def page(request: HttpRequest) -> HttpResponse:
    """The report of a month; without one, of the month that ended."""
    told = queries.told(month_of(request.GET.get("month", "")))
    shown = {
        "told": told,
        "business": the_business(),
        "months": [(month, queries.name_of(month)) for month in queries.offered()],
        "tables": [plain_table(table, rows) for table, rows in told.tables],
        "may_export": staff_of(request).may("reports.export"),
    }
    return render(request, "reports/monthly.html", shown)


@require_POST
@requires("reports.export")
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The report as PDF or Excel workbook; the audit trail says who took it."""
    told = queries.told(month_of(request.POST.get("month", "")))
    body, media = (files.as_workbook(told), XLSX) if kind == "xlsx" else (files.as_paper(told), "application/pdf")
    actions.record_taken(told.month, kind, by=staff_of(request))
    suffix = "xlsx" if kind == "xlsx" else "pdf"
    response = HttpResponse(body, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="monthly-{told.month:%Y-%m}.{suffix}"'
    return response


def month_of(text: str) -> date:
    """The month written as 2026-03; the one that ended where nothing is written. Raises `BadMonth`."""
    if not text:
        return months_before(clock.today().replace(day=1), 1)
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadMonth(text=text[:30]) from None
    if not FIRST_DAY <= month <= LAST_DAY:
        raise BadMonth(text=text[:30])
    return month
