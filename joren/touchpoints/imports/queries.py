"""Reads of the imports."""

from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joren.foundation.jobs import queries as jobs
from joren.foundation.jobs.models import Job
from joren.foundation.registry.entries import Text
from joren.foundation.time.clock import now

from . import files
from .actions.drops import in_order
from .errors import ImportNotFound, NoRejects
from .kinds_known import kind_named
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


def kind_label(record: Import) -> Text:
    """What kind of file it is, in words; "" while nobody has looked."""
    return kind_named(record.kind).label if record.kind else ""


def later_imports(record: Import) -> list[Import]:
    """Imports that wrote into what this one made or changed, newest first: undone first, they stand in no way."""
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [record.pk, record.pk, record.pk])
        keys = {key for (key,) in cursor.fetchall()}
    states = [Import.State.DONE, Import.State.FAILED, Import.State.PAUSED]
    return list(all_imports().filter(pk__in=keys, state__in=states).order_by("-pk"))


_LATER = """
SELECT DISTINCT e.import_id FROM timeline_event e
JOIN timeline_event own ON own.customer_id = e.customer_id AND own.import_id = %s
WHERE e.import_id IS NOT NULL AND e.import_id > %s AND e.import_id <> %s
"""


def rejects_name(record: Import) -> str:
    """A file name for the rejected rows, after the file they come from."""
    name = _("rejected rows of %(file)s") % {"file": record.file_name.rpartition(".")[0] or record.file_name}
    return f"{name}.{'tsv' if record.delimiter == chr(9) else 'csv'}"


def job_of(record: Import) -> Job | None:
    """The newest job about this import."""
    kinds = {Import.State.UNDOING: "imports.undo", Import.State.READING: "imports.read"}
    kind = kinds.get(Import.State(record.state), "imports.run")
    return jobs.latest(kind, str(record.pk))


def summary(record: Import) -> dict[str, Any]:
    """An import for lists: who, what, how many."""
    return {
        "id": record.pk,
        "kind": record.kind,
        "state": record.state,
        "file": record.file_name,
        "source": record.source,
        "drop": record.drop,
        "preset": record.options.get("preset", ""),
        "by": record.staff.email if record.staff else None,
        "created_at": record.created_at,
        "finished_at": record.finished_at,
        "file_kept": bool(record.stored),
        "counts": counts(record),
    }


def counts(record: Import) -> dict[str, int]:
    """Counts with the five that are always told, also when they are none."""
    return counts_in(record.counts)


def counts_in(found: dict[str, Any]) -> dict[str, int]:
    """The same of any counts: those of a try."""
    told = dict.fromkeys(("rows", "new", "changed", "unchanged", "rejected"), 0)
    return told | {name: int(count) for name, count in found.items()}


def told_of_try(found: dict[str, Any]) -> dict[str, Any]:
    """What a try found, in the shape of an import that was run: counts, warnings, rejects, and the first changes."""
    return {
        "counts": counts_in(found["counts"]),
        "rows_total": found["rows"],
        "whole": found["whole"],
        "warnings": [{"code": code, **warning} for code, warning in found["warnings"].items()],
        "rejects": found["rejects"],
        "changes": found["changes"],
    }


def of_drop(drop: str) -> list[Import]:
    """The files that were dropped together, in the order in which they are taken in. Raises ImportNotFound."""
    found = in_order(list(all_imports().filter(drop=drop))) if drop else []
    if not found:
        raise ImportNotFound(reference=drop)
    return found


def pace(record: Import) -> dict[str, Any]:
    """How fast a run goes: rows a second since it (last) began, and seconds left; None where nobody can tell yet."""
    rows = record.rows_done - record.resumed_row
    seconds = (now() - record.resumed_at).total_seconds() if record.resumed_at else 0
    if rows <= 0 or seconds < 1:
        return {"rows_per_second": None, "seconds_left": None}
    rate = rows / seconds
    left = max(0, (record.rows_total or record.rows_done) - record.rows_done) / rate
    return {"rows_per_second": round(rate), "seconds_left": round(left)}


def told(record: Import) -> dict[str, Any]:
    """An import with everything: how the file was read, what was matched, warnings and the first rejected rows."""
    return summary(record) | {
        "encoding": record.encoding,
        "delimiter": record.delimiter,
        "sheet": record.sheet,
        "header_row": record.header_row,
        "header": record.header,
        "columns": record.columns,
        "matches": record.matches,
        "defaults": record.defaults,
        "policies": record.options.get("policies", {}),
        "clears": record.options.get("clears", []),
        "rows_total": record.rows_total,
        "rows_done": record.rows_done,
        **pace(record),
        "warnings": [{"code": code, **warning} for code, warning in record.report.get("warnings", {}).items()],
        "rejects": record.report.get("rejects", []),
        "error": record.error or None,
        "undone_at": record.undone_at,
        "left_by_undo": record.undo_plan.get("kept", {}) if record.undone_at else {},
    }
