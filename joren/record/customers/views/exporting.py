"""Taking a list away: asks what for, keeps it in the audit trail, streams a CSV."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from joren.foundation.accounts.permissions import requires
from joren.foundation.time.clock import today
from joren.record.customers import actions
from joren.record.customers.exporting import csv_lines, export_columns
from joren.record.customers.forms import ReasonForm
from joren.record.customers.listing import customer_table

from .record import staff_of


@require_http_methods(["GET", "POST"])
@requires("customers.export")
def export(request: HttpRequest) -> HttpResponseBase:
    """Ask for the reason, then give the filtered list as CSV."""
    table = customer_table(request)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        columns = export_columns()
        actions.record_export(
            count=table.results.count(),
            columns=[column.key for column in columns],
            filters=dict(table.filter_fields),
            reason=form.cleaned_data["reason"],
            by=staff_of(request),
        )
        return _download(csv_lines(table.results.order_by("pk"), columns))
    shown = {"form": form, "table": table}
    return render(request, "customers/export.html", shown, status=422 if form.is_bound else 200)


def _download(lines: object) -> HttpResponse | StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")  # type: ignore[arg-type]
    response["Content-Disposition"] = f'attachment; filename="customers-{today():%Y%m%d}.csv"'
    return response
