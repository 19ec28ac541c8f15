"""Writes the files of one table: all of it, what changed, or what is left after compaction."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from .columns import SourceTable
from .files import TableFiles, new_name
from .limits import COMPACT_ROWS, COMPACT_SHARE, engine_settings
from .relations import relation, scan, text
from .source import Moment, Source

PEOPLE: Final = "people"
"""The writer's temporary table of customers something changed of."""
TOUCHED: Final = "touched"
"""Its temporary table of the ids of the table at hand that came, changed or went."""
_FORMAT: Final = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"


class Writer:
    """Writes Parquet files into one folder with an engine of its own. Nothing is part of the mirror until published."""

    def __init__(self, folder: Path) -> None:
        import duckdb

        self.folder = folder
        self._engine = duckdb.connect(":memory:", config=engine_settings())
        self._engine.execute(f"CREATE TEMP TABLE {PEOPLE} (id BIGINT)")
        self.written: list[str] = []

    def close(self) -> None:
        """Let the engine go."""
        self._engine.close()

    def discard(self) -> None:
        """Remove everything written, after something went wrong."""
        for name in self.written:
            (self.folder / name).unlink(missing_ok=True)

    def base(self, source: Source, table: SourceTable, fingerprint: str) -> TableFiles:
        """Copy the whole table."""
        name = self.file(table.name, "base")
        with source.stream(table, None) as path:
            self.copy(f"SELECT * FROM {_csv(path, table)}{_sorted(table)}", name)
        return self.described(TableFiles(fingerprint, name, 0, 0))

    def changes(self, source: Source, table: SourceTable, since: Moment, files: TableFiles) -> TableFiles:
        """Bring in the rows written or deleted since then."""
        fresh = self.file(table.name, "fresh")
        with source.stream(table, since) as path:
            self.copy(f"SELECT * FROM {_csv(path, table)}", fresh)
        self._engine.execute(f"CREATE OR REPLACE TEMP TABLE {TOUCHED} (id BIGINT)")
        self._engine.execute(f"INSERT INTO {TOUCHED} SELECT id FROM {self.scan(fresh)}")
        self._insert(source.deleted_ids(table, since))
        if table.customer:
            self._note_people(table.customer, files, fresh)
        merged = self.merged(table.name, files, fresh)
        (self.folder / fresh).unlink()
        return merged if is_small(merged) else self.compacted(table.name, table.order, merged)

    def compacted(self, table: str, order: str, files: TableFiles) -> TableFiles:
        """Rewrite base, delta and hidden ids as one base."""
        name = self.file(table, "base")
        self.copy(f'SELECT * FROM {relation(self.folder, files)} ORDER BY "{order}"', name)
        return self.described(TableFiles(files.fingerprint, name, 0, 0))

    def _note_people(self, customer: str, files: TableFiles, fresh: str) -> None:
        """Remember whose rows came, changed or went: whoever has them now, and whoever had them."""
        parts = [f'SELECT "{customer}" AS id FROM {self.scan(fresh)}']
        before = ([files.base] if self._touches_base(files) else []) + ([files.delta] if files.delta else [])
        parts += [f'SELECT b."{customer}" FROM {self.scan(name)} AS b SEMI JOIN touched USING (id)' for name in before]
        self._engine.execute(f"INSERT INTO {PEOPLE} SELECT id FROM ({' UNION '.join(parts)}) WHERE id IS NOT NULL")

    def _touches_base(self, files: TableFiles) -> bool:
        """Whether a row of the base may be among those touched. New rows alone leave it unread, however long it is."""
        return bool(self.value(f"SELECT count(*) FROM touched WHERE id <= {files.highest_id}"))

    def merged(self, table: str, files: TableFiles, fresh: str) -> TableFiles:
        """The files of a table with the rows of `fresh` instead of those whose ids are `touched`."""
        delta = self.file(table, "delta")
        kept = f"SELECT d.* FROM {self.scan(files.delta)} AS d ANTI JOIN touched ON touched.id = d.id UNION ALL "
        self.copy(f"{kept if files.delta else ''}SELECT * FROM {self.scan(fresh)}", delta)
        rows = self._count(delta)
        found = replace(files, delta=delta if rows else "", delta_rows=rows)
        return self._hiding(table, found) if self._touches_base(files) else found

    def _hiding(self, table: str, files: TableFiles) -> TableFiles:
        hidden = self.file(table, "hidden")
        before = f"SELECT id FROM {self.scan(files.hidden)} UNION " if files.hidden else ""
        known = f"{self.scan(files.base)} AS b ON b.id = i.id"
        # A row deleted and put back under its id is in `touched` twice, and hidden once.
        self.copy(f"SELECT DISTINCT i.id FROM ({before}SELECT id FROM touched) AS i SEMI JOIN {known}", hidden)
        rows = self._count(hidden)
        return replace(files, hidden=hidden if rows else "", hidden_rows=rows)

    def _count(self, name: str) -> int:
        return int(self.value(f"SELECT count(*) FROM {self.scan(name)}"))

    def described(self, files: TableFiles) -> TableFiles:
        """The files of a table that is one base, with what that base holds."""
        rows, highest = self._engine.execute(
            f"SELECT count(*), coalesce(max(id), 0) FROM {self.scan(files.base)}"
        ).fetchall()[0]
        return replace(files, base_rows=int(rows), highest_id=int(highest))

    def _insert(self, ids: Iterable[int]) -> None:
        ids = list(ids)
        if ids:
            self._engine.execute("INSERT INTO touched SELECT unnest($ids)", {"ids": ids})

    def file(self, table: str, part: str) -> str:
        """The name of a new file, removed again if the sync fails."""
        name = new_name(table, part)
        self.written.append(name)
        return name

    def copy(self, query: str, name: str, values: Mapping[str, Any] | None = None) -> None:
        """Write what a query gives as that file."""
        target = text(str(self.folder / name))
        self._engine.execute(f"COPY ({query}) TO {target} ({_FORMAT})", dict(values or {}))

    def scan(self, name: str) -> str:
        """The table function for one of the folder's files."""
        return scan(self.folder, name)

    def execute(self, query: str, values: Mapping[str, Any] | None = None) -> None:
        """Run a statement."""
        self._engine.execute(query, dict(values or {}))

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[Any]:
        """Run a query."""
        found: list[Any] = self._engine.execute(query, dict(values or {})).fetchall()
        return found

    def value(self, query: str) -> Any:
        """The one value of a query."""
        return self.rows(query)[0][0]


def is_small(files: TableFiles) -> bool:
    """Whether the changes are few enough to stay beside the base."""
    return files.delta_rows + files.hidden_rows <= max(COMPACT_ROWS, COMPACT_SHARE * files.base_rows)


def _sorted(table: SourceTable) -> str:
    return f' ORDER BY "{table.order}"'


def _csv(path: str, table: SourceTable) -> str:
    """PostgreSQL's CSV: an empty field is unknown, a quoted empty one is an empty text."""
    types = ", ".join(f"{text(name)}: {text(kind)}" for name, kind in table.types.items())
    return (
        f"read_csv({text(path)}, columns = {{{types}}}, header = false, auto_detect = false, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, strict_mode = true, "
        "max_line_size = 20000000)"
    )
