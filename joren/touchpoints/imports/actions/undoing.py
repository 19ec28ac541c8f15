"""Taking a whole import back: what it made is deleted, what it changed is as before; or nothing, and why not."""

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, connection, transaction
from psycopg import sql

from joren.foundation.audit import actions as audit
from joren.foundation.errors import JorenError
from joren.foundation.jobs import actions as jobs
from joren.foundation.time.clock import now
from joren.touchpoints.imports import files
from joren.touchpoints.imports.errors import InTheWay, WrongState
from joren.touchpoints.imports.kinds_known import kind_named
from joren.touchpoints.imports.models import Import, ImportChange
from joren.touchpoints.imports.obstacles import in_words, obstacles_to

from .remembering import current_xid

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

JOB: Final = "imports.undo"
_UNDOABLE: Final = (Import.State.DONE, Import.State.FAILED, Import.State.RUNNING, Import.State.UNDOING)

_RESTORE = """
UPDATE {table} SET ({columns}) = (SELECT {old} FROM jsonb_populate_record(NULL::{table}, c.before) old)
FROM imports_importchange c
WHERE c.import_of_id = %s AND c."table" = {name} AND NOT c.deleted AND c.row_id = {table}.id
"""
# A deleted row comes back under a key of its own, because its old one is known to be gone.
_NEW_KEYS = """
UPDATE imports_importchange SET row_id = nextval(pg_get_serial_sequence({name}, 'id'))
WHERE import_of_id = %s AND "table" = {name} AND deleted
"""
_REINSERT = """
INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, c.before || jsonb_build_object(
    'id', c.row_id, 'changed_xid', pg_current_xact_id()::text))).*
FROM imports_importchange c WHERE c.import_of_id = %s AND c."table" = {name} AND c.deleted
"""


@transaction.atomic
def start_undo(*, record: Import, by: "Staff | None") -> Import:
    """Leave the undoing to the worker. Raises InTheWay, WrongState."""
    record = _undoable(record)
    _refuse_obstacles(record)
    record.state, record.error = Import.State.UNDOING, {}
    record.save(update_fields=["state", "error"])
    jobs.schedule(JOB, subject=str(record.pk), by=by)
    return record


@transaction.atomic
def undo(*, record: Import, by: "Staff | None") -> Import:
    """Take the import back, whole. Raises InTheWay (nothing is changed then), WrongState."""
    record = _undoable(record)
    _refuse_obstacles(record)
    try:
        with transaction.atomic():
            _take_back(record)
    except IntegrityError as problem:  # somebody used a row of it in this very moment
        raise InTheWay(obstacles=str(problem.__cause__).splitlines()[0]) from problem
    record.state, record.undone_at, record.runner = Import.State.UNDONE, now(), ""
    record.xids = [*record.xids, current_xid()]
    record.save(update_fields=["state", "undone_at", "runner", "xids"])
    audit.record(
        "deleted",
        by=by,
        subject_type="import",
        subject_id=record.pk,
        label=record.file_name,
        detail={"kind": record.kind, "counts": record.counts},
    )
    transaction.on_commit(lambda: files.discard(record.stored))
    return record


def _undoable(record: Import) -> Import:
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state not in _UNDOABLE:
        raise WrongState(state=record.get_state_display())
    return record


def _refuse_obstacles(record: Import) -> None:
    found = obstacles_to(record)
    if found:
        raise InTheWay(obstacles=in_words(found), found=[obstacle.told() for obstacle in found])


def _take_back(record: Import) -> None:
    tables = kind_named(record.kind).tables
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            gone = sql.SQL("DELETE FROM {} WHERE import_id = %s").format(sql.Identifier(table))
            cursor.execute(gone, [record.pk])
        changed = ImportChange.objects.filter(import_of=record).order_by("table").values_list("table", flat=True)
        for table in changed.distinct():
            names = _columns(table)
            parts = {"table": sql.Identifier(table), "name": sql.Literal(table)}
            columns = sql.SQL(", ").join(map(sql.Identifier, names))
            old = sql.SQL(", ").join(sql.Identifier("old", name) for name in names)
            cursor.execute(sql.SQL(_RESTORE).format(columns=columns, old=old, **parts), [record.pk])
            cursor.execute(sql.SQL(_NEW_KEYS).format(**parts), [record.pk])
            cursor.execute(sql.SQL(_REINSERT).format(**parts), [record.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _columns(table: str) -> list[str]:
    """The columns to restore: all but the key and the transaction, which the database sets itself."""
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in description if column.name not in ("id", "changed_xid")]


@transaction.atomic
def keep_undo_refusal(*, record: Import, problem: JorenError) -> None:
    """Put an import whose undoing was refused back to what it was, with the reason."""
    finished = Import.State.FAILED if record.error or not record.settling else Import.State.DONE
    Import.objects.filter(pk=record.pk, state=Import.State.UNDOING).update(state=finished, error=problem.as_dict())
