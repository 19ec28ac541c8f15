"""What the screens of an import show: columns with examples, the try of the file, the report."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Model
from django.forms import BoundField

from joren.foundation.errors import JorenError
from joren.foundation.importing import Importer
from joren.foundation.jobs import queries as jobs
from joren.record.customers.queries import customers_visible_to

from . import actions, alike, queries
from .actions.preparing import open_stored, sample_of
from .actions.running import importer_of
from .certainty import in_words
from .changes import in_fields
from .errors import broken_row_words
from .examples import examples_of
from .forms import ColumnsForm
from .kinds.custom import PREFIX
from .models import Import
from .notes import Notes
from .reading.problems import BrokenRow
from .reading.table import Table
from .rejects import is_why
from .rolled_back import rolled_back

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

_ROWS: Final = 8
_LOOKED_AT: Final = 60
_LENGTH: Final = 40


def of(record: Import, form: ColumnsForm, staff: "Staff") -> dict[str, Any]:
    """What the preview shows."""
    table = open_stored(record)
    rows = list(islice(table.rows(), _LOOKED_AT))
    notes = Notes({}, {})
    importer = _importer(record, table, notes)
    sound = [(number, cells) for number, cells in rows if isinstance(cells, list)]
    with rolled_back():
        columns = list(_columns(record, form, importer, notes, sound))
    return {
        "form": form,
        "columns": columns,
        "unmatched": [column["name"] for column in columns if column["match"] is None],
        "doubtful": sum(1 for column in columns if column["match"] and column["match"]["sure"] != "sure"),
        "first_rows": [_shown(number, cells) for number, cells in rows[:_ROWS]],
        **tried(record, staff),
    }


def _columns(
    record: Import, form: ColumnsForm, importer: Importer | None, notes: Notes, rows: list[tuple[int, list[str]]]
) -> Iterator[dict[str, Any]]:
    """Each column with its examples and what can be said of it."""
    warnings = record.preview.get("warnings", {})
    for position, name in enumerate(record.header):
        key = next((field for field, column in record.columns.items() if column == name), "")
        unknown = (
            warnings.get(key.replace(".", "_"), {}).get("examples", []) if f"grows-{position}" in form.fields else []
        )
        yield {
            "name": name,
            "why_column": is_why(name),
            "match": in_words(record.matches.get(name)),
            "field": form[f"column-{position}"],
            "position": position,
            "proposal": form.proposals.get(position),
            "is_new": key.startswith(PREFIX) and key not in form.fields_here,
            **{part: _bound(form, f"{part}-{position}") for part in ("policy", "clears", "type", "grows")},
            "unknown": list(dict.fromkeys(one["value"] for one in unknown)),
            "examples": examples_of(importer if key else None, notes, position, name, rows),
            "legend": form.legends[position],
        }


def _bound(form: ColumnsForm, name: str) -> BoundField | None:
    return form[name] if name in form.fields else None


def columns_form(record: Import, data: Any = None) -> ColumnsForm:
    """The form of the columns, with what the first rows propose for those nobody knows."""
    return ColumnsForm(record, data, sample=sample_of(open_stored(record)))


def tried(record: Import, staff: "Staff") -> dict[str, Any]:
    """The result of the last try, and the job that tries the whole file while it does."""
    found = record.preview
    changes = in_fields(found.get("changes", []), record, staff)
    return {
        "tried": found,
        "counts": queries.counts_in(found.get("counts", {})),
        "report": {"warnings": list(found.get("warnings", {}).values()), "rejects": found.get("rejects", [])},
        "changes": changes,
        "changes_count": max(len(changes), found.get("counts", {}).get("changed", 0)),
        "alike": alike.shown(found.get("alike", {}), staff),
        "job": preview_job(record),
    }


def preview_job(record: Import) -> Any:
    """The newest try of the whole file with the settings as they are."""
    name = actions.settings_name(record)
    found = [jobs.latest("imports.preview", f"{record.pk}:{name}{again}") for again in ("", ":")]
    return max((job for job in found if job is not None), key=lambda job: job.pk, default=None)


def report_of(record: Import) -> dict[str, Any]:
    """Warnings and the first rejected rows of a run."""
    return {
        "warnings": list(record.report.get("warnings", {}).values()),
        "rejects": record.report.get("rejects", []),
    }


def people(keys: list[int], staff: "Staff") -> dict[int, Model]:
    """Customers by key, those this person may see."""
    return {customer.pk: customer for customer in customers_visible_to(staff).filter(pk__in=keys)}


def _importer(record: Import, table: Table, notes: Notes) -> Importer | None:
    """The importer as a run would make it; None where the columns cannot make rows yet."""
    try:
        return importer_of(record, table, notes)
    except JorenError:
        return None


def _shown(number: int, cells: list[str] | BrokenRow) -> dict[str, Any]:
    if isinstance(cells, BrokenRow):
        return {
            "number": number,
            "cells": [cell[:_LENGTH] for cell in cells.cells],
            "reason": broken_row_words(cells)[0],
        }
    return {"number": number, "cells": [cell[:_LENGTH] for cell in cells], "reason": ""}
