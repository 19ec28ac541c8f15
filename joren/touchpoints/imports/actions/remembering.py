"""Keeping rows as they were before an import changes them."""

from collections.abc import Sequence

from django.db import connection
from psycopg import sql

from joren.foundation.importing.rows import Remember

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
