"""The SQL that reads one table of the mirror."""

from pathlib import Path

from .files import TableFiles


def relation(folder: Path, table: TableFiles) -> str:
    """A bracketed query: the rows of the base that are not hidden, and those of the delta."""
    rows = f"SELECT * FROM {scan(folder, table.base)} AS b"
    if table.hidden:
        rows += f" ANTI JOIN {scan(folder, table.hidden)} AS h ON h.id = b.id"
    if table.delta:
        rows += f" UNION ALL SELECT * FROM {scan(folder, table.delta)}"
    return f"({rows})"


def scan(folder: Path, name: str) -> str:
    """The table function for one file."""
    return f"read_parquet({text(str(folder / name))})"


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"
