"""Keeping rows as they were before an import changes them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from psycopg import sql

from joren.foundation.importing.rows import Remember
from joren.touchpoints.imports.kinds_known import kind_named
from joren.touchpoints.imports.models import Import

from .choices import known_choices, note_new_choices

_KEEP = """
INSERT INTO imports_importchange (import_of_id, "table", row_id, deleted, before)
SELECT {import_id}, {name}, t.id, {deleted}, to_jsonb(t) FROM {table} t
WHERE t.id = ANY(%s) AND (to_jsonb(t) ->> 'import_id') IS DISTINCT FROM {import_text}
ON CONFLICT (import_of_id, "table", row_id)
DO UPDATE SET deleted = imports_importchange.deleted OR excluded.deleted
"""


def current_xid() -> str:
    """The running transaction, as rows it writes will carry it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (xid,) = cursor.fetchone()
    return str(xid)


def remember_for(import_id: int) -> Remember:
    """A function that keeps rows for this import. What the import itself made needs no keeping."""

    def remember(table: str, ids: Sequence[int], *, deleted: bool = False) -> None:
        if not ids:
            return
        statement = sql.SQL(_KEEP).format(
            import_id=sql.Literal(import_id),
            import_text=sql.Literal(str(import_id)),
            name=sql.Literal(table),
            deleted=sql.Literal(deleted),
            table=sql.Identifier(table),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(ids)])

    return remember


@contextmanager
def noting_byproducts(record: Import) -> Iterator[None]:
    """Note in ``record.made`` the rows that come into tables without an import of their own (tags, custom fields).

    To be saved with the batch. Should somebody else make one in the same moment, it is noted too; it stays at the
    undo as soon as anything uses it.
    """
    tables = kind_named(record.kind).byproducts
    before, choices = {table: _ids(table) for table in tables}, known_choices() if tables else {}
    yield
    note_new_choices(record, choices)
    for table in tables:
        new = sorted(_ids(table) - before[table])
        if new:
            record.made = {**record.made, table: [*record.made.get(table, []), *new]}


def _ids(table: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT id FROM {}").format(sql.Identifier(table)))
        return {key for (key,) in cursor.fetchall()}
