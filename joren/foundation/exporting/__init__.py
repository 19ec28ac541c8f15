"""Data on its way out: what the apps can give away, and the one way files are written.

An app declares an `Export` in its `provides.py`: the columns, and a function that yields the rows.
`joren.touchpoints.exports` offers it on its page, its command and its API. `open_writer` writes rows as CSV or as an
Excel workbook with flat memory; `csv_text` is for the small tables of a report. Cells a spreadsheet would run are made
harmless, and come back to the letter when the file is imported. Characters that an encoding lacks are replaced and
told: `Losses`.
"""

from .cells import cell_text
from .csv_files import CsvWriter, csv_lines, csv_row, csv_text
from .encodings import ENCODINGS, Encoding, encode
from .entries import ColumnType, Export, ExportColumn, ForeignKey, Scope
from .lists import join_words, split_words
from .losses import Loss, Losses
from .tables import batches_of_ids, rows_of
from .writers import FORMATS, Format, Writer, open_writer

__all__ = [
    "ENCODINGS",
    "FORMATS",
    "ColumnType",
    "CsvWriter",
    "Encoding",
    "Export",
    "ExportColumn",
    "ForeignKey",
    "Format",
    "Loss",
    "Losses",
    "Scope",
    "Writer",
    "batches_of_ids",
    "cell_text",
    "csv_lines",
    "csv_row",
    "csv_text",
    "encode",
    "join_words",
    "open_writer",
    "rows_of",
    "split_words",
]
