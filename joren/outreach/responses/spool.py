"""Where responses wait on disk until the database has them: one appending write before the answer goes out.

Each web process appends to a file of its own under ``JOREN_HOME/responses``; a line survives the death of the process
(kill -9) because the kernel has it, as with `joren.outreach.delivery.journal`. The process holds a lock on its file
while it lives: a file nobody holds is complete, and is removed when all of it has been taken in. A file that has grown
is left for a new one, so that none grows without end.
"""

import fcntl
import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import time_ns
from typing import Final

from joren.foundation.database.home import subfolder

from .rules.hits import Hit

MOST_BYTES: Final = 8 * 1024 * 1024
_SUFFIX: Final = ".spool"


class _Open:
    """A file of this process to append to. It is let go with the last thread that writes to it, not before: its number
    would be another file's by then."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.owner = os.getpid()
        self.written = 0

    def __del__(self) -> None:
        os.close(self.number)

    def takes(self, length: int) -> bool:
        """Whether this process may append so many bytes more."""
        return self.owner == os.getpid() and self.written + length <= MOST_BYTES


class Spool:
    """What this process appends to. One for a process, shared by its threads; after a fork the child begins anew.

    Nothing is locked while a line is written: the interpreter is given to another thread then, and if that one had to
    wait for the lock, every response would cost several changes of threads (a third of what a server answers).
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._file: _Open | None = None

    def append(self, hit: Hit) -> None:
        """Keep a response; when this returns, the end of the process loses nothing. Raises OSError (disk full)."""
        line = hit.line().encode("utf-8", "replace")
        file = self._file
        if file is None or not file.takes(len(line)):
            file = self._after(file)
        file.written += len(line)
        # One write to a file opened for appending: whole lines, also from several threads.
        if os.write(file.number, line) != len(line):
            os.write(self._after(file).number, line)

    def close(self) -> None:
        """Let go of the file; what is in it is taken in later."""
        self._file = None

    def _after(self, file: _Open | None) -> _Open:
        """The file after this one; whichever thread comes first begins it."""
        with self._lock:
            if self._file is None or self._file is file:
                self._file = _begun()
            return self._file


def _begun() -> _Open:
    name = f"{host()}-{os.getpid()}-{time_ns():x}-{secrets.token_hex(3)}{_SUFFIX}"
    draft = folder() / f".{name}"
    file = _Open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600))
    fcntl.flock(file.number, fcntl.LOCK_EX)
    draft.rename(draft.with_name(name))  # only now others see it, already locked
    return file


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands in a file from an offset on: the responses, and the offset behind the last whole line."""

    hits: list[Hit]
    offset: int


def files() -> list[Path]:
    """The files of this machine, the oldest first."""
    return sorted(folder().glob(f"{host()}-*{_SUFFIX}"), key=lambda path: path.name.rsplit("-", 2)[1].zfill(20))


def read(path: Path, offset: int, most: int) -> Lines:
    """The next responses of a file, about `most` bytes of them; a line that is none is passed over."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            chunk = file.read(most)
    except FileNotFoundError:
        return Lines([], offset)
    whole = chunk.rpartition(b"\n")[0]
    if not whole:
        return Lines([], offset)
    hits = [hit for line in whole.split(b"\n") if (hit := Hit.parsed(line.decode("utf-8", "replace")))]
    return Lines(hits, offset + len(whole) + 1)


def is_complete(path: Path) -> bool:
    """Whether no process will append to it any more."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def folder() -> Path:
    """Where the files stand."""
    return subfolder("responses")


def host() -> str:
    """This machine in the names of files: a folder may be shared by several."""
    return "".join(sign if sign.isalnum() else "_" for sign in socket.gethostname()) or "host"
