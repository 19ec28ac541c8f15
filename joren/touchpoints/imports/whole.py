"""An export of everything, table by table, in the order in which each finds what it refers to."""

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from joren.foundation.errors import JorenError

from . import files
from .actions.preparing import bring
from .actions.running import run
from .errors import NotAWhole, WholeStopped
from .kinds_known import kinds
from .models import Import
from .rolled_back import rolled_back

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

DESCRIPTOR: Final = "datapackage.json"
SOURCE: Final = "joren"
_LONGEST_DESCRIPTOR: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class WholeTable:
    """A table of the zip. `kind` is "" where this Joren does not take it in."""

    name: str
    path: str
    kind: str
    rows: int


def tables_of(path: Path) -> list[WholeTable]:
    """The tables of an export of everything. Raises NotAWhole."""
    with _opened(path) as archive:
        try:
            with archive.open(DESCRIPTOR) as file:
                described = json.loads(file.read(_LONGEST_DESCRIPTOR))
            known, names = {kind.key for kind in kinds()}, set(archive.namelist())
            found = [
                WholeTable(str(one["name"]), str(one["path"]), str(one.get("_kind") or ""), int(one.get("_rows") or 0))
                for one in described["resources"]
            ]
        except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as problem:
            raise NotAWhole(file=path.name) from problem
    if not found or any(table.path not in names for table in found):
        raise NotAWhole(file=path.name)
    return [table if table.kind in known else WholeTable(table.name, table.path, "", table.rows) for table in found]


def take_in(path: Path, *, by: "Staff | None") -> Iterator[tuple[WholeTable, Import | None]]:
    """Take the tables in, one after the other; yields each with its import (None: left out).

    Every table is an import of its own, which can be looked at and undone. Raises NotAWhole; WholeStopped names the
    table that could not be taken in: those before it stay, and the same file goes on where it stopped.
    """
    return _taken(path, by, [])


def _taken(path: Path, by: "Staff | None", brought: list[Import]) -> Iterator[tuple[WholeTable, Import | None]]:
    """See `take_in`; `brought` hears of each import as soon as its file is kept."""
    tables = tables_of(path)
    with _opened(path) as archive:
        for table in tables:
            if not table.kind or not table.rows:
                yield table, None
                continue
            try:
                with archive.open(table.path) as file:
                    record = bring(file, file_name=Path(table.path).name, by=by, kind=table.kind, source=SOURCE)
                brought.append(record)
                yield table, run(record=record, by=by)
            except (zipfile.BadZipFile, EOFError) as problem:
                raise NotAWhole(file=path.name) from problem
            except JorenError as problem:
                raise WholeStopped(table=table.path, why=f"{problem} {problem.remedy_sentence}".strip()) from problem


def try_out(path: Path) -> list[tuple[WholeTable, Import | None]]:
    """What `take_in` would do, without a trace: all tables one after the other, then everything is rolled back.

    Raises NotAWhole, WholeStopped.
    """
    brought: list[Import] = []
    try:
        with rolled_back():
            found = list(_taken(path, None, brought))
    finally:
        for record in brought:
            files.discard(record.stored)
    return found


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, OSError) as problem:
        raise NotAWhole(file=path.name) from problem
