"""What stands in the way of undoing an import: facts that came later and lean on its rows, and rows edited since.

Each such row is noted with the unit it concerns (`joren.touchpoints.imports.units`) in a temporary table, from which
the plan of an undo (`joren.touchpoints.imports.planning`) reads who would stay.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import ManyToManyRel, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg import sql

from joren.foundation.changes.models import Tracked
from joren.foundation.registry.entries import Text

from .kinds_known import kind_named
from .models import Import, ImportChange
from .units import Unit, models_by_table, unit_of

_EXAMPLES: Final = 3
BLOCKED: Final = "imports_blocked"
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
    "delivery_delivery": gettext_lazy("messages sent"),
    "mail_capturedmail": gettext_lazy("messages in the mailbox"),
    "campaigns_audiencemember": gettext_lazy("places in the audience of a campaign"),
    "merging_merge": gettext_lazy("merges of customers"),
    "households_member": gettext_lazy("places in a household"),
    "calls_call": gettext_lazy("calls"),
    "calls_counterstop": gettext_lazy("wishes not to be told anything at the counter"),
    "coupons_coupon_categories": gettext_lazy("conditions of coupons"),
    "coupons_coupon_products": gettext_lazy("conditions of coupons"),
    "coupons_coupon_shops": gettext_lazy("conditions of coupons"),
    "coupons_couponcode": gettext_lazy("coupons given"),
    "coupons_redemption": gettext_lazy("coupons used"),
    "goals_goal": gettext_lazy("goals"),
    "delivery_wish": gettext_lazy("wishes how to be written to"),
    "journeys_entry": gettext_lazy("ways through journeys"),
    "journeys_position": gettext_lazy("places in journeys"),
    "journeys_task": gettext_lazy("tasks of the staff"),
    "line_chatmessage": gettext_lazy("LINE messages"),
    "line_friend": gettext_lazy("LINE friends"),
    "line_linkticket": gettext_lazy("LINE friends"),
    "mail_returnedmail": gettext_lazy("mails that came back"),
    "post_piece": gettext_lazy("pieces of post"),
    "sms_receivedsms": gettext_lazy("answers by SMS"),
}
_TWINS: Final = ("customers_formerid",)
"""Tables whose rows say over again what rows of another table say: a merge leaves both."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """So many rows of `table` came or changed (`edited`) since; `ids` names some, `units` whom it concerns."""

    table: str
    edited: bool
    count: int
    ids: list[int]
    units: int = 0

    @property
    def words(self) -> str:
        """What these rows are, in the user's language."""
        return str(_WORDS.get(self.table, self.table))

    def told(self) -> dict[str, Any]:
        """For programs."""
        return {
            "table": self.table,
            "edited": self.edited,
            "count": self.count,
            "ids": self.ids,
            "what": self.words,
        }


def obstacles_to(record: Import) -> list[Obstacle]:
    """Everything that leans on rows of the import without being part of it, and rows edited since.

    Inside a transaction; leaves the rows themselves in the temporary table `BLOCKED`.
    """
    _run(
        f"CREATE TEMP TABLE IF NOT EXISTS {BLOCKED}"
        " (tbl text, row_id bigint, edited boolean, unit text, unit_id bigint)"
    )
    _run(f"TRUNCATE {BLOCKED}")
    models = models_by_table()
    kind = kind_named(record.kind)
    for table in kind.tables:
        if issubclass(models[table], Tracked):
            _note_edited(record, table)
    _note_changed_again(record, models)
    for table in kind.tables:
        _note_leaning(record, models[table])
    _note_merged(record, models)
    return list(_counted())


def in_words(found: list[Obstacle]) -> str:
    """One line that names them all, for the sentence of the refusal."""
    said = []
    for obstacle in found:
        form = _("%(count)s %(what)s changed since") if obstacle.edited else _("%(count)s later %(what)s")
        said.append(form % {"count": f"{obstacle.count:,}", "what": obstacle.words})
    return _(", ").join(dict.fromkeys(said))


# A row that another import changed and whose undo put it back carries the undo's transaction: it counts as untouched
# when what was put back was this import's own writing.
_TOUCHED: Final = sql.SQL(
    """r.changed_xid::text <> ALL(%s) AND NOT EXISTS (
    SELECT FROM imports_importchange c JOIN imports_import i ON i.id = c.import_of_id
    WHERE c."table" = {name} AND c.row_id = r.id AND i.state = 'undone'
      AND i.xids ? r.changed_xid::text AND c.before ->> 'changed_xid' = ANY(%s))"""
)


