"""Bring the tables of the database to the state this version needs, one process at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_ONE_AT_A_TIME = 0x4A4F52454E  # "JOREN": the key of PostgreSQL's advisory lock


def is_prepared() -> bool:
    """Return whether the database has tables at all; waits for a process that is just making them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [_ONE_AT_A_TIME])
        try:
            cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
            return bool(cursor.fetchone()[0])
        finally:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_ONE_AT_A_TIME])


def missing_migrations() -> list[str]:
    """Return the names of the steps the tables still lack, ``app.0001_initial``; empty when all is well."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def prepare_tables(told: Callable[[str], None] = lambda step: None) -> list[str]:
    """Bring the tables up to date and return the steps taken; `told` hears of them before they run."""
    with _alone():
        steps = missing_migrations()
        if steps:
            told(", ".join(steps[:1]))
            call_command("migrate", interactive=False, verbosity=0, stdout=StringIO())
        call_command("createcachetable", verbosity=0)
    return steps


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ONE_AT_A_TIME])
