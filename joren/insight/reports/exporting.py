"""A report as a CSV file: UTF-8 with a byte order mark, so that Excel in Japan opens it as it is."""

from joren.foundation.exporting import csv_text

from .queries import Result, header


def as_csv(result: Result) -> str:
    """The whole file; texts that a spreadsheet would compute are neutralised."""
    keys = [column.key for column in result.report.columns]
    return csv_text(header(result.report.columns), ([row.get(key) for key in keys] for row in result.rows))
