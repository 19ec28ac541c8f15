"""The watched folder on disk: which files lie there, what their folders say, and where they go afterwards."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

DONE: Final = "done"
FAILED: Final = "failed"
_DEEPEST: Final = 3
_UNFINISHED: Final = (".part", ".tmp", ".temp", ".crdownload", ".partial", ".download", ".filepart", ".lock")


@dataclass(frozen=True, slots=True)
class Lying:
    """A file in the folder. `path` below the folder, with slashes; `modified` in nanoseconds since 1970."""

    path: str
    size: int
    modified: int


def inbox() -> Path:
    """The folder that is watched: JOREN_INBOX, by default ``inbox`` under JOREN_HOME."""
    return Path(settings.IMPORT_INBOX)


def lying_in(folder: Path) -> Iterator[Lying]:
    """Ordinary files up to two folders deep, by name. Hidden and unfinished ones, links, done and failed are not."""
    for root, folders, names in os.walk(folder):
        depth = len(Path(root).relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if _is_open(name, depth) and depth + 1 < _DEEPEST)
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED) or path.is_symlink():
                continue
            try:
                found = path.stat()
            except OSError:  # gone since
                continue
            if path.is_file():
                yield Lying(path.relative_to(folder).as_posix(), found.st_size, found.st_mtime_ns)


def _is_open(name: str, depth: int) -> bool:
    return not name.startswith(".") and (depth > 0 or name not in (DONE, FAILED))


def told_by_folders(path: str, kinds: set[str]) -> tuple[str, str]:
    """(kind, source) that the folders of a file name: a folder called like a kind is the kind, another the source."""
    kind = source = ""
    for part in path.split("/")[:-1]:
        if part in kinds:
            kind = part
        else:
            source = part
    return kind, source


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def put_away(folder: Path, path: str, to: str, *, at: datetime, number: str, report: str, rejects: Path | None) -> Path:
    """Move a file to done or failed, its date before its name, the report and the rejected rows beside it.

    Done again after a kill it ends the same: the report is written first and its name does not change. Raises OSError.
    """
    source = folder / path
    label = f"{at:%Y-%m-%d}_{number}_{source.name}"
    target = folder / to / Path(path).parent / label
    target.parent.mkdir(parents=True, exist_ok=True)
    target.with_name(f"{label}.txt").write_text(report, encoding="utf-8-sig")
    if rejects is not None and rejects.exists():
        shutil.copyfile(rejects, target.with_name(f"{label}.rejects.csv"))
    if source.exists():
        source.replace(target)
    return target
