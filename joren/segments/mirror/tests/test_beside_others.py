"""Several processes at once, and processes that die."""

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.db import connection

from joren.record.products.models import Category
from joren.segments.mirror import limits, reading
from joren.segments.mirror.actions import sync
from joren.segments.mirror.errors import Busy, TooLong

pytestmark = pytest.mark.django_db(transaction=True)

_SYNC = """
import os, signal, sys
from django.conf import settings
import django
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MIRROR_HOME = sys.argv[2]
from joren.segments.mirror import actions, deriving, manifest, writing

def die(*args, **options):
    os.kill(os.getpid(), signal.SIGKILL)

place = sys.argv[3]
if place == "writing":
    writing.Writer.merged = die
elif place == "publishing":
    actions.publish = die
elif place == "drafted":
    manifest.Path.replace = die
elif place == "deriving":
    deriving.Deriver.changes = die
elif place == "published":
    actions._sweep = die
actions.sync(rebuild=place == "publishing")
"""


def add(code: str) -> None:
    Category.objects.create(code=code, name=code, path=f"{code}/")


def codes() -> list[str]:
    mirror = reading.open_mirror()
    return [row[0] for row in mirror.rows(f"SELECT code FROM {mirror.relation('categories')} AS f ORDER BY 1", {})]


def sync_in_another_process(home: Path, place: str = "") -> int:
    name = connection.settings_dict["NAME"]
    run = subprocess.run([sys.executable, "-c", _SYNC, str(name), str(home), place], timeout=120, check=False)
    return run.returncode


@pytest.mark.parametrize("place", ["writing", "deriving", "publishing", "drafted", "published"])
def test_a_sync_killed_anywhere_leaves_a_whole_mirror_and_the_next_one_goes_on(place: str, mirror_home: Path) -> None:
    add("A")
    sync()
    pinned = reading.open_mirror()
    add("B")
    assert sync_in_another_process(mirror_home, place) == -signal.SIGKILL
    query = f"SELECT code FROM {pinned.relation('categories')} AS f"
    assert pinned.rows(query, {}) == [("A",)]
    assert codes() == ["A", "B"]
    add("C")
    assert codes() == ["A", "B", "C"]
    assert list(mirror_home.glob("*/manifest.json.*")) == []


def test_another_process_publishes_and_this_one_sees_it(mirror_home: Path) -> None:
    sync()
    add("A")
    assert sync_in_another_process(mirror_home) == 0
    assert reading.is_fresh()
    assert codes() == ["A"]


def test_a_mirror_published_after_a_reader_looked_at_the_clock_is_no_reason_to_sync_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync()
    found = reading.load

    def published_meanwhile(folder: Path) -> Any:
        monkeypatch.setattr(reading, "load", found)
        add("A")
        sync()
        return found(folder)

    monkeypatch.setattr(reading, "load", published_meanwhile)
    assert reading.is_fresh()


def test_readers_see_whole_states_while_syncs_run(mirror_home: Path) -> None:
    """Rows are written in pairs; no reader may ever see one without the other."""
    sync()
    bad: list[Any] = []
    done = Event()

    def read() -> None:
        while not done.is_set():
            manifest_now = reading.open_mirror()
            categories = manifest_now.relation("categories")
            odd = f"SELECT name, count(*) FROM {categories} AS f GROUP BY 1 HAVING count(*) <> 2"
            bad.extend(manifest_now.rows(odd, {}))
        connection.close()

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(15):
        Category.objects.bulk_create(
            Category(code=f"{number}{half}", name=str(number), path=f"{number}{half}/") for half in "ab"
        )
        sync(compact=number % 5 == 4)
    done.set()
    for reader in readers:
        reader.join()
    assert bad == []
    assert len(codes()) == 30


def test_two_syncs_at_once_take_turns(connect: Callable[[], psycopg.Connection[Any]]) -> None:
    add("A")
    problems: list[BaseException] = []

    def one() -> None:
        try:
            sync()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert codes() == ["A"]


def test_a_question_that_takes_too_long_is_stopped_and_the_next_one_is_answered() -> None:
    mirror = reading.open_mirror()
    with pytest.raises(TooLong, match=r"0\.2"):
        mirror.rows("SELECT count(*) FROM range(100000) AS a, range(10000000) AS b WHERE a.range <> b.range", {}, 0.2)
    assert mirror.rows("SELECT 1", {}) == [(1,)]


def test_questions_cannot_open_files_outside_the_mirror(tmp_path: Path) -> None:
    import duckdb

    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    mirror = reading.open_mirror()
    with pytest.raises(duckdb.PermissionException):
        mirror.rows(f"SELECT * FROM read_csv('{secret}')", {})
    with pytest.raises(duckdb.Error):
        mirror.rows("SET lock_configuration = false", {})


def test_only_so_many_questions_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = reading.open_mirror()
    monkeypatch.setattr(limits, "SECONDS", 0.05)
    with ExitStack() as busy:
        for _ in range(limits.AT_ONCE):
            busy.enter_context(mirror.cursor(10))
        with pytest.raises(Busy):
            mirror.rows("SELECT 1", {})
    assert mirror.rows("SELECT 1", {}, 10) == [(1,)]
