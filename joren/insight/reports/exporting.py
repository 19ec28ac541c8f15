"""A report as a CSV file: UTF-8 with a byte order mark, so that Excel in Japan opens it as it is."""

import csv
import io
from typing import Any

from joren.foundation.csv_safety import neutralise_formula

from .queries import Result, header

BOM = "\ufeff"


def as_csv(result: Result) -> str:
    """The whole file; texts that a spreadsheet would compute are neutralised."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header(result.report.columns))
    for row in result.rows:
        writer.writerow([_cell(row.get(column.key)) for column in result.report.columns])
    return BOM + file.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return neutralise_formula(value) if isinstance(value, str) else str(value)
