"""Taking a whole import back: what it made is deleted, what it changed is as before; or nothing, and why not.

Where later facts lean on some of it, the undo can leave exactly those people (or purchases, products) as they are that
were shown before, and take back all the rest: see `joren.touchpoints.imports.planning`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.types.json import Jsonb

from joren.foundation.audit import actions as audit
from joren.foundation.database.defaults import column_defaults
from joren.foundation.errors import JorenError
from joren.foundation.jobs import actions as jobs
from joren.foundation.time.clock import now
from joren.touchpoints.imports import files
from joren.touchpoints.imports.errors import InTheWay, PlanChanged, WrongState
from joren.touchpoints.imports.kinds_known import kind_named
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.obstacles import in_words, pointing_at
from joren.touchpoints.imports.planning import (
    UNDOABLE,
    UndoPlan,
    change_goes,
    changed_tables,
    goes,
    make_plan,
)
from joren.touchpoints.imports.units import models_by_table

from .choices import take_back_choices
from .remembering import current_xid

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

JOB: Final = "imports.undo"
SLICE: Final = 10_000
"""Rows deleted in one statement, so that progress can be told between two."""

Progress = Callable[[int, int | None, str], None]

# The row as it stands is the base: a column that came after the row was kept stays as it is.
_RESTORE = """
UPDATE {table} SET ({columns}) = (SELECT {old} FROM jsonb_populate_record({table}, c.before) old)
FROM imports_importchange c
WHERE c.import_of_id = %s AND c."table" = {name} AND NOT c.deleted AND c.row_id = {table}.id AND {goes}
"""
# A deleted row comes back under a key of its own, because its old one is known to be gone; columns that came after it
# was kept have what a new row has there.
_NEW_KEYS = """
UPDATE imports_importchange c SET row_id = nextval(pg_get_serial_sequence({name}, 'id'))
WHERE c.import_of_id = %s AND c."table" = {name} AND c.deleted AND {goes}
"""
_REINSERT = """
INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %s::jsonb || c.before || jsonb_build_object(
    'id', c.row_id, 'changed_xid', pg_current_xact_id()::text))).*
