"""The kinds of file the apps of the house declare."""

from functools import cache
from pathlib import Path
from typing import Any

from joren.foundation.importing import ImportField, ImportKind
from joren.foundation.registry import entries, resolve

from .errors import UnknownKind, unreadable
from .files import SHEET
from .matching.columns import known_header
from .opening import GuardedTable
from .reading.problems import ReadingProblem
from .reading.table import Table, Wishes, open_table


def kinds() -> list[ImportKind]:
    """All kinds in their order."""
    return sorted(entries(ImportKind), key=lambda kind: kind.order)


def offered_kinds() -> list[ImportKind]:
    """The kinds people bring files of."""
    return [kind for kind in kinds() if kind.offered]


def kind_named(key: str) -> ImportKind:
    """The kind of that key. Raises UnknownKind."""
    found = next((kind for kind in kinds() if kind.key == key), None)
    if found is None:
        raise UnknownKind(kind=key, kinds=", ".join(kind.key for kind in kinds()))
    return found


@cache
def fields_of(key: str) -> tuple[ImportField, ...]:
    """The fields of a kind."""
    return tuple(resolve(kind_named(key).fields))


def is_header(name: str) -> bool:
    """Whether some kind of file has a column of that name."""
    return known_header([fields_of(kind.key) for kind in kinds()], name)


def understand(path: Path, wishes: dict[str, Any]) -> Table:
    """Open a stored file as a table. Raises FileUnreadable with a sentence."""
    try:
        return GuardedTable.of(open_table(path, is_header, Wishes(**wishes), path.with_name(SHEET)))
    except ReadingProblem as problem:
        raise unreadable(problem) from None
