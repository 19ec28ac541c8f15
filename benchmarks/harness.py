"""What the benchmarks share: a throw-away database, the CPU of both sides, and a bare COPY to compare with."""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
OURS = f"joren_bench_{os.getpid()}"


@contextmanager
def throwaway() -> Iterator[Path]:
    """A folder and a migrated database of our own, gone afterwards; Japanese is the language.

    DATABASE_URL may name a database on a server to use; ours is made beside it, with a name of this run alone.
    """
    folder = Path(tempfile.mkdtemp(prefix="joren-bench-"))
    os.environ |= {"JOREN_HOME": str(folder), "JOREN_DATABASE_POOL": "0"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joren.site.settings")
    server = _server(folder)
    try:
        _prepare()
        yield folder
    finally:
        _drop(server)
        subprocess.run(["rm", "-rf", str(folder)], check=False)


def _server(folder: Path) -> Any:
    if "DATABASE_URL" in os.environ:
        import psycopg

        url = os.environ["DATABASE_URL"]
        parts = urlsplit(url)
        os.environ["DATABASE_URL"] = f"{parts.scheme}://{parts.netloc}/{OURS}?{parts.query}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {OURS}")
        return url
    from joren.foundation.database.embedded import EmbeddedPostgres

    server = EmbeddedPostgres(folder)
    server.attach()
    os.environ["DATABASE_URL"] = server.url()
    return server


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    translation.activate("ja")
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)


def _drop(server: Any) -> None:
    from django.db import connections

    connections.close_all()
    if isinstance(server, str):
        import psycopg

        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {OURS} WITH (FORCE)")
    else:
        server.destroy()


def take_in(file: Path, kind: str, source: str = "till", **options: Any) -> None:
    """Import a file as the command line does, in the foreground."""
    from joren.touchpoints.imports import actions

    with file.open("rb") as opened:
        record = actions.bring(opened, file_name=file.name, by=None, kind=kind, source=source, options=options)
    actions.run(record=record, by=None)


def bare_copy(tables: Sequence[str]) -> tuple[float, float]:
    """Take out what stands in the tables and COPY the very same bytes back into them, emptied and indexed.

    Returns wall and CPU seconds of the way back.
    """
    from django.db import connection

    saved: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for table in tables:
            content = io.BytesIO()
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    content.write(block)
            saved[table] = content.getvalue()
    empty(tables)

    def back() -> None:
        with connection.cursor() as cursor:
            for table in tables:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(saved[table])

    return timed(back)


def empty(tables: Sequence[str]) -> None:
    """Empty the tables and the list of imports, and let the database settle."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)}, imports_import CASCADE")
        cursor.execute("VACUUM")
        cursor.execute("CHECKPOINT")


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall seconds, and CPU seconds of this process and its database backend."""
    started, used = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - started, _cpu() - used


def _cpu() -> float:
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    times = psutil.Process(backend).cpu_times()
    return time.process_time() + times.user + times.system


def peak() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def line(name: str, value: str) -> None:
    """Print one figure."""
    print(f"{name:<34}{value}", flush=True)
