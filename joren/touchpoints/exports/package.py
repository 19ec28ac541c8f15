"""Everything in one file: a zip with a table as CSV (UTF-8 with a mark) for each export, and what they mean.

`datapackage.json` follows Data Package 2.0 (https://datapackage.org): schemas with types, primary and foreign keys,
sizes and hashes, whose data it is. Headings are the keys of the columns, so that programs need no language. Tables are
written from the last to the first: whatever a row refers to is in the table that is written after it.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string

from joren import __version__
from joren.foundation.business.queries import installation_key, the_business
from joren.foundation.exporting import CsvWriter, Export, ExportColumn, Losses, Scope
from joren.foundation.registry import resolve
from joren.foundation.time.clock import now

from .kinds import columns_of, exports

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

DESCRIPTOR: Final = "datapackage.json"
_PROFILE: Final = "https://datapackage.org/profiles/2.0/"
_TYPES: Final[dict[str, dict[str, Any]]] = {
    "text": {"type": "string"},
    "code": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "money": {"type": "number"},
    "day": {"type": "date"},
    "moment": {"type": "datetime", "format": "any"},
    "time": {"type": "time", "format": "any"},
    "yes_no": {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
}
_DIALECT: Final = {
    "$schema": f"{_PROFILE}tabledialect.json",
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}


@dataclass(slots=True)
class _Counting:
    """A file that counts and hashes what goes into it."""

    file: IO[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self.file.write(data)


def included() -> list[Export]:
    """What belongs to everything, in the order in which it can be taken in."""
    return [export for export in exports() if export.everything]


def write(path: Path, *, staff: "Staff | None", losses: Losses, tell: Callable[[int], None]) -> int:
    """Write the zip; `tell` hears how many rows are written. Returns how many there are."""
    done, described = 0, []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for export in reversed(included()):
            columns = tuple(column for column in columns_of(export.key) if column.in_everything)
            with _entry(archive, f"data/{export.key}.csv") as file:
                rows = resolve(export.rows)(staff, Scope(columns=tuple(column.key for column in columns)))
                writer = CsvWriter(file, [c.key for c in columns], encoding="utf-8-bom", losses=losses)  # type: ignore[arg-type]
                for count in writer.write(rows):
                    tell(done + count)
            done += writer.rows_written
            described.append(_resource(export, columns, file, writer.rows_written))
        descriptor = _descriptor(described[::-1])
        archive.writestr(DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=2))
        for language in ("ja", "en"):
            archive.writestr(f"README.{language}.md", _readme(language, descriptor))
    return done


@contextmanager
def _entry(archive: zipfile.ZipFile, name: str) -> Iterator[_Counting]:
    """A table inside the zip."""
    with archive.open(name, "w", force_zip64=True) as file:
        yield _Counting(file)


def _resource(export: Export, columns: tuple[ExportColumn, ...], file: _Counting, rows: int) -> dict[str, Any]:
    """A table as the standard describes it. `_rows` and `_kind` are Joren's own."""
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [{"name": column.key, "title": str(column.label), **_TYPES[column.type]} for column in columns],
        "fieldsMatch": "exact",
        "missingValues": [""],
    }
    if export.primary_key:
        schema["primaryKey"] = list(export.primary_key)
    if export.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": [key.column], "reference": {"resource": _name(key.export), "fields": [key.other]}}
            for key in export.foreign_keys
        ]
    return {
        "$schema": f"{_PROFILE}dataresource.json",
        "name": _name(export.key),
        "type": "table",
        "title": str(export.label),
        "description": str(export.description),
        "path": f"data/{export.key}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.digest.hexdigest()}",
        "dialect": _DIALECT,
        "schema": schema,
        "_rows": rows,
        "_kind": export.kind,
    }


def _descriptor(resources: list[dict[str, Any]]) -> dict[str, Any]:
    business = the_business()
    return {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": "joren-everything",
        "id": f"joren:{installation_key()}",
        "title": business.name,
        "created": now().isoformat(timespec="seconds"),
        "contributors": [{"title": business.name, "roles": ["rightsHolder"]}],
        "licenses": [
            {"name": "other-closed", "title": "Personal data of the business's customers. Not for publication."}
        ],
        "sources": [{"title": f"Joren {__version__}"}],
        "resources": resources,
    }


def _name(key: str) -> str:
    """A resource's name: the standard has no underscores in examples, but allows them; dashes read better."""
    return key.replace("_", "-")


def _readme(language: str, descriptor: dict[str, Any]) -> str:
    resources = descriptor["resources"]
    tables = [{"path": one["path"], "title": one["title"], "rows": one["_rows"]} for one in resources]
    shown = {"package": descriptor, "tables": tables}
    return render_to_string(f"exports/package/README.{language}.md", shown)
