"""What stands in the way of undoing an import: facts that came later and lean on its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import sql

from joren.foundation.changes.models import Tracked
from joren.foundation.registry.entries import Text

from .kinds_known import kind_named
from .models import Import, ImportChange

_EXAMPLES: Final = 3
_WORDS: Final[dict[str, Text]] = {
    "timeline_event": gettext_lazy("events on the timeline"),
    "purchases_purchase": gettext_lazy("purchases"),
    "purchases_purchaseline": gettext_lazy("purchase lines"),
    "customers_customer": gettext_lazy("customers"),
    "customers_contactpoint": gettext_lazy("contact points"),
    "customers_postaladdress": gettext_lazy("addresses"),
    "customers_externalid": gettext_lazy("customer numbers of other systems"),
    "customers_customvalue": gettext_lazy("values of custom fields"),
    "customers_customertag": gettext_lazy("tags"),
    "consents_consent": gettext_lazy("consents"),
    "products_product": gettext_lazy("products"),
    "products_category": gettext_lazy("product categories"),
    "shops_shop_staff": gettext_lazy("staff of a shop"),
    "shops_shop": gettext_lazy("shops"),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """So many rows of `table` came or changed (`edited`) since; `ids` names some."""

    table: str
    edited: bool
    count: int
    ids: list[int]

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {"table": self.table, "edited": self.edited, "count": self.count, "ids": self.ids}


def obstacles_to(record: Import) -> list[Obstacle]:
    """Everything that leans on rows of the import without being part of it, and rows edited since."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    tables = kind_named(record.kind).tables
    found = [*_edited(record, [models[table] for table in tables]), *_changed_again(record, models)]
    for table in tables:
        found += _leaning(record, models[table])
    return found


def in_words(found: list[Obstacle]) -> str:
    """One line that names them all, for the sentence of the refusal."""
    said = []
    for obstacle in found:
        words = str(_WORDS.get(obstacle.table, obstacle.table))
        form = _("%(count)s %(what)s changed since") if obstacle.edited else _("%(count)s later %(what)s")
        said.append(form % {"count": f"{obstacle.count:,}", "what": words})
    return _(", ").join(dict.fromkeys(said))


# A row that another import changed and whose undo put it back carries the undo's transaction: it counts as untouched
# when what was put back was this import's own writing.
_TOUCHED: Final = sql.SQL(
    """changed_xid::text <> ALL(%s) AND NOT EXISTS (
    SELECT FROM imports_importchange c JOIN imports_import i ON i.id = c.import_of_id
    WHERE c."table" = {name} AND c.row_id = {table}.id AND i.state = 'undone'
      AND i.xids ? {table}.changed_xid::text AND c.before ->> 'changed_xid' = ANY(%s))"""
)


# A row the import itself pointed here: it will point elsewhere again.
_NOT_CHANGED: Final = sql.SQL(
    """ AND NOT EXISTS (SELECT FROM imports_importchange c
    WHERE c.import_of_id = %s AND c."table" = {name} AND c.row_id = {table}.id)"""
)


def _touched(table: str) -> sql.Composable:
    return _TOUCHED.format(name=sql.Literal(table), table=sql.Identifier(table))


def _edited(record: Import, models: list[type[Model]]) -> Iterator[Obstacle]:
    """Rows the import made and somebody wrote again."""
    for model in models:
        if issubclass(model, Tracked):
            table = model._meta.db_table
            where = sql.SQL("import_id = %s AND ") + _touched(table)
            yield from _counted(table, where, [record.pk, record.xids, record.xids], edited=True)


def _changed_again(record: Import, models: dict[str, type[Model]]) -> Iterator[Obstacle]:
    """Rows the import changed and somebody wrote (or deleted) again."""
    tables = ImportChange.objects.filter(import_of=record, deleted=False).values_list("table", flat=True)
    for table in tables.distinct().order_by("table"):
        if issubclass(models[table], Tracked):
            where = sql.SQL(
                'id IN (SELECT row_id FROM imports_importchange WHERE import_of_id = %s AND "table" = %s'
                " AND NOT deleted) AND "
            ) + _touched(table)
            yield from _counted(table, where, [record.pk, table, record.xids, record.xids], edited=True)


def _leaning(record: Import, model: type[Model]) -> Iterator[Obstacle]:
    """Rows of any table that point at rows of the import and are not of the import themselves."""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other is ImportChange or relation.field.column is None:
            continue
        own = any(field.column == "import_id" for field in other._meta.concrete_fields)
        pointing = sql.SQL("{} IN (SELECT id FROM {} WHERE import_id = %s)").format(
            sql.Identifier(relation.field.column), sql.Identifier(model._meta.db_table)
        )
        strange = sql.SQL(" AND import_id IS DISTINCT FROM %s") if own else sql.SQL("")
        table = other._meta.db_table
        where = pointing + _NOT_CHANGED.format(name=sql.Literal(table), table=sql.Identifier(table)) + strange
        yield from _counted(table, where, [record.pk] * (2 + own), edited=False)


def _counted(table: str, where: sql.Composable, values: list[Any], *, edited: bool) -> Iterator[Obstacle]:
    question = sql.SQL("SELECT count(*), (array_agg(id ORDER BY id))[:{}] FROM {} WHERE {}").format(
        sql.Literal(_EXAMPLES), sql.Identifier(table), where
    )
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        count, ids = cursor.fetchone()
    if count:
        yield Obstacle(table, edited, count, list(ids))
