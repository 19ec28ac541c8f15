"""What a row has in columns that are younger than the copy it comes back from."""

import json
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import NOT_PROVIDED
from psycopg import sql

_EXPRESSIONS: Final = """
SELECT a.attname, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE d.adrelid = %s::regclass AND a.attidentity = '' AND a.attgenerated = ''
"""


def column_defaults(table: str) -> dict[str, Any]:
    """Column to the value, as JSON has it, that a new row gets where nothing is said; without those that get null.

    The database's own default counts before the model's. Not evaluated for the key.
    """
    found = _of_model(table)
    with connection.cursor() as cursor:
        cursor.execute(_EXPRESSIONS, [table])
        # Out of the catalogue of the database: expressions of our own migrations.
        parts = [(name, sql.SQL(expression)) for name, expression in cursor.fetchall() if name != "id"]
        if parts:
            pairs = sql.SQL(", ").join(sql.SQL("{}, {}").format(sql.Literal(name), value) for name, value in parts)
            cursor.execute(sql.SQL("SELECT jsonb_build_object({})::text").format(pairs))
            found |= json.loads(cursor.fetchone()[0])
    return found


def _of_model(table: str) -> dict[str, Any]:
    model = next((model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table), None)
    if model is None:
        return {}
    given = {
        field.column: field.get_default()
        for field in model._meta.concrete_fields
        if not field.primary_key and field.db_default is NOT_PROVIDED and (field.has_default() or not field.null)
    }
    known = {column: value for column, value in given.items() if value is not None}
    loaded: dict[str, Any] = json.loads(json.dumps(known, cls=DjangoJSONEncoder))
    return loaded
