"""Every write of the mirror: bring it up to date, compact it, tidy its folder."""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import psycopg

from joren.foundation.database.locks import FileLock
from joren.foundation.time import clock

from .columns import SourceTable, fact_tables, source_table
from .derived import Ready, definition
from .deriving import Deriver, kept_up
from .errors import MirrorProblem
from .files import TableFiles
from .limits import KEPT, LOCK_SECONDS, home
from .manifest import MANIFEST, Manifest, load, new_version, publish, rotten
from .source import Moment, Source, adopt_restored_rows, open_source
from .writing import Writer


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `rows`: rows of every table now; `seconds` of wall time."""

    rebuilt: tuple[str, ...]
    changed: tuple[str, ...]
    rows: dict[str, int]
    seconds: float


def sync(*, rebuild: bool = False, compact: bool = False) -> SyncReport:
    """Bring the mirror up to date with what is committed now. Safe to run twice, beside itself, and to kill.

    `rebuild` copies everything again; so does any doubt (another database, a restored one, one that went back in
    time). A table is copied again alone when its declaration changed or it was emptied as a whole. `compact`
    leaves no deltas. Raises `MirrorProblem`.
    """
    began = time.monotonic()
    with open_source() as outside:
        folder = folder_of(outside.moment)
    with _alone(folder):
        published = load(folder)
        adopt_restored_rows([table.source for table in declared_tables().values()])
        try:
            before, after = _brought_up(folder, published, rebuild=rebuild, compact=compact)
        except MirrorProblem:
            if rebuild or published is None or not rotten(folder, published):
                raise
            before, after = _brought_up(folder, published, rebuild=True, compact=False)
        _sweep(folder)
    return _report(before, after, time.monotonic() - began)


def verify() -> list[str]:
    """Read every file of the mirror again; one that rotted on the disk means all are made anew. Names of those."""
    with open_source() as source:
        folder = folder_of(source.moment)
    manifest = load(folder)
    found = rotten(folder, manifest) if manifest else []
    if found:
        sync(rebuild=True)
    return found


def _brought_up(
    folder: Path, published: Manifest | None, *, rebuild: bool, compact: bool
) -> tuple[Manifest | None, Manifest]:
    """What was built upon (None for nothing) and what is published now."""
    with open_source() as source, _writer(folder) as writer:
        before = None if rebuild or _went_back(published, source.moment) else published
        after = _synced(source, writer, before, compact=compact)
        known, there = (published.retired, published.files) if published else ({}, _parquet(folder))
        publish(folder, after.retiring(known, there, clock.now()), published)
    return before, after


def _parquet(folder: Path) -> set[str]:
    """All that lies there, where no manifest says what readers may be at work on."""
    return {path.name for path in folder.glob("*.parquet")}


def folder_of(moment: Moment) -> Path:
    """Where the mirror of that database lives."""
    folder = home() / sha256(moment.database.encode()).hexdigest()[:16]
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def forget_foreign_mirrors(*, unused_since: datetime) -> None:
    """Remove the mirrors of other databases that nobody has synced since then."""
    with open_source() as source:
        mine = folder_of(source.moment)
    for folder in home().iterdir():
        manifest = folder / MANIFEST
        if folder != mine and manifest.is_file() and manifest.stat().st_mtime < unused_since.timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def declared_tables() -> dict[str, SourceTable]:
    """The fact tables the apps declare, as SQL."""
    return {name: source_table(table) for name, table in fact_tables().items()}


def fingerprint(table: SourceTable, storage: str | None) -> str:
    """Changes with the table's declaration and whenever PostgreSQL replaced the table as a whole."""
    return sha256(f"{table.select}\n{table.types}\n{table.order}\n{storage}".encode()).hexdigest()[:24]


def went_back(before: Moment, now: Moment) -> bool:
    """Whether the database is an earlier one than we have seen: somebody restored it in place."""
    return now.xmin < before.xmin or now.log_position < before.log_position


