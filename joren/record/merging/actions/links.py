"""Runs the rule of every table that points at a customer, as its app declared it."""

from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import Model, UniqueConstraint
from psycopg import sql

from joren.foundation.merging import Merging, Parting
from joren.foundation.registry import CustomerLink, entries, resolve

KEEP_WINNER: Final = "keep_winner"
MOVE: Final = "move"

_THEIRS: Final = """
SELECT t.id, p.merge_id FROM {table} t JOIN merging_pair p ON p.gone_id = t.{column}
"""
_TWINS: Final = """
SELECT t.id, p.merge_id, min(s.id) FROM {table} t JOIN merging_pair p ON p.gone_id = t.{column}
JOIN {table} s ON s.{column} = p.survivor_id {same}
GROUP BY t.id, p.merge_id
"""
_MARK: Final = "SELECT coalesce(max(id), 0) FROM {table}"


def move_everything(merging: Merging) -> None:
    """Every link's rule, in the order of the installed apps."""
    for link in entries(CustomerLink):
        model = apps.get_model(link.model)
        column = _column(model, link.field)
        if link.merge == KEEP_WINNER:
            _drop_theirs(merging, model, column)
        elif link.merge == MOVE:
            _drop_twins(merging, model, link.field)
            merging.move(model._meta.db_table, column)
        else:
            resolve(link.merge)(merging)


def part_everything(parting: Parting) -> None:
    """Every link's rule about what came since, in the order of the installed apps."""
    for link in entries(CustomerLink):
        if link.part:
            resolve(link.part)(parting)


def marks() -> dict[str, int]:
    """The highest id of every linked table now."""
    found = {}
    for table in sorted({apps.get_model(link.model)._meta.db_table for link in entries(CustomerLink)}):
        ((highest,),) = _rows(_MARK, [], table=sql.Identifier(table))
        found[table] = int(highest)
    return found


def linked_tables() -> list[tuple[str, str]]:
    """(table, column) of everything that points at a customer."""
    return [
        (model._meta.db_table, _column(model, link.field))
        for link in entries(CustomerLink)
        for model in [apps.get_model(link.model)]
    ]


def _drop_theirs(merging: Merging, model: type[Model], column: str) -> None:
    found = _rows(_THEIRS, [], table=sql.Identifier(model._meta.db_table), column=sql.Identifier(column))
    merging.drop(model._meta.db_table, {key: (merge, None) for key, merge in found})


def _drop_twins(merging: Merging, model: type[Model], field: str) -> None:
    """Rows that the survivor has too, by a unique constraint that the link is part of."""
    for others in _unique_with(model, field):
        same = sql.SQL("").join(
            sql.SQL("AND s.{0} = t.{0} ").format(sql.Identifier(_column(model, name))) for name in others
        )
        parts = {"table": sql.Identifier(model._meta.db_table), "column": sql.Identifier(_column(model, field))}
        found = _rows(_TWINS, [], same=same, **parts)
        # Without other columns the rows need not say the same: a twin's deletion then means nothing.
        rows = {key: (merge, twin if others else None) for key, merge, twin in found}
        merging.drop(model._meta.db_table, rows)


def _unique_with(model: type[Model], field: str) -> list[list[str]]:
    """The other fields of every unique constraint with this one. Conditions need a rule of the app's own."""
    found: list[list[str]] = [[]] if getattr(model._meta.get_field(field), "unique", False) else []
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and field in constraint.fields:
            if constraint.condition is not None:
                raise TypeError(
                    f"{model._meta.label}.{constraint.name}: a condition needs the app's own rule of merging"
                )
            found.append([name for name in constraint.fields if name != field])
    return found


def _column(model: type[Model], field: str) -> str:
    return str(model._meta.get_field(field).column)  # type: ignore[union-attr]


def _rows(statement: str, values: list[Any], **parts: sql.Composable) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**parts), values)
        return list(cursor.fetchall())
