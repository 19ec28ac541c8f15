"""Where a compiled query runs: the mirror for everybody, PostgreSQL for a few and inside a writer's transaction."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.conf import settings
from django.db import connection

from joren.segments.mirror.actions import declared_tables
from joren.segments.mirror.reading import OpenMirror, open_mirror

from .bits import bits_of
from .dialects import Dialect, DuckDB, PostgreSQL
from .ready import ReadyAnswers, definition

A_FEW = 1_000
"""Up to so many customers are looked up in PostgreSQL by its indexes; more are faster read from the mirror."""


class Engine(Protocol):
    """Something that runs a query. One engine sees one state of the facts as long as it is used."""

    dialect: Dialect
    ready: ReadyAnswers | None
    """Answers it keeps; None where it computes all of them."""

    def rows(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        """The rows, as tuples."""

    def flags(self, query: str, values: Mapping[str, Any]) -> list[int]:
        """Each column of a query of true-or-false columns as one number: bit n is set where row n is true."""


def ready_answers(mirror: OpenMirror) -> ReadyAnswers | None:
    """The answers that stand ready in that state of the mirror; None where they were made by another definition."""
    made, wanted = mirror.manifest.ready, definition()
    if made is None or wanted is None or made.files.fingerprint != wanted.fingerprint:
        return None
    return ReadyAnswers(made, mirror.ready_relation())


class MirrorEngine:
    """DuckDB over the mirror, which is brought up to date when it is opened."""

    def __init__(self) -> None:
        self.mirror: OpenMirror = open_mirror()
        self.dialect: Dialect = DuckDB(self.mirror.relation)
        self.ready = ready_answers(self.mirror)

    def rows(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        """See `Engine`. Raises what `OpenMirror.rows` raises."""
        return self.mirror.rows(query, values)

    def flags(self, query: str, values: Mapping[str, Any]) -> list[int]:
        """See `Engine`. Arrow keeps such columns as bits already."""
        table = self.mirror.arrow(query, values).combine_chunks()
        return [bits_of(column) for column in table.itercolumns()]


class PostgresEngine:
    """The operational database itself, by the connection of this thread: its own uncommitted writes included."""

    def __init__(self) -> None:
        self.ready: ReadyAnswers | None = None
        tables = declared_tables()
        self.dialect: Dialect = PostgreSQL(lambda name: f"({tables[name].select.replace('%', '%%')})")

    def rows(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        """See `Engine`."""
        with connection.cursor() as cursor:
            cursor.execute(query, dict(values))
            found: list[Any] = cursor.fetchall()
            return found

    def flags(self, query: str, values: Mapping[str, Any]) -> list[int]:
        """See `Engine`."""
        columns = zip(*self.rows(query, values), strict=True)
        return [int("".join("1" if flag else "0" for flag in reversed(column)) or "0", 2) for column in columns]


def engine_for_rule(customers: int | None) -> Engine:
    """The engine for a rule or an attribute: Spark for questions about everybody where `SPARK_URL` names one."""
    found = engine_for(customers)
    if settings.SPARK_URL and isinstance(found, MirrorEngine):
        from .spark import SparkEngine

        return SparkEngine(settings.SPARK_URL, found.mirror)
    return found


def engine_for(customers: int | None) -> Engine:
    """The engine of this machine for a question about so many customers, None for everybody.

    Inside a transaction that has already written, PostgreSQL: the mirror knows only what is committed.
    """
    if (customers is not None and customers <= A_FEW) or _has_written():
        return PostgresEngine()
    return MirrorEngine()


def _has_written() -> bool:
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool((cursor.fetchone() or (False,))[0])
