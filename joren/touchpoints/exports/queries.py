"""Reads of the exports."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from joren.foundation.jobs import queries as jobs
from joren.foundation.jobs.models import Job

from .errors import ExportNotFound
from .kinds import EVERYTHING, may_take, offered_to
from .models import ExportRun, ExportTemplate

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_DIGITS = 18


def visible_to(staff: "Staff | None") -> QuerySet[ExportRun]:
    """The exports this person may look at: all with the permission to see the history, else their own."""
    everything = ExportRun.objects.select_related("staff")
    if staff is None or staff.may("exports.history"):
        return everything
    return everything.filter(staff=staff)


def get(reference: str | int, staff: "Staff | None" = None) -> ExportRun:
    """The export of that number. Raises ExportNotFound, also for one this person may not see."""
    text = str(reference).strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    found = visible_to(staff).filter(pk=int(text)).first() if is_number else None
    if found is None:
        raise ExportNotFound(reference=text[:60])
    return found


def templates_for(staff: "Staff | None") -> list[ExportTemplate]:
    """The templates of what this person may take away."""
    return list(ExportTemplate.objects.filter(what__in=[export.key for export in offered_to(staff)]))


def job_of(run: ExportRun) -> Job | None:
    """The newest job about this export."""
    return jobs.latest("exports.write", str(run.pk))


def may_download(staff: "Staff | None", run: ExportRun) -> bool:
    """Whether this person may take this very file."""
    return run.has_file and may_take(staff, run.what)


def told(run: ExportRun) -> dict[str, Any]:
    """An export for programs."""
    return {
        "id": run.pk,
        "what": run.what,
        "everything": run.what == EVERYTHING,
        "columns": run.columns,
        "format": run.format,
        "encoding": run.encoding,
        "filters": run.filters,
        "reason": run.reason,
        "state": run.state,
        "rows": run.rows,
        "rows_total": run.rows_total,
        "file": run.file_name,
        "size": run.size,
        "sha256": run.digest,
        "losses": run.losses or {"count": 0, "characters": [], "places": []},
        "downloads": run.downloads,
        "by": str(run.staff) if run.staff else None,
        "created_at": run.created_at,
        "finished_at": run.finished_at,
        "kept_until": run.kept_until if run.stored else None,
        "error": run.error or None,
    }
