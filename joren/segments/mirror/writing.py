"""Writes the files of one table: all of it, what changed, or what is left after compaction."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from .columns import SourceTable
from .limits import COMPACT_ROWS, COMPACT_SHARE, engine_settings
from .manifest import TableFiles, new_name
from .relations import relation, scan, text
from .source import Moment, Source

_FORMAT: Final = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"


class Writer:
    """Writes Parquet files into one folder with an engine of its own. Nothing is part of the mirror until published."""

    def __init__(self, folder: Path) -> None:
        import duckdb

        self._folder = folder
        self._engine = duckdb.connect(":memory:", config=engine_settings())
        self.written: list[str] = []

    def close(self) -> None:
        """Let the engine go."""
        self._engine.close()

    def discard(self) -> None:
        """Remove everything written, after something went wrong."""
        for name in self.written:
            (self._folder / name).unlink(missing_ok=True)

    def base(self, source: Source, table: SourceTable, fingerprint: str) -> TableFiles:
        """Copy the whole table."""
        name = self._file(table.name, "base")
        with source.stream(table, None) as path:
            self._copy(f"SELECT * FROM {_csv(path, table)}{_sorted(table)}", name)
        return self._described(TableFiles(fingerprint, name, 0, 0))

    def changes(self, source: Source, table: SourceTable, since: Moment, files: TableFiles) -> TableFiles:
        """Bring in the rows written or deleted since then."""
        fresh = self._file(table.name, "fresh")
        with source.stream(table, since) as path:
            self._copy(f"SELECT * FROM {_csv(path, table)}", fresh)
        self._engine.execute("CREATE OR REPLACE TEMP TABLE touched (id BIGINT)")
        self._engine.execute(f"INSERT INTO touched SELECT id FROM {self._scan(fresh)}")
        self._insert(source.deleted_ids(table, since))
        merged = self._merged(table.name, files, fresh)
        (self._folder / fresh).unlink()
        return self._compacted_if_large(table, merged)

    def compacted(self, table: SourceTable, files: TableFiles) -> TableFiles:
        """Rewrite base, delta and hidden ids as one base."""
        name = self._file(table.name, "base")
        self._copy(f"SELECT * FROM {relation(self._folder, files)}{_sorted(table)}", name)
        return self._described(TableFiles(files.fingerprint, name, 0, 0))

    def _merged(self, table: str, files: TableFiles, fresh: str) -> TableFiles:
        delta, hidden = self._file(table, "delta"), self._file(table, "hidden")
        kept = f"SELECT d.* FROM {self._scan(files.delta)} AS d ANTI JOIN touched ON touched.id = d.id UNION ALL "
        self._copy(f"{kept if files.delta else ''}SELECT * FROM {self._scan(fresh)}", delta)
        before = f"SELECT id FROM {self._scan(files.hidden)} UNION " if files.hidden else ""
        known = f"{self._scan(files.base)} AS b ON b.id = i.id"
        # A row deleted and put back under its id is in `touched` twice, and hidden once.
        self._copy(f"SELECT DISTINCT i.id FROM ({before}SELECT id FROM touched) AS i SEMI JOIN {known}", hidden)
        rows = [int(self._value(f"SELECT count(*) FROM {self._scan(name)}")) for name in (delta, hidden)]
        return replace(
            files,
            delta=delta if rows[0] else "",
            delta_rows=rows[0],
            hidden=hidden if rows[1] else "",
            hidden_rows=rows[1],
        )

    def _compacted_if_large(self, table: SourceTable, files: TableFiles) -> TableFiles:
        pending = files.delta_rows + files.hidden_rows
        if pending <= max(COMPACT_ROWS, COMPACT_SHARE * files.base_rows):
            return files
        return self.compacted(table, files)

    def _described(self, files: TableFiles) -> TableFiles:
        rows, highest = self._engine.execute(
            f"SELECT count(*), coalesce(max(id), 0) FROM {self._scan(files.base)}"
        ).fetchall()[0]
        return replace(files, base_rows=int(rows), highest_id=int(highest))

    def _insert(self, ids: Iterable[int]) -> None:
        ids = list(ids)
        if ids:
            self._engine.execute("INSERT INTO touched SELECT unnest($ids)", {"ids": ids})

    def _file(self, table: str, part: str) -> str:
        name = new_name(table, part)
        self.written.append(name)
        return name

    def _copy(self, query: str, name: str) -> None:
        target = text(str(self._folder / name))
        self._engine.execute(f"COPY ({query}) TO {target} ({_FORMAT})")

    def _scan(self, name: str) -> str:
        return scan(self._folder, name)

    def _value(self, query: str) -> Any:
        return self._engine.execute(query).fetchall()[0][0]


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
