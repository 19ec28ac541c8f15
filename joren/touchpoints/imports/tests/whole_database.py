"""The whole database as values, to prove that two states of it are one."""

import json
from collections import Counter
from typing import Any

from django.apps import apps
from django.db import connection

BOOKKEEPING = ("audit_", "imports_", "jobs_", "django_", "changes_", "sessions_", "usersessions_")
"""Tables that say what was done, not what is: an undone import stays in the history."""
NEVER_COMPARED = ("changed_xid",)


def whole_database(*, keys: bool = False) -> dict[str, Counter[str]]:
    """Every row of every table but those of bookkeeping, as counted JSON.

    `keys`: with their primary keys, for states that must agree in these too; a row that was deleted and put back has
    a new one.
    """
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    return {table: _rows(table, keys) for table in tables if not table.startswith(BOOKKEEPING)}


def differences(before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> dict[str, Any]:
    """What is in one state only, by table; empty when they are one."""
    return {
        table: {"gone": list(before[table] - after[table])[:3], "more": list(after[table] - before[table])[:3]}
        for table in before
        if before[table] != after[table]
    }


def _rows(table: str, keys: bool) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
        rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    dropped = NEVER_COMPARED if keys else (*NEVER_COMPARED, "id")
    return Counter(
        json.dumps({name: value for name, value in row.items() if name not in dropped}, sort_keys=True) for row in rows
    )
