"""What the screens of an import show: columns with examples, a try of the first rows, the report."""

from itertools import islice
from typing import Any, Final

from joren.foundation.errors import JorenError

from . import actions
from .actions.preparing import open_stored
from .errors import broken_row_words
from .forms import ColumnsForm
from .models import Import
from .reading.problems import BrokenRow

_ROWS: Final = 8
_EXAMPLES: Final = 3
_LENGTH: Final = 40


def look(record: Import) -> None:
    """Try the first rows and keep what was found for the preview."""
    try:
        found: dict[str, Any] = actions.try_out(record=record)
    except JorenError as problem:
        found = {"problem": problem.as_dict()}
    Import.objects.filter(pk=record.pk).update(preview=found)


def of(record: Import, form: ColumnsForm) -> dict[str, Any]:
    """What the preview shows."""
    rows = [(number, cells) for number, cells in islice(open_stored(record).rows(), 50)]
    sound = [cells for _number, cells in rows if isinstance(cells, list)]
    columns = [
        {
            "name": column,
            "field": form[f"column-{position}"],
            "examples": _examples(cells[position] for cells in sound),
        }
        for position, column in enumerate(record.header)
    ]
    tried = record.preview
    return {
        "form": form,
        "columns": columns,
        "first_rows": [_shown(number, cells) for number, cells in rows[:_ROWS]],
        "tried": tried,
        "report": {"warnings": list(tried.get("warnings", {}).values()), "rejects": tried.get("rejects", [])},
        "unmatched": sum(1 for column in record.header if column not in record.columns.values()),
    }


def report_of(record: Import) -> dict[str, Any]:
    """Warnings and the first rejected rows of a run."""
    return {
        "warnings": list(record.report.get("warnings", {}).values()),
        "rejects": record.report.get("rejects", []),
    }


def _examples(values: Any) -> list[str]:
    found = dict.fromkeys(value.strip()[:_LENGTH] for value in values if value.strip())
    return list(found)[:_EXAMPLES]


def _shown(number: int, cells: list[str] | BrokenRow) -> dict[str, Any]:
    if isinstance(cells, BrokenRow):
        return {
            "number": number,
            "cells": [cell[:_LENGTH] for cell in cells.cells],
            "reason": broken_row_words(cells)[0],
        }
    return {"number": number, "cells": [cell[:_LENGTH] for cell in cells], "reason": ""}
