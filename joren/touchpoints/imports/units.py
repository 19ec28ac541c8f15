"""What a row of an import belongs to: the person, the purchase, the product that is taken back or left as one.

A kind of file names the table of its units. A row belongs to the unit it points at; where its kind has no such
pointer, to the row it cannot exist without (`ON DELETE CASCADE`), and else it is a unit of its own.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model
from psycopg import sql

from joren.foundation.importing import ImportKind

EVENTS = "timeline_event"


@dataclass(frozen=True, slots=True)
class Unit:
    """Two SQL expressions over a row known as `alias`: the table and the key of what it belongs to."""

    table: sql.Composable
    key: sql.Composable


def models_by_table() -> dict[str, type[Model]]:
    """Every model of the house by its table."""
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def unit_of(kind: ImportKind, table: str, alias: str) -> Unit:
    """What a row of `table` belongs to in an import of that kind."""
    model = models_by_table()[table]
    own = Unit(sql.Literal(table), sql.Identifier(alias, "id"))
    if table == kind.unit:
        return own
    above = _pointer(model, (kind.unit,)) or _pointer(model, kind.tables, owning=True)
    if above is None:
        return own
    parent = sql.Literal(above.related_model._meta.db_table)
    column = sql.Identifier(alias, above.column)
    if table == EVENTS:
        return _of_event(kind, alias, Unit(parent, column))
    # A row that points nowhere (a purchase without a customer) stands for itself.
    own_table = sql.SQL("CASE WHEN {} IS NULL THEN {} ELSE {} END").format(column, own.table, parent)
    return Unit(own_table, sql.SQL("coalesce({}, {})").format(column, own.key))


def _of_event(kind: ImportKind, alias: str, person: Unit) -> Unit:
    """An event that reports a unit (``purchases.recorded``) belongs to that; any other to its customer."""
    app = models_by_table()[kind.unit]._meta.app_label if kind.unit else ""
    is_its = sql.SQL("(starts_with({key}, {app}) AND {subject} IS NOT NULL)").format(
        key=sql.Identifier(alias, "key"), app=sql.Literal(f"{app}."), subject=sql.Identifier(alias, "subject")
    )
    if not app or kind.unit == "customers_customer":
        return person
    return Unit(
        sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(is_its, sql.Literal(kind.unit), person.table),
        sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(is_its, sql.Identifier(alias, "subject"), person.key),
    )


def _pointer(model: type[Model], tables: tuple[str, ...], *, owning: bool = False) -> "ForeignKey[Model, Model] | None":
    """The first foreign key of the model to one of these tables; with `owning` only one that deletes along."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model is not model:
            fits = field.related_model._meta.db_table in tables
            if fits and (not owning or field.remote_field.on_delete is CASCADE):
                return field
    return None


def pointers(model: type[Model]) -> list[tuple[str, str]]:
    """(column, table it points at) of every foreign key of a model."""
    return [
        (field.column, field.related_model._meta.db_table)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
    ]
