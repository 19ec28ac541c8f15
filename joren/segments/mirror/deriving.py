"""Makes the table of ready answers from the others, and keeps it up for the customers something changed of."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from .columns import SourceTable
from .derived import NAME, Definition, Ready, Window
from .files import TableFiles
from .relations import relation
from .writing import PEOPLE, TOUCHED, Writer, is_small

_AMONG: Final = f"{{id}} IN (SELECT id FROM {TOUCHED})"


class Deriver:
    """Works with a writer that has just brought the fact tables (`files`) up to date. `day`: today, in Japan."""

    def __init__(
        self,
        writer: Writer,
        wanted: Definition,
        tables: Mapping[str, SourceTable],
        files: Mapping[str, TableFiles],
        day: date,
    ) -> None:
        self._writer, self.wanted, self._tables, self._files, self._day = writer, wanted, tables, files, day
        self._dated = [name for name in wanted.tables if tables[name].date and name != "customers"]

    def all(self) -> Ready:
        """Make it for everybody."""
        base = self._writer.file(NAME, "base")
        self._copy("", base)
        files = self._writer.described(TableFiles(self.wanted.fingerprint, base, 0, 0))
        return self._published(files, {name: self._window(name, self._relation(name)) for name in self._dated})

    def changes(self, before: Ready, known: Mapping[str, TableFiles]) -> Ready:
        """Make it again for the customers the writer noted, and for those whose future has come.

        `known`: the files of the fact tables when it was made before.
        """
        self._day = max(self._day, before.day)
        for name in self._dated:
            if _has_come(before.windows[name], self._day):
                self._note_whose_future_came(name, before.day)
        windows = {name: self._moved(name, before.windows[name], known[name]) for name in self._dated}
        people = f"SELECT DISTINCT id FROM {PEOPLE}"
        self._writer.execute(f"CREATE OR REPLACE TEMP TABLE {TOUCHED} AS {people}")
        if not self._writer.value(f"SELECT count(*) FROM {TOUCHED}"):
            return self._published(before.files, windows)
        fresh = self._writer.file(NAME, "fresh")
        self._copy(_AMONG, fresh)
        merged = self._writer.merged(NAME, before.files, fresh)
        (self._writer.folder / fresh).unlink()
        return self._published(merged if is_small(merged) else self._writer.compacted(NAME, "id", merged), windows)

    def _published(self, files: TableFiles, windows: Mapping[str, Window]) -> Ready:
        undated = {name: Window() for name in self.wanted.tables if name not in self._dated}
        return Ready(files, self._day, dict(self.wanted.columns), {**undated, **windows})

    def _note_whose_future_came(self, name: str, since: date) -> None:
        column, table = f'f."{self._tables[name].date}"', self._tables[name]
        self._writer.execute(
            f'INSERT INTO {PEOPLE} SELECT f."{table.customer}" FROM {self._relation(name)} AS f'
            f' WHERE f."{table.customer}" IS NOT NULL AND {column} > $since AND {column} <= $day',
            {"since": since, "day": self._day},
        )

    def _moved(self, name: str, before: Window, known: TableFiles) -> Window:
        files = self._files[name]
        if files == known and not _has_come(before, self._day):
            return before
        if files.base != known.base or _has_come(before, self._day):
            return self._window(name, self._relation(name))
        if not files.delta:
            return before
        more = self._window(name, self._writer.scan(files.delta))
        newest = max((day for day in (before.newest, more.newest) if day), default=None)
        return Window(newest, min((day for day in (before.until, more.until) if day), default=None))

    def _window(self, name: str, rows: str) -> Window:
        column, mark = f'f."{self._tables[name].date}"', "CAST($day AS DATE)"
        found = f"max({column}) FILTER (WHERE {column} <= {mark}), min({column}) FILTER (WHERE {column} > {mark})"
        (newest, until), *_ = self._writer.rows(f"SELECT {found} FROM {rows} AS f", {"day": self._day})
        return Window(newest, until)

    def _copy(self, narrowing: str, name: str) -> None:
        query, values = self.wanted.query(self._relation, self._day, narrowing)
        kinds = self._writer.rows(f"DESCRIBE {query}", values)
        # Parquet has no whole numbers that long: DuckDB would write doubles.
        whole = ", ".join(f'CAST("{name}" AS BIGINT) AS "{name}"' for name, kind, *_ in kinds if kind == "HUGEINT")
        columns = f"* REPLACE ({whole})" if whole else "*"
        self._writer.copy(f"SELECT {columns} FROM ({query}) ORDER BY id", name, values)

    def _relation(self, name: str) -> str:
        return relation(self._writer.folder, self._files[name])


def kept_up(
    deriver: Deriver, before: Ready | None, known: Mapping[str, TableFiles], files: Mapping[str, TableFiles]
) -> Ready:
    """The table over `files`: what changed of `before`, or all of it where there is nothing to build on."""
    wanted = deriver.wanted
    same = all(name in known and known[name].fingerprint == files[name].fingerprint for name in wanted.tables)
    if before is None or not same or before.files.fingerprint != wanted.fingerprint:
        return deriver.all()
    return deriver.changes(before, known)


def _has_come(window: Window, day: date) -> bool:
    return window.until is not None and window.until <= day
