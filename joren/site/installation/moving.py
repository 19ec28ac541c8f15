"""Save an installation into one file and bring it back, here or on another machine."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_lazy as _

from joren import __version__
from joren.foundation.database.backup import (
    Manifest,
    read_manifest,
    refuse_inside,
    restore_database,
    restore_files,
    write_backup,
)
from joren.foundation.database.connection import database_url
from joren.foundation.database.home import joren_home
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.site.installation.preparing import prepare_tables
from joren.site.installation.running import only_one

_BOOKKEEPING = {"django_migrations", "django_content_type", "joren_cache", "jobs_job"}


class TargetNotEmpty(JorenError):
    """A restore would overwrite data."""

    code = "not_empty"
    message = _("This installation already holds data (%(table)s).")
    remedy = _("Add --replace to throw that away, or restore into another JOREN_HOME.")


class BackupIsNewer(JorenError):
    """The backup has tables this version does not know."""

    code = "backup_newer"
    message = _("This backup was made by Joren %(version)s, which is newer than this one.")
    remedy = _("Update Joren, then restore.")


class FileExists(JorenError):
    """A backup would overwrite a file."""

    code = "file_exists"
    message = _("%(file)s is there already.")
    remedy = _("Choose another name.")


@dataclass(frozen=True)
class Moved:
    """What was saved or brought back. `bytes`: the size of the file; `files`: how many files besides the database."""

    file: str
    bytes: int
    files: int
    joren: str
    created_at: str


def back_up(target: Path) -> Moved:
    """Write everything to `target`, which must not exist. Work may go on meanwhile: it is one moment's state."""
    if target.exists():
        raise FileExists(file=str(target))
    applied = MigrationRecorder(connection).applied_migrations()
    manifest = Manifest(
        joren=__version__,
        created_at=clock.now().isoformat(timespec="seconds"),
        migrations=sorted(f"{app}.{name}" for app, name in applied),
    )
    return _told(target, write_backup(target, url=database_url(), home=joren_home(), manifest=manifest))


def restore(source: Path, *, replace: bool) -> Moved:
    """Bring everything back from `source`. The file is checked in whole before anything is touched.

    Raises `BackupProblem`, `BackupIsNewer`, `TargetNotEmpty`, `AlreadyRunning`; then nothing has changed.
    """
    refuse_inside(source, joren_home())
    manifest = read_manifest(source)
    _refuse_newer(manifest)
    with only_one():
        url = database_url()
        if not replace:
            refuse_data()
        connections.close_all()
        restore_database(source, url=url)
        restore_files(source, home=joren_home())
        prepare_tables()
    return _told(source, manifest)


def _refuse_newer(manifest: Manifest) -> None:
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or ()}
    if set(manifest.migrations) - known:
        raise BackupIsNewer(version=manifest.joren)


def refuse_data() -> None:
    """Raise `TargetNotEmpty` if any table but the bookkeeping ones has a row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')  # noqa: S608  # a name from the catalogue
            if table not in _BOOKKEEPING and cursor.fetchone()[0]:
                raise TargetNotEmpty(table=table)


def _told(file: Path, manifest: Manifest) -> Moved:
    return Moved(
        file=str(file),
        bytes=file.stat().st_size,
        files=len(manifest.sha256) - 1,
        joren=manifest.joren,
        created_at=manifest.created_at,
    )
