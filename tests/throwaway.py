"""A throw-away home and PostgreSQL for one test run, loaded before anything of Django is.

The server is started by the first test that asks for the database, so that pure tests cost nothing; parallel
workers share it, each with databases and a home folder of its own. The process that began destroys it all.
``JOREN_TEST_DATABASE_URL`` uses a running server instead: its database name gets ``test_`` in front.
"""

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from joren.foundation.database.embedded import EmbeddedPostgres
from joren.foundation.database.locks import FileLock

_PREFIX = "joren-test-"
_RUN = "JOREN_TEST_RUN"
_began_here = _RUN not in os.environ
_forgotten_after = 3600  # seconds


def _begin() -> Path:
    folder = Path(os.environ.get(_RUN) or tempfile.mkdtemp(prefix=_PREFIX))
    os.environ[_RUN] = str(folder)
    home = folder / os.environ.get("PYTEST_XDIST_WORKER", "main")
    home.mkdir(mode=0o700, exist_ok=True)
    os.environ["JOREN_HOME"] = str(home)
    os.environ["JOREN_DATABASE_POOL"] = "0"
    os.environ["JOREN_QUIET_HOURS"] = "off"  # tests of quiet hours set their own; the others also run at night
    os.environ["DATABASE_URL"] = os.environ.get("JOREN_TEST_DATABASE_URL") or EmbeddedPostgres(folder).url()
    return folder


_folder = _begin()
cluster = EmbeddedPostgres(_folder, throwaway=True)


def start_cluster() -> None:
    """Have the server running; parallel workers may ask at once."""
    if not os.environ.get("JOREN_TEST_DATABASE_URL"):
        cluster.attach()


def _tidy() -> None:
    """Leave nothing behind, neither of this run nor of one that was killed."""
    _destroy(cluster)
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_forgotten(folder):
            _destroy(EmbeddedPostgres(folder))


if _began_here:
    atexit.register(_tidy)


@contextmanager
def home_for_a_server() -> Iterator[Path]:
    """Give a home for an embedded server of a test's own; the server and the home are gone afterwards.

    Not below pytest's own folder: every run of pytest closes that to others again, and run by root the server is
    another user.
    """
    home = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        yield home
    finally:
        _destroy(EmbeddedPostgres(home))


def _is_forgotten(folder: Path) -> bool:
    users = FileLock(folder / "postgres.users")
    if time.time() - folder.stat().st_mtime < _forgotten_after or not users.try_exclusive():
        return False
    users.release()
    return True


def _destroy(server: EmbeddedPostgres) -> None:
    server.destroy()
    shutil.rmtree(server.home, ignore_errors=True)
