"""The members of a segment as a file."""

from django.db.models import Prefetch, QuerySet
from django.http import StreamingHttpResponse

from joren.foundation.accounts.models import Staff
from joren.foundation.time.clock import today
from joren.record.customers.exporting import csv_lines, export_columns
from joren.record.customers.models import Customer, CustomValue
from joren.record.customers.queries import with_contacts

from . import actions
from .models import Segment


def download(segment: Segment, members: QuerySet[Customer], *, reason: str, by: Staff) -> StreamingHttpResponse:
    """The file, after the audit trail says who takes it and what for."""
    columns = export_columns()
    actions.record_export(
        segment, count=members.count(), columns=[column.key for column in columns], reason=reason, by=by
    )
    own = Prefetch("custom_values", CustomValue.objects.select_related("field"))
    lines = csv_lines(with_contacts(members).prefetch_related(own).order_by("pk"), columns)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{segment.key}-{today():%Y%m%d}.csv"'
    return response
