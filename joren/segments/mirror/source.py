"""The PostgreSQL side of the mirror: one snapshot, what changed since another one, rows as a stream."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread
from typing import Any

import psycopg
from django.db import connection as django_connection

from .columns import SourceTable

IDENTITY_SQL = """
SELECT (SELECT system_identifier FROM pg_control_system()) || '/' ||
       (SELECT oid FROM pg_database WHERE datname = current_database()),
       pg_current_snapshot()::text, pg_snapshot_xmin(pg_current_snapshot())::text,
       (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END
        - '0/0'::pg_lsn)::text
"""
STORAGE_SQL = """
SELECT to_regclass(name)::oid::text || '/' || pg_relation_filenode(to_regclass(name))
FROM unnest(%s::text[]) WITH ORDINALITY AS given (name, place) ORDER BY place
"""
"""Which files hold each table: changes when a table is made anew, emptied by TRUNCATE or restored."""
CHANGED = "{column} >= %(xmin)s::xid8 AND NOT pg_visible_in_snapshot({column}, %(snapshot)s::pg_snapshot)"
"""Written by a transaction that the earlier snapshot did not see, however old its number is by now."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What PostgreSQL said of itself: which database, which snapshot, how far its log."""

    database: str
    snapshot: str
    xmin: int
    log_position: int

    @classmethod
    def of(cls, row: Any) -> "Moment":
        """From the one row of `IDENTITY_SQL`."""
        database, snapshot, xmin, position = row
        return cls(database, snapshot, int(xmin), int(position))


class Source:
    """One read-only transaction: everything read through it is of one snapshot."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self.moment = Moment.of(connection.execute(IDENTITY_SQL).fetchone())

    def storage(self, tables: list[str]) -> list[str | None]:
        """A mark per source table that changes whenever the table was replaced or emptied as a whole."""
        return [row[0] for row in self._connection.execute(STORAGE_SQL, [tables])]

    def changed(self, tables: Iterable[SourceTable], since: Moment) -> set[str]:
        """Names of the tables with rows written or deleted after the earlier snapshot."""
        rows, deleted = CHANGED.format(column="changed_xid"), CHANGED.format(column="deleted_xid")
        parts = [
            f"SELECT '{table.name}' WHERE EXISTS (SELECT FROM \"{table.source}\" WHERE {rows}) OR EXISTS"
            f" (SELECT FROM changes_tombstone WHERE \"table\" = '{table.source}' AND {deleted})"
            for table in tables
        ]
        return {row[0] for row in self._connection.execute(" UNION ALL ".join(parts), _since(since))}

    def deleted_ids(self, table: SourceTable, since: Moment) -> list[int]:
        """Ids of rows deleted after the earlier snapshot."""
        query = (
            f'SELECT row_id FROM changes_tombstone WHERE "table" = %(table)s AND {CHANGED.format(column="deleted_xid")}'
        )
        rows = self._connection.execute(query, {"table": table.source, **_since(since)})
        return [row[0] for row in rows]

    @contextmanager
    def stream(self, table: SourceTable, since: Moment | None) -> Iterator[str]:
        """The rows (those changed since a moment) as CSV, readable at the path this gives while the block runs.

        Raises at the end of the block when PostgreSQL stopped in the middle: what was read is then worthless.
        """
        where = f" WHERE {CHANGED.format(column='t.changed_xid')}" if since else ""
        query = f"COPY ({table.select}{where}) TO STDOUT (FORMAT csv)"
        readable, writable = os.pipe()
        pump = _Pump(self._connection, query, _since(since) if since else {}, writable)
        pump.start()
        try:
            yield f"/dev/fd/{readable}"
        finally:
            os.close(readable)
            pump.join()
        if pump.problem:
            raise pump.problem


class _Pump(Thread):
    """Moves a COPY into a pipe while DuckDB reads its other end."""

    def __init__(self, connection: Any, query: str, values: dict[str, str], writable: int) -> None:
        super().__init__(name="mirror-copy", daemon=True)
        self.problem: BaseException | None = None
        self._work = (connection, query, values, writable)

    def run(self) -> None:
        connection, query, values, writable = self._work
        try:
            rows = psycopg.ClientCursor(connection).copy(query, values)
            with os.fdopen(writable, "wb", buffering=1 << 20) as pipe, rows as blocks:
                for block in blocks:
                    pipe.write(block)
        except BaseException as problem:
            self.problem = problem


def adopt_restored_rows(sources: list[str]) -> None:
    """Stamp rows whose transaction this server has not reached yet as written now.

    They came from another server by a restore; otherwise they would look changed for ever.
    """
    limit = "pg_snapshot_xmax(pg_current_snapshot())"
    with psycopg.connect(**django_connection.get_connection_params()) as connection:
        for source in sources:
            ahead = f'FROM "{source}" WHERE changed_xid >= {limit}'
            if connection.execute(f"SELECT EXISTS (SELECT {ahead})").fetchone() == (True,):
                connection.execute(
                    f'UPDATE "{source}" SET changed_xid = pg_current_xact_id() WHERE changed_xid >= {limit}'
                )
        connection.execute(f"DELETE FROM changes_tombstone WHERE deleted_xid >= {limit}")


@contextmanager
def open_source() -> Iterator[Source]:
    """A connection of its own to Django's database, in one repeatable-read, read-only transaction."""
    parameters = django_connection.get_connection_params()
    with psycopg.connect(**parameters) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true)")
        try:
            yield Source(connection)
        finally:
            with suppress(psycopg.Error):
                connection.rollback()


def _since(moment: Moment) -> dict[str, str]:
    return {"xmin": str(moment.xmin), "snapshot": moment.snapshot}