# A row the import itself pointed here: it will point elsewhere again.
_NOT_CHANGED: Final = sql.SQL(
    """ AND NOT EXISTS (SELECT FROM imports_importchange c
    WHERE c.import_of_id = %s AND c."table" = {name} AND c.row_id = r.id)"""
)


def _touched(table: str) -> sql.Composable:
    return _TOUCHED.format(name=sql.Literal(table))


def _note_edited(record: Import, table: str) -> None:
    """Rows the import made and somebody wrote again."""
    where = sql.SQL("r.import_id = %s AND ") + _touched(table)
    _note(record, table, where, [record.pk, record.xids, record.xids], edited=True)


def _note_changed_again(record: Import, models: dict[str, type[Model]]) -> None:
    """Rows the import changed and somebody wrote again."""
    tables = ImportChange.objects.filter(import_of=record, deleted=False).values_list("table", flat=True)
    for table in tables.distinct().order_by("table"):
        if issubclass(models[table], Tracked):
            where = sql.SQL(
                'r.id IN (SELECT row_id FROM imports_importchange WHERE import_of_id = %s AND "table" = %s'
                " AND NOT deleted) AND "
            ) + _touched(table)
            _note(record, table, where, [record.pk, table, record.xids, record.xids], edited=True)


def pointing_at(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """The models with a foreign key to this one, and its column; of many-to-many relations the table between."""
    for relation in model._meta.related_objects:
        field: Any = relation.field
        if isinstance(relation, ManyToManyRel) and relation.through is not None:
            yield relation.through, str(field.m2m_reverse_name())
        elif field.column is not None:
            yield relation.related_model, str(field.column)


def _note_leaning(record: Import, model: type[Model]) -> None:
    """Rows of any table that point at rows of the import and are not of the import themselves."""
    for other, column in pointing_at(model):
        table = other._meta.db_table
        if other is ImportChange or table in _TWINS:
            continue
        own = any(field.column == "import_id" for field in other._meta.concrete_fields)
        where = sql.SQL("t.import_id = %s") + _NOT_CHANGED.format(name=sql.Literal(table))
        where += sql.SQL(" AND r.import_id IS DISTINCT FROM %s") if own else sql.SQL("")
        pointed = unit_of(kind_named(record.kind), model._meta.db_table, "t")
        join = sql.SQL("JOIN {} t ON t.id = r.{}").format(sql.Identifier(model._meta.db_table), sql.Identifier(column))
        _note(record, table, where, [record.pk] * (2 + own), edited=False, join=join, unit=pointed)


def _note_merged(record: Import, models: dict[str, type[Model]]) -> None:
    """People of the import who were merged into somebody else since: their rows are that person's now."""
    if "customers_customer" not in kind_named(record.kind).tables or "merging_merge" not in models:
        return
    whom = Unit(sql.Literal("customers_customer"), sql.SQL("r.holder_id"))
    where = sql.SQL("r.gone_import = %s AND r.undone_at IS NULL AND r.holder_id IS NOT NULL")
    _note(record, "merging_merge", where, [record.pk], edited=False, unit=whom)


def _note(
    record: Import,
    table: str,
    where: sql.Composable,
    values: list[Any],
    *,
    edited: bool,
    join: sql.Composable | None = None,
    unit: Unit | None = None,
) -> None:
    unit = unit or unit_of(kind_named(record.kind), table, "r")
    statement = sql.SQL("INSERT INTO {} SELECT {}, r.id, {}, {}, {} FROM {} r {} WHERE {}").format(
        sql.Identifier(BLOCKED),
        sql.Literal(table),
        sql.Literal(edited),
        unit.table,
        unit.key,
        sql.Identifier(table),
        join or sql.SQL(""),
        where,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _counted() -> Iterator[Obstacle]:
    question = sql.SQL(
        "SELECT tbl, edited, count(DISTINCT row_id), (array_agg(DISTINCT row_id))[:{}], count(DISTINCT (unit, unit_id))"
        " FROM {} GROUP BY tbl, edited ORDER BY edited DESC, tbl"
    ).format(sql.Literal(_EXAMPLES), sql.Identifier(BLOCKED))
    with connection.cursor() as cursor:
        cursor.execute(question)
        for table, edited, count, ids, units in cursor.fetchall():
            yield Obstacle(table, edited, count, list(ids), units)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
