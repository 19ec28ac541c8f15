"""Files for tests, and taking them in."""

import io
from pathlib import Path
from typing import Any

from joren.touchpoints.imports import actions
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.reading.table import Table, Wishes, open_table


def bring(kind: str, content: str | bytes | Path, name: str = "顧客.csv", **options: Any) -> Import:
    """Bring a file. Text is written as UTF-8."""
    if isinstance(content, Path):
        name, data = content.name, content.read_bytes()
    else:
        data = content.encode() if isinstance(content, str) else content
    return actions.bring(io.BytesIO(data), file_name=name, by=options.pop("by", None), kind=kind, **options)


def take_in(kind: str, content: str | bytes | Path, name: str = "顧客.csv", **options: Any) -> Import:
    """Bring a file and run its import to the end."""
    batch = options.pop("batch", 5_000)
    record = bring(kind, content, name, **options)
    return actions.run(record=record, by=None, batch=batch)


def counts(record: Import) -> tuple[int, int, int, int]:
    """New, changed, unchanged, rejected."""
    names = ("new", "changed", "unchanged", "rejected")
    return tuple(record.counts.get(name, 0) for name in names)


def table_of(folder: Path, content: str | bytes, known: tuple[str, ...] = (), **wishes: Any) -> Table:
    """The table a file of this content is."""
    path = folder / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_table(path, lambda name: name in known, Wishes(**wishes), folder / "sheet.csv")


def rows_of(table: Table) -> list[Any]:
    """The rows without their numbers."""
    return [cells for _number, cells in table.rows()]