def _synced(source: Source, writer: Writer, before: Manifest | None, *, compact: bool) -> Manifest:
    tables = declared_tables()
    storage = dict(zip(tables, source.storage([table.source for table in tables.values()]), strict=True))
    changed = source.changed(tables.values(), before.moment) if before else set()
    files: dict[str, TableFiles] = {}
    for name, table in tables.items():
        mark = fingerprint(table, storage[name])
        known = before.tables.get(name) if before else None
        if before is None or known is None or known.fingerprint != mark:
            files[name] = writer.base(source, table, mark)
        else:
            files[name] = writer.changes(source, table, before.moment, known) if name in changed else known
        if compact and (files[name].delta or files[name].hidden):
            files[name] = writer.compacted(name, table.order, files[name])
    kept = before is not None and not changed and all(_same_facts(before, name, f) for name, f in files.items())
    version = before.version if before and kept else new_version()
    ready = _ready(writer, tables, before, files, compact=compact)
    return Manifest(source.moment, clock.now().isoformat(), files, version, ready)


def _ready(
    writer: Writer,
    tables: Mapping[str, SourceTable],
    before: Manifest | None,
    files: Mapping[str, TableFiles],
    *,
    compact: bool,
) -> Ready | None:
    """The answers that stand ready over these files; made for everybody when compacting, so that no mistake stays."""
    wanted = definition()
    if wanted is None:
        return None
    deriver = Deriver(writer, wanted, tables, files, clock.today())
    if compact:
        return deriver.all()
    return kept_up(deriver, before.ready if before else None, before.tables if before else {}, files)


def _same_facts(before: Manifest, name: str, files: TableFiles) -> bool:
    known = before.tables.get(name)
    return known is not None and known.fingerprint == files.fingerprint


def _went_back(published: Manifest | None, now: Moment) -> bool:
    return published is not None and went_back(published.moment, now)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One sync of a folder at a time; the kernel frees the lock of a process that died."""
    try:
        with FileLock(folder / "sync.lock").exclusive(LOCK_SECONDS):
            yield
    except TimeoutError:
        raise MirrorProblem(reason="another sync does not end") from None


@contextmanager
def _writer(folder: Path) -> Iterator[Writer]:
    import duckdb

    writer = Writer(folder)
    try:
        yield writer
    except (duckdb.Error, psycopg.Error, OSError) as problem:
        writer.discard()
        raise MirrorProblem(reason=str(problem).strip().splitlines()[0]) from problem
    except BaseException:
        writer.discard()
        raise
    finally:
        writer.close()


def _sweep(folder: Path) -> None:
    """Remove files that readers can no longer be at work on, and what a killed sync left behind."""
    for draft in folder.glob(f"{MANIFEST}.*"):
        draft.unlink(missing_ok=True)
    manifest = load(folder)
    if manifest is None:
        return
    now = clock.now()
    overdue = {name for name, at in manifest.retired.items() if now - datetime.fromisoformat(at) > KEPT}
    for path in folder.glob("*.parquet"):
        known = path.name in manifest.files or path.name in manifest.retired
        age = now.timestamp() - path.stat().st_mtime
        if path.name in overdue or (not known and age > KEPT.total_seconds()):
            path.unlink(missing_ok=True)
    if overdue:
        kept = {name: at for name, at in manifest.retired.items() if name not in overdue}
        publish(folder, replace(manifest, retired=kept), manifest)


def _report(before: Manifest | None, after: Manifest, seconds: float) -> SyncReport:
    old = before.tables if before else {}
    rebuilt = tuple(name for name, files in after.tables.items() if _is_new(old.get(name), files))
    changed = tuple(name for name, files in after.tables.items() if name not in rebuilt and files != old.get(name))
    rows = {name: files.base_rows - files.hidden_rows + files.delta_rows for name, files in after.tables.items()}
    return SyncReport(rebuilt, changed, rows, seconds)


def _is_new(old: TableFiles | None, new: TableFiles) -> bool:
    return old is None or old.fingerprint != new.fingerprint
