"""Rows of an export straight out of a query, for tables whose columns are fields."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from .entries import Scope

AT_ONCE: Final = 2_000


def rows_of(
    rows: QuerySet[Any], scope: Scope, paths: Mapping[str, str], shown: Mapping[str, Callable[[Any], Any]] | None = None
) -> Iterator[tuple[Any, ...]]:
    """The wanted columns of a query, streamed. `paths`: column to field; `shown`: column to how it is told."""
    values = rows.values_list(*(paths[key] for key in scope.columns)).iterator(chunk_size=AT_ONCE)
    tell = [(place, shown[key]) for place, key in enumerate(scope.columns) if shown and key in shown]
    return (_told(row, tell) for row in values) if tell else values


def batches_of_ids(rows: QuerySet[Any], size: int = AT_ONCE) -> Iterator[list[int]]:
    """The primary keys of a query in their order, a batch at a time, none of them by OFFSET."""
    last = 0
    while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield ids
        last = ids[-1]


def _told(row: tuple[Any, ...], tell: list[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    cells = list(row)
    for place, function in tell:
        cells[place] = function(cells[place])
    return tuple(cells)
