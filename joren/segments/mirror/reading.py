"""Every read of the mirror: opened when recent, questions under limits of time, memory and number."""

import atexit
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from . import limits
from .actions import declared_tables, fingerprint, folder_of, sync, went_back
from .errors import Busy, MirrorDamaged, MirrorProblem, TooLong, TooMuchMemory
from .manifest import Manifest, load, rotten, set_aside
from .relations import relation
from .source import CHANGED, IDENTITY_SQL, STORAGE_SQL, Moment

_slots = threading.BoundedSemaphore(limits.AT_ONCE)


class OpenMirror:
    """One manifest, pinned: every question through it sees the same facts."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest

    def relation(self, table: str) -> str:
        """A bracketed query over the rows of a fact table. Raises KeyError for an undeclared one."""
        return relation(self.folder, self.manifest.tables[table])

    def ready_relation(self) -> str:
        """A bracketed query over the answers that stand ready-made. Raises KeyError when there are none."""
        if self.manifest.ready is None:
            raise KeyError("ready")
        return relation(self.folder, self.manifest.ready.files)

    def rows(self, query: str, values: Mapping[str, Any], seconds: float | None = None) -> list[Any]:
        """Run a query with ``$name`` values. Raises `TooLong`, `TooMuchMemory`, `Busy`, `MirrorDamaged`."""
        with self.cursor(seconds) as cursor:
            result: list[Any] = cursor.execute(query, dict(values)).fetchall()
            return result

    def arrow(self, query: str, values: Mapping[str, Any], seconds: float | None = None) -> Any:
        """The same as an Arrow table."""
        with self.cursor(seconds) as cursor:
            return cursor.sql(query, params=dict(values)).to_arrow_table()

    @contextmanager
    def cursor(self, seconds: float | None = None) -> Iterator[Any]:
        """A DuckDB cursor under the limits, for a block that fetches all it asks for."""
        import duckdb

        allowed = seconds or limits.allowed()
        if not _slots.acquire(timeout=limits.SECONDS):
            raise Busy
        cursor = _engine(str(limits.home())).cursor()
        timer = threading.Timer(allowed, cursor.interrupt)
        timer.daemon = True
        timer.start()
        try:
            yield cursor
        except duckdb.InterruptException:
            raise TooLong(seconds=allowed) from None
        except duckdb.OutOfMemoryException:
            raise TooMuchMemory from None
        except duckdb.Error as problem:
            damaged = rotten(self.folder, self.manifest)
            if not damaged:
                raise  # a mistake of ours
            set_aside(self.folder, damaged)
            raise MirrorDamaged(reason=str(problem).splitlines()[0]) from problem
        finally:
            timer.cancel()
            cursor.close()
            _slots.release()


def open_mirror() -> OpenMirror:
    """The mirror as recent as this moment: whatever was committed before the call is in it.

    Costs one query when nothing changed; syncs first when something did.
    """
    moment, fresh = _looked_at()
    if fresh is None:
        sync()
        folder = folder_of(moment)
        fresh = load(folder)
        if fresh is None:
            raise MirrorProblem(reason="the sync left none")
    return OpenMirror(folder_of(moment), fresh)


def version() -> str:
    """The name of the state of the facts last published, without a sync; "" when there is none yet.

    Never equal for two states that differ in a fact; rewriting files leaves it as it is. It says nothing of the
    day asked for, nor of what is not a fact: names of shops and fields, saved segments.
    """
    with connection.cursor() as cursor:
        manifest = load(folder_of(_now(cursor)))
    return manifest.version if manifest else ""


def fresh_version() -> str:
    """The same after bringing the mirror up to date with what is committed: what an answer given now is of."""
    return open_mirror().manifest.version


def is_fresh() -> bool:
    """Whether nothing was committed since the last sync."""
    return _looked_at()[1] is not None


def _looked_at() -> tuple[Moment, Manifest | None]:
    """Which database this is, and its mirror if that lacks nothing that is committed."""
    with connection.cursor() as cursor:
        moment = _now(cursor)
        manifest = load(folder_of(moment))
        if manifest is None or _went_back(manifest, moment, cursor):
            return moment, None
        tables = declared_tables()
        cursor.execute(STORAGE_SQL, [[table.source for table in tables.values()]])
        marks = {
            name: fingerprint(table, mark)
            for (name, table), (mark,) in zip(tables.items(), cursor.fetchall(), strict=True)
        }
        if marks != {name: files.fingerprint for name, files in manifest.tables.items()}:
            return moment, None
        cursor.execute(_changed_sql([table.source for table in tables.values()]), _since(manifest.moment))
        return moment, None if (cursor.fetchone() or (True,))[0] else manifest


def _now(cursor: Any) -> Moment:
    cursor.execute(IDENTITY_SQL)
    return Moment.of(cursor.fetchone())


def _went_back(manifest: Manifest, seen: Moment, cursor: Any) -> bool:
    """Whether the database is an earlier one. A mirror published since it was `seen` is only later than that look."""
    return went_back(manifest.moment, seen) and went_back(manifest.moment, _now(cursor))


def _changed_sql(sources: list[str]) -> str:
    changed = CHANGED.format(column="changed_xid")
    parts = [f'EXISTS (SELECT FROM "{source}" WHERE {changed})' for source in dict.fromkeys(sources)]
    parts.append(f"EXISTS (SELECT FROM changes_tombstone WHERE {CHANGED.format(column='deleted_xid')})")
    return f"SELECT {' OR '.join(parts)}"


def _since(moment: Moment) -> dict[str, str]:
    return {"xmin": str(moment.xmin), "snapshot": moment.snapshot}


@cache
def _engine(home: str) -> Any:
    """The process's one reader: it can open files below the mirrors' folder and nothing else."""
    import duckdb

    atexit.register(_engine.cache_clear)  # DuckDB must be let go before the interpreter ends
    engine = duckdb.connect(":memory:", config=limits.engine_settings())
    allowed = home.replace("'", "''")
    for setting in (
        f"allowed_directories = ['{allowed}']",
        "enable_external_access = false",
        "parquet_metadata_cache = true",
        "validate_external_file_cache = 'NO_VALIDATION'",  # a file never changes once it has its name
        "lock_configuration = true",
    ):
        engine.execute(f"SET {setting}")
    return engine
