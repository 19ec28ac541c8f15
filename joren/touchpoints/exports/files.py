"""Where exported files lie: a folder each under ``MEDIA_ROOT/exports``, that nobody can guess or read."""

import errno
import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from .errors import NoPlace

LOSSES: Final = "not-written.csv"
DATA: Final = "data"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def folder_of(stored: str) -> Path:
    """The folder of an export by its `stored` name."""
    return Path(settings.MEDIA_ROOT) / "exports" / stored


def new_folder() -> str:
    """Make a folder and return its name."""
    name = uuid.uuid4().hex
    folder_of(name).mkdir(mode=0o700, parents=True)
    return name


def discard(stored: str) -> None:
    """Remove a folder with all that is in it."""
    if stored:
        shutil.rmtree(folder_of(stored), ignore_errors=True)


def digest_of(path: Path) -> str:
    """The file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def refusing_full_disk() -> Iterator[None]:
    """Turn the system's "no space left" into a sentence."""
    try:
        yield
    except OSError as problem:
        if problem.errno in _FULL:
            raise NoPlace from problem
        raise
