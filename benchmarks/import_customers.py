"""How fast customers come in: against a bare COPY of the very rows written, and against django-import-export.

    python benchmarks/import_customers.py [ROWS] [RIVAL_ROWS]

Runs on a throw-away PostgreSQL of its own (DATABASE_URL: a database on that server, which is created and dropped).
CPU seconds are those of this process and of its database backend together; on a busy machine compare those.
The rival takes RIVAL_ROWS of the same file into the customer table alone, and is scaled to ROWS.
"""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
TABLES = (
    "customers_customer",
    "customers_externalid",
    "customers_contactpoint",
    "customers_postaladdress",
    "consents_consent",
    "timeline_event",
)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rival_count = int(sys.argv[2]) if len(sys.argv) > 2 else 3_000
    folder = Path(tempfile.mkdtemp(prefix="joren-bench-"))
    os.environ["JOREN_HOME"] = str(folder)
    os.environ["JOREN_DATABASE_POOL"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joren.site.settings")
    server = _server(folder)
    try:
        _measure(folder, count, rival_count)
    finally:
        _drop(server)
        subprocess.run(["rm", "-rf", str(folder)], check=False)


def _server(folder: Path) -> Any:
    """A database that is ours alone."""
    if "DATABASE_URL" in os.environ:
        import psycopg

        url = os.environ["DATABASE_URL"]
        parts = urlsplit(url)
        os.environ["DATABASE_URL"] = f"{parts.scheme}://{parts.netloc}/joren_bench?{parts.query}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS joren_bench WITH (FORCE)")
            connection.execute("CREATE DATABASE joren_bench")
        return url
    from joren.foundation.database.embedded import EmbeddedPostgres

    server = EmbeddedPostgres(folder)
    server.attach()
    os.environ["DATABASE_URL"] = server.url()
    return server


def _drop(server: Any) -> None:
    from django.db import connections

    connections.close_all()
    if isinstance(server, str):
        import psycopg

        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE joren_bench WITH (FORCE)")
    else:
        server.destroy()


def _measure(folder: Path, count: int, rival_count: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    translation.activate("ja")
    call_command("migrate", verbosity=0, skip_checks=True)
    import customer_file

    file = customer_file.write(folder / "customers.csv", count)
    small = customer_file.write(folder / "small.csv", count // 5)
    _import(small)
    _empty()
    low = _peak()
    wall, cpu = _timed(lambda: _import(file))
    high = _peak()
    again_wall, again_cpu = _timed(lambda: _import(file))
    bare_wall, bare_cpu = _bare_copy(folder)
    _empty()
    rival = _timed(lambda: _rival(file, rival_count))
    rival_wall, rival_cpu = (seconds * count / rival_count for seconds in rival)
    _line("rows", f"{count:,} ({file.stat().st_size / 1e6:.1f} MB, CP932)")
    _line("Joren, first time", f"{wall:.1f} s wall, {cpu:.1f} s CPU, {count / wall:,.0f} rows/s")
    _line("Joren, same file again", f"{again_wall:.1f} s wall, {again_cpu:.1f} s CPU (nothing changes)")
    _line("bare COPY of the rows written", f"{bare_wall:.1f} s wall, {bare_cpu:.1f} s CPU")
    _line("django-import-export", f"{rival_wall:.1f} s wall, {rival_cpu:.1f} s CPU (scaled from {rival_count:,} rows)")
    _line("RATIO Joren : bare COPY", f"{wall / bare_wall:.2f} wall, {cpu / bare_cpu:.2f} CPU (at most 3)")
    _line("RATIO rival : Joren", f"{rival_wall / wall:.1f} wall, {rival_cpu / cpu:.1f} CPU (at least 5)")
    _line("peak memory", f"{low:.0f} MB with {count // 5:,} rows, {high:.0f} MB with {count:,}")


def _line(name: str, value: str) -> None:
    print(f"{name:<32}{value}")


def _import(file: Path) -> None:
    from joren.touchpoints.imports import actions

    with file.open("rb") as opened:
        record = actions.bring(opened, file_name=file.name, by=None, kind="customers", source="till")
    actions.run(record=record, by=None)


def _bare_copy(folder: Path) -> tuple[float, float]:
    """Take out what was written and copy the very same bytes back into the emptied, indexed tables."""
    from django.db import connection

    saved: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            content = io.BytesIO()
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    content.write(block)
            saved[table] = content.getvalue()
    _empty()

    def back() -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(saved[table])

    return _timed(back)


def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}, imports_import CASCADE")
        cursor.execute("VACUUM")
        cursor.execute("CHECKPOINT")


def _rival(file: Path, rows: int) -> None:
    """django-import-export with its defaults, into the customer's own columns only."""
    import csv

    import tablib
    from import_export import resources

    from joren.record.customers.models import Customer

    resource_class = resources.modelresource_factory(
        model=Customer,
        meta_options={
            "fields": ("member_number", "family_name", "family_kana", "registered_on"),
            "import_id_fields": ("member_number",),
        },
    )
    data = tablib.Dataset(headers=["member_number", "family_name", "family_kana", "registered_on"])
    with file.open(encoding="cp932", newline="") as opened:
        reader = csv.DictReader(opened)
        for _number, row in zip(range(rows), reader, strict=False):
            data.append([row["顧客番号"], row["氏名"], row["フリガナ"], row["登録日"].replace("/", "-")])
    result = resource_class().import_data(data, raise_errors=True)
    assert result.totals["new"] == rows, result.totals


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Wall seconds, and CPU seconds of this process and its backend."""
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


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
