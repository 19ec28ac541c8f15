"""Reads of the imports."""

from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from joren.foundation.jobs import queries as jobs
from joren.foundation.jobs.models import Job

from . import files
from .errors import ImportNotFound, NoRejects
from .models import Import

_DIGITS = 18


def all_imports() -> QuerySet[Import]:
    """All imports, newest first."""
    return Import.objects.select_related("staff")


def get(reference: str | int) -> Import:
    """The import of that number. Raises ImportNotFound."""
    text = str(reference).strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    found = all_imports().filter(pk=int(text)).first() if is_number else None
    if found is None:
        raise ImportNotFound(reference=text)
    return found


def rejects_path(record: Import) -> Path:
    """The file of rejected rows. Raises NoRejects when there is none."""
    path = files.folder_of(record.stored) / files.REJECTS
    if not record.rejects_bytes or not path.exists():
        raise NoRejects(reference=record.pk)
    return path


def job_of(record: Import) -> Job | None:
    """The newest job about this import."""
    kind = "imports.undo" if record.state == Import.State.UNDOING else "imports.run"
    return jobs.latest(kind, str(record.pk))


def summary(record: Import) -> dict[str, Any]:
    """An import for lists: who, what, how many."""
    return {
        "id": record.pk,
        "kind": record.kind,
        "state": record.state,
        "file": record.file_name,
        "source": record.source,
        "created_at": record.created_at,
        "finished_at": record.finished_at,
        "counts": counts(record),
    }


def counts(record: Import) -> dict[str, int]:
    """Counts with the five that are always told, also when they are none."""
    told = dict.fromkeys(("rows", "new", "changed", "unchanged", "rejected"), 0)
    return told | {name: int(count) for name, count in record.counts.items()}


def told(record: Import) -> dict[str, Any]:
    """An import with everything: how the file was read, what was matched, warnings and the first rejected rows."""
    return summary(record) | {
        "encoding": record.encoding,
        "delimiter": record.delimiter,
        "sheet": record.sheet,
        "header_row": record.header_row,
        "header": record.header,
        "columns": record.columns,
        "defaults": record.defaults,
        "rows_total": record.rows_total,
        "rows_done": record.rows_done,
        "warnings": [{"code": code, **warning} for code, warning in record.report.get("warnings", {}).items()],
        "rejects": record.report.get("rejects", []),
        "error": record.error or None,
        "undone_at": record.undone_at,
    }
