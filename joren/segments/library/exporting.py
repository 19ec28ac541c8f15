"""The members of a segment as a file."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from joren.foundation.accounts.models import Staff
from joren.foundation.exporting import csv_lines
from joren.foundation.time.clock import today
from joren.record.customers.exports.people import columns, rows_of_customers
from joren.record.customers.models import Customer

from . import actions
from .models import Segment

_MARK = "\ufeff"


def download(segment: Segment, members: QuerySet[Customer], *, reason: str, by: Staff) -> StreamingHttpResponse:
    """The file, after the audit trail says who takes it and what for."""
    wanted = columns()
    keys = [column.key for column in wanted]
    actions.record_export(segment, count=members.count(), columns=keys, reason=reason, by=by)
    lines = csv_lines([str(column.label) for column in wanted], rows_of_customers(members, keys))
    response = StreamingHttpResponse(_marked(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{segment.key}-{today():%Y%m%d}.csv"'
    return response


def _marked(lines: Iterator[str]) -> Iterator[str]:
    """The lines with the mark by which Excel knows UTF-8."""
    yield _MARK
    yield from lines
