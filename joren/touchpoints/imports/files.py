"""Where the files of an import lie: a folder each under ``MEDIA_ROOT/imports``."""

import errno
import gzip
import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from .errors import DiskFull

ORIGINAL: Final = "original"
SHEET: Final = "sheet.csv"
REJECTS: Final = "rejects.csv"
_CHUNK: Final = 1 << 20
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def folder_of(stored: str) -> Path:
    """The folder of an import by its `stored` name."""
    return Path(settings.MEDIA_ROOT) / "imports" / stored


def new_folder() -> str:
    """Make a folder nobody can guess and return its name."""
    name = uuid.uuid4().hex
    with refusing_full_disk():
        folder_of(name).mkdir(mode=0o700, parents=True)
    return name


def keep(source: IO[bytes], stored: str) -> tuple[int, str]:
    """Write the file into its folder; returns its size and SHA-256. Raises DiskFull, leaving nothing behind."""
    digest, size = hashlib.sha256(), 0
    target = folder_of(stored) / ORIGINAL
    try:
        with refusing_full_disk(), target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    except BaseException:
        discard(stored)
        raise
    return size, digest.hexdigest()


def discard(stored: str) -> None:
    """Remove a folder with all that is in it."""
    if stored:
        shutil.rmtree(folder_of(stored), ignore_errors=True)


@contextmanager
def refusing_full_disk() -> Iterator[None]:
    """Turn the system's "no space left" into a sentence."""
    try:
        yield
    except OSError as problem:
        if problem.errno in _FULL and not isinstance(problem, gzip.BadGzipFile):
            raise DiskFull from problem
        raise