FROM imports_importchange c WHERE c.import_of_id = %s AND c."table" = {name} AND c.deleted AND {goes}
"""


def _silent(done: int, total: int | None, message: str) -> None:
    return None


@transaction.atomic
def start_undo(*, record: Import, by: "Staff | None", leave: str = "") -> Import:
    """Leave the undoing to the worker. `leave`: the name of the plan whose people stay as they are.

    Raises InTheWay, PlanChanged, WrongState.
    """
    record = _undoable(record)
    _check(make_plan(record), leave)
    record.state, record.error, record.undo_plan = Import.State.UNDOING, {}, {"leave": leave}
    record.save(update_fields=["state", "error", "undo_plan"])
    jobs.schedule(JOB, subject=str(record.pk), by=by)
    return record


@transaction.atomic
def undo(*, record: Import, by: "Staff | None", leave: str = "", progress: Progress = _silent) -> Import:
    """Take the import back, whole or but for the people of the plan `leave`, in one transaction.

    Raises InTheWay or PlanChanged (nothing is changed then), WrongState.
    """
    record = _undoable(record)
    plan = make_plan(record)
    _check(plan, leave)
    try:
        with transaction.atomic():
            _take_back(record, plan, progress)
    except IntegrityError as problem:  # somebody used a row of it in this very moment
        raise InTheWay(obstacles=str(problem.__cause__).splitlines()[0]) from problem
    record.state, record.undone_at, record.runner = Import.State.UNDONE, now(), ""
    record.xids = [*record.xids, current_xid()]
    record.undo_plan = {
        "kept": {table: len(keys) for table, keys in plan.kept.items()},
        "deletes": plan.deletes,
        "restores": plan.restores,
    }
    record.save(update_fields=["state", "undone_at", "runner", "xids", "undo_plan"])
    audit.record(
        "deleted",
        by=by,
        subject_type="import",
        subject_id=record.pk,
        label=record.file_name,
        detail={"kind": record.kind, "counts": record.counts, "kept": record.undo_plan["kept"]},
    )
    stored = record.stored
    transaction.on_commit(lambda: files.discard(stored))
    return record


@transaction.atomic
def keep_undo_refusal(*, record: Import, problem: JorenError) -> None:
    """Put an import whose undoing was refused back to what it was, with the reason."""
    finished = Import.State.DONE if record.settling and record.finished_at else Import.State.PAUSED
    Import.objects.filter(pk=record.pk, state=Import.State.UNDOING).update(
        state=finished, error=problem.as_dict(), undo_plan={}
    )


def _undoable(record: Import) -> Import:
    record = Import.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.state not in UNDOABLE:
        raise WrongState(state=record.get_state_display())
    return record


def _check(plan: UndoPlan, leave: str) -> None:
    """Nothing stands in the way, or exactly those stay who were shown."""
    if plan.name == leave:
        return
    if leave:
        raise PlanChanged
    told = [obstacle.told() for obstacle in plan.obstacles]
    raise InTheWay(obstacles=in_words(plan.obstacles), found=told, plan=plan.name)


def _take_back(record: Import, plan: UndoPlan, progress: Progress) -> None:
    kind = kind_named(record.kind)
    done = 0
    progress(0, plan.rows, "")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        changed = changed_tables(record)
        # Whose rows a change belongs to is told by where they point now: before anything is deleted.
        _mark_changes(cursor, record, changed)
        for table in kind.tables:
            for ids in _slices(cursor, record, table):
                cursor.execute(sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(sql.Identifier(table)), [ids])
                done += len(ids)
                progress(done, plan.rows, "")
        for table in changed:
            _restore(cursor, record, table)
            done += plan.restores.get(table, 0)
            progress(done, plan.rows, "")
        for table in kind.byproducts:
            _delete_unused(cursor, table, record.made.get(table, []))
        take_back_choices(record)
        with translation.override(record.staff.language if record.staff else translation.get_language()):
            progress(plan.rows, plan.rows, _("Everything is put back; it is checked that nothing is left hanging."))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _mark_changes(cursor: Any, record: Import, tables: list[str]) -> None:
    """Note which kept states come back."""
    cursor.execute("CREATE TEMP TABLE IF NOT EXISTS imports_coming_back (change_id bigint PRIMARY KEY)")
    cursor.execute("TRUNCATE imports_coming_back")
    for table in tables:
        statement = sql.SQL(
            "INSERT INTO imports_coming_back SELECT c.id FROM imports_importchange c"
            ' WHERE c.import_of_id = %s AND c."table" = {} AND {}'
        ).format(sql.Literal(table), change_goes(record, table))
        cursor.execute(statement, [record.pk])
    cursor.execute("ANALYZE imports_coming_back")


def _slices(cursor: Any, record: Import, table: str) -> Any:
    """Keys of the rows to delete, some at a time, in their order."""
    question = sql.SQL("SELECT r.id FROM {} r WHERE r.import_id = %s AND {} ORDER BY r.id").format(
        sql.Identifier(table), goes(record, table, "r")
    )
    cursor.execute(question, [record.pk])
    keys = [key for (key,) in cursor.fetchall()]
    for start in range(0, len(keys), SLICE):
        yield keys[start : start + SLICE]


def _restore(cursor: Any, record: Import, table: str) -> None:
    names = _columns(table)
    parts = {
        "table": sql.Identifier(table),
        "name": sql.Literal(table),
        "goes": sql.SQL("c.id IN (SELECT change_id FROM imports_coming_back)"),
    }
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    old = sql.SQL(", ").join(sql.Identifier("old", name) for name in names)
    cursor.execute(sql.SQL(_RESTORE).format(columns=columns, old=old, **parts), [record.pk])
    cursor.execute(sql.SQL(_NEW_KEYS).format(**parts), [record.pk])
    cursor.execute(sql.SQL(_REINSERT).format(**parts), [Jsonb(column_defaults(table)), record.pk])


def _delete_unused(cursor: Any, table: str, ids: list[int]) -> None:
    """Delete these rows (tags, custom fields the import made) where nothing points at them any more."""
    if not ids:
        return
    model = models_by_table()[table]
    unused = [
        sql.SQL("NOT EXISTS (SELECT FROM {} o WHERE o.{} = r.id)").format(
            sql.Identifier(other._meta.db_table), sql.Identifier(column)
        )
        for other, column in pointing_at(model)
    ]
    where = sql.SQL(" AND ").join([sql.SQL("r.id = ANY(%s)"), *unused])
    cursor.execute(sql.SQL("DELETE FROM {} r WHERE {}").format(sql.Identifier(table), where), [ids])


def _columns(table: str) -> list[str]:
    """The columns to restore: all but the key and the transaction, which the database sets itself."""
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in description if column.name not in ("id", "changed_xid")]
