"""Locks between processes that the kernel lets go of when a process dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class FileLock:
    """A lock on a file of its own, held exclusively by one or shared by many processes."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened before the lock is asked for."""
        self.path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock in any form."""
        return self._file is not None

    def share(self) -> None:
        """Hold the lock together with others; waits for an exclusive holder to let go."""
        fcntl.flock(self._opened(), fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """Hold the lock alone if nobody else holds it at this moment; say whether that worked."""
        try:
            fcntl.flock(self._opened(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def release(self) -> None:
        """Let go; harmless when nothing is held."""
        if self._file is not None:
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_UN)  # closing is not enough: a fork has a copy
                os.close(self._file)
            self._file = None

    @contextmanager
    def exclusive(self, timeout: float) -> Iterator[None]:
        """Hold the lock alone for a block; raises TimeoutError after `timeout` seconds of waiting."""
        until = time.monotonic() + timeout
        while not self.try_exclusive():
            if time.monotonic() > until:
                raise TimeoutError(str(self.path))
            time.sleep(0.05)
        try:
            yield
        finally:
            self.release()

    def _opened(self) -> int:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file
