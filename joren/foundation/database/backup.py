"""One file that holds all an installation is: the database, the files of the home folder, the signing key.

It is a zip: ``manifest.json`` (see `Manifest`), ``database.dump`` (pg_dump's custom format) and ``home/…``.
What can be made again (mirror, logs, the server's own files) stays out.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from joren.foundation.database.errors import BackupProblem
from joren.foundation.database.tools import run_tool, server_version, tools_folder

FORMAT = 1
_MANIFEST, _DUMP, _HOME = "manifest.json", "database.dump", "home/"
_REMADE = {"postgres", "mirror", "log", "tmp", "postgres.lock", "postgres.users", "up.lock", "up.json"}
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself. `sha256`: a hexadecimal digest for every other member of the zip."""

    joren: str
    created_at: str
    migrations: list[str]
    format: int = FORMAT
    sha256: dict[str, str] = field(default_factory=dict)


def write_backup(target: Path, *, url: str, home: Path, manifest: Manifest) -> Manifest:
    """Write everything to `target` (mode 600), which appears only when complete. Raises `BackupProblem`."""
    refuse_inside(target, home)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with _private(draft) as file, zipfile.ZipFile(file, "w") as archive:
            _add_database(archive, url, manifest.sha256)
            _add_files(archive, home, manifest.sha256)
            archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=2))
        draft.replace(target)
    except OSError as problem:
        said = _("%(file)s cannot be written: %(reason)s")
        raise BackupProblem(said, file=str(target), reason=problem.strerror or str(problem)) from problem
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return manifest


def refuse_inside(file: Path, home: Path) -> None:
    """Raise `BackupProblem` for a backup in the home: saving would copy it into itself, restoring would delete it."""
    if file.resolve().is_relative_to(home.resolve()):
        raise BackupProblem(_("A backup must lie outside the folder it saves, %(home)s."), home=str(home))


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def kept_files(home: Path) -> Iterator[Path]:
    """Yield the files of the home folder that cannot be made again, in a fixed order."""
    for path in sorted(home.rglob("*")):
        if path.relative_to(home).parts[0] not in _REMADE and path.is_file() and not path.is_symlink():
            yield path


def _add_database(archive: zipfile.ZipFile, url: str, digests: dict[str, str]) -> None:
    with tempfile.TemporaryFile() as dump:
        arguments = ("--format=custom", "--no-owner", "--no-privileges", "--exclude-table-data=joren_cache")
        done = run_tool(tools_folder(server_version(url)) / "pg_dump", *arguments, url=url, into=dump)
        if done.returncode:
            raise BackupProblem(_("The database could not be saved: %(reason)s"), reason=_last_line(done.stderr))
        dump.seek(0)
        _add(archive, _DUMP, dump, digests)


def _add_files(archive: zipfile.ZipFile, home: Path, digests: dict[str, str]) -> None:
    for path in kept_files(home):
        with suppress(FileNotFoundError), path.open("rb") as source:  # work goes on: one may be gone by now
            _add(archive, _HOME + path.relative_to(home).as_posix(), source, digests)


def _add(archive: zipfile.ZipFile, name: str, source: IO[bytes], digests: dict[str, str]) -> None:
    digest = hashlib.sha256()
    about = zipfile.ZipInfo(name)
    about.compress_type = zipfile.ZIP_STORED if name == _DUMP else zipfile.ZIP_DEFLATED
    with archive.open(about, "w", force_zip64=True) as member:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            member.write(chunk)
    digests[name] = digest.hexdigest()


def read_manifest(source: Path) -> Manifest:
    """Return what the backup says about itself after checking every byte of it. Raises `BackupProblem`."""
    try:
        with zipfile.ZipFile(source) as archive:
            told: dict[str, Any] = json.loads(archive.read(_MANIFEST))
            manifest = Manifest(**told)
            _check_members(archive, manifest)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError) as problem:
        raise BackupProblem(_("%(file)s is not a backup of Joren, or it is damaged."), file=str(source)) from problem
    return manifest


def _check_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    if manifest.format != FORMAT:
        raise BackupProblem(_("This backup was made by a newer Joren. Update Joren, then restore."))
    present = set(archive.namelist()) - {_MANIFEST}
    unsafe = [name for name in present if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts]
    if present != set(manifest.sha256) or _DUMP not in present or unsafe:
        raise ValueError("the members are not those of the manifest")
    for name, expected in manifest.sha256.items():
        with archive.open(name) as member:
            if hashlib.file_digest(member, "sha256").hexdigest() != expected:  # type: ignore[arg-type]
                raise ValueError(name)


def restore_database(source: Path, *, url: str) -> None:
    """Replace the whole database in one transaction: all of it, or nothing. Raises `BackupProblem`."""
    tools = tools_folder(server_version(url))
    with tempfile.TemporaryDirectory() as folder:
        dump, script = Path(folder, "dump"), Path(folder, "script")
        with zipfile.ZipFile(source) as archive, archive.open(_DUMP) as member, dump.open("wb") as file:
            shutil.copyfileobj(member, file, _CHUNK)
        with script.open("wb") as file:
            file.write(b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
            file.flush()
            _must_work(
                run_tool(tools / "pg_restore", "--no-owner", "--no-privileges", "--file=-", str(dump), into=file)
            )
        with script.open("rb") as file:
            options = (
                "--no-psqlrc",
                "--quiet",
                "--single-transaction",
                "--set=ON_ERROR_STOP=1",
                "--output=/dev/null",
            )
            _must_work(run_tool(tools / "psql", *options, url=url, out_of=file))


def _must_work(done: Any) -> None:
    if done.returncode:
        raise BackupProblem(
            _("The database could not be restored, and it was left as it was: %(reason)s"),
            status=500,
            reason=_last_line(done.stderr),
        )


def restore_files(source: Path, *, home: Path) -> None:
    """Put the home's files back, in place of those that are there; what can be made again is removed."""
    with zipfile.ZipFile(source) as archive, tempfile.TemporaryDirectory(dir=home, prefix="tmp") as folder:
        for name in archive.namelist():
            if name.startswith(_HOME):
                archive.extract(name, folder)
        fresh = Path(folder, "home")
        for there in [path for path in home.iterdir() if path.name not in _REMADE and path != Path(folder)]:
            _remove(there)
        for path in fresh.iterdir() if fresh.is_dir() else ():
            path.rename(home / path.name)
    (home / "secret.key").chmod(0o600)
    _remove(home / "mirror")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _last_line(said: bytes) -> str:
    lines = [line for line in said.decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if "error" in line.lower() or "FATAL" in line), "".join(lines[-1:]))
