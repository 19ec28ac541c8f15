"""Which pairs are worth comparing: everybody who shares a key, the common keys parted by a second one."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any, Final

import duckdb
import psycopg

from joren.record.duplicates.rules.blocking import LARGEST_BLOCK
from joren.record.duplicates.rules.hashing import REFINED_BY, SORT_BITS

MEMORY: Final = os.environ.get("JOREN_DUPLICATES_MEMORY", "1GB")
NEIGHBOURS: Final = 5
"""Of people who share everything a block can be parted by, each is compared with so many next to them."""

Pair = tuple[int, int]


class Blocks:
    """A scratch database of keys in `folder`; closed and forgotten with it."""

    def __init__(self, folder: Path) -> None:
        self._duck = duckdb.connect(str(folder / "blocks.duckdb"))
        self._duck.execute(f"SET memory_limit = '{MEMORY}'; SET threads = 2; SET preserve_insertion_order = false")
        self._duck.execute(f"SET temp_directory = '{folder}'; SET enable_progress_bar = false")

    def close(self) -> None:
        """Let the files go."""
        self._duck.close()

    def load(self, connection: psycopg.Connection[Any]) -> None:
        """Take keys, refiners and who is due out of PostgreSQL."""
        self._take(connection, "k", "SELECT customer_id, unnest(keys) FROM duplicates_matchprofile")
        self._take(connection, "r", "SELECT customer_id, unnest(refiners) FROM duplicates_matchprofile")
        self._take(connection, "due", "SELECT customer_id, 0 FROM duplicates_due")
        self._duck.execute("CREATE TABLE counted AS SELECT key, count(*) AS n FROM k GROUP BY key HAVING n > 1")

    def frequencies(self, more_than: int) -> Iterator[list[tuple[int, int]]]:
        """(key, people) of all that more than so many carry, in pieces."""
        self._duck.execute(
            "SELECT key, n FROM counted WHERE n > $most UNION ALL"
            " SELECT key, count(*) AS n FROM r GROUP BY key HAVING n > $most",
            {"most": more_than},
        )
        while rows := self._duck.fetchmany(50_000):
            yield rows

    def pair_up(self, *, everybody: bool) -> int:
        """Find the pairs of which at least one is due (all, if `everybody`); returns how many there are."""
        self._duck.execute("CREATE TABLE pairs (a BIGINT, b BIGINT)")
        touched = "" if everybody else "WHERE key IN (SELECT k.key FROM k WHERE k.id IN (SELECT due.id FROM due))"
        self._duck.execute(f"CREATE TABLE c AS SELECT key, n FROM counted {touched}")
        self._small("SELECT id, key FROM k JOIN c USING (key) WHERE n <= {largest}", ["key"], everybody)
        self._part(everybody)
        self._duck.execute("CREATE TABLE found AS SELECT DISTINCT a, b FROM pairs ORDER BY a, b")
        self._duck.execute("DROP TABLE pairs")
        return self._one("SELECT count(*) FROM found")

    def pairs(self, after: int, size: int) -> Iterator[list[Pair]]:
        """The pairs by their first customer, from behind that one on."""
        self._duck.execute("SELECT a, b FROM found WHERE a > $after", {"after": after})
        while rows := self._duck.fetchmany(size):
            yield rows

    def _part(self, everybody: bool) -> None:
        """Blocks that are too big: by one refiner, by two, and then only neighbours."""
        allowed = ", ".join(f"({sort}, {part})" for sort, parts in REFINED_BY.items() for part in parts)
        self._duck.execute(f"CREATE TABLE allowed AS SELECT * FROM (VALUES {allowed}) AS t (sort, part)")
        self._duck.execute(
            "CREATE TABLE big AS SELECT k.id, k.key FROM k JOIN c USING (key) WHERE n > $largest",
            {"largest": LARGEST_BLOCK},
        )
        self._duck.execute(
            f"CREATE TABLE one AS SELECT big.id, big.key, r.key AS ref FROM big JOIN r USING (id)"
            f" JOIN allowed ON allowed.sort = (big.key & {SORT_BITS}) AND allowed.part = (r.key & {SORT_BITS})"
        )
        self._divide("one", ["key", "ref"], everybody)
        self._duck.execute(
            "CREATE TABLE two AS SELECT x.id, x.key, x.ref, y.ref AS ref2 FROM one_big x"
            " JOIN one_big y ON x.id = y.id AND x.key = y.key AND x.ref < y.ref"
        )
        self._divide("two", ["key", "ref", "ref2"], everybody)
        for table, by in (("big", "key"), ("two_big", "key, ref, ref2")):
            for step in range(1, NEIGHBOURS + 1):
                before = f"lag(id, {step}) OVER (PARTITION BY {by} ORDER BY id)"
                self._duck.execute(
                    f"INSERT INTO pairs SELECT * FROM (SELECT {before} AS a, id AS b FROM {table})"
                    f" WHERE a IS NOT NULL {_due(everybody)}"
                )

    def _divide(self, table: str, by: list[str], everybody: bool) -> None:
        """Pair up the small blocks of the table, and keep the others in `<table>_big`."""
        columns = ", ".join(by)
        self._duck.execute(
            f"CREATE TABLE {table}_n AS SELECT {columns}, count(*) AS n FROM {table} GROUP BY {columns} HAVING n > 1"
        )
        joined = f"SELECT id, {columns} FROM {table} JOIN {table}_n USING ({columns}) WHERE n"
        self._small(joined + " <= {largest}", by, everybody)
        self._duck.execute(f"CREATE TABLE {table}_big AS {joined} > {LARGEST_BLOCK}")

    def _small(self, blocks: str, by: list[str], everybody: bool) -> None:
        same = " AND ".join(f"x.{column} = y.{column}" for column in by)
        self._duck.execute(
            f"WITH blocks AS MATERIALIZED ({blocks.format(largest=LARGEST_BLOCK)})"
            f" INSERT INTO pairs SELECT DISTINCT x.id AS a, y.id AS b FROM blocks x JOIN blocks y"
            f" ON {same} AND x.id < y.id WHERE true {_due(everybody)}"
        )

    def _one(self, query: str) -> int:
        row = self._duck.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _take(self, connection: psycopg.Connection[Any], table: str, query: str) -> None:
        readable, writable = os.pipe()
        pump = _Pump(connection, query, writable)
        pump.start()
        try:
            self._duck.execute(
                f"CREATE TABLE {table} AS SELECT * FROM read_csv('/dev/fd/{readable}', header = false,"
                " auto_detect = false, delim = ',', columns = {'id': 'BIGINT', 'key': 'BIGINT'})"
            )
        finally:
            os.close(readable)
            pump.join()
        if pump.problem:
            raise pump.problem


def _due(everybody: bool) -> str:
    return "" if everybody else "AND (a IN (SELECT due.id FROM due) OR b IN (SELECT due.id FROM due))"


class _Pump(Thread):
    """Moves a COPY into a pipe while DuckDB reads its other end."""

    def __init__(self, connection: psycopg.Connection[Any], query: str, writable: int) -> None:
        super().__init__(name="duplicates-copy", daemon=True)
        self.problem: BaseException | None = None
        self._work = (connection, f"COPY ({query}) TO STDOUT (FORMAT csv)", writable)

    def run(self) -> None:
        connection, query, writable = self._work
        try:
            with os.fdopen(writable, "wb", buffering=1 << 20) as pipe, connection.cursor().copy(query) as blocks:
                for block in blocks:
                    pipe.write(block)
        except BaseException as problem:
            self.problem = problem
