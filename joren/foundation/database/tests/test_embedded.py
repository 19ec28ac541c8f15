"""The embedded server with real processes: started twice at once, killed, left, moved, refused."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from joren.foundation.database.embedded import EmbeddedPostgres
from joren.foundation.database.errors import (
    DatabaseStartProblem,
    DataOfAnotherVersion,
    DiskFull,
    SocketUnusable,
)
from tests.throwaway import home_for_a_server

USER_OF_THE_SERVER = """
import sys
from pathlib import Path
from typing import Any
from joren.foundation.database.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), throwaway=True)
server.attach()
print("attached", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with home_for_a_server() as home:
        yield home


def server_at(home: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(home, throwaway=True)


def another_user(home: Path) -> subprocess.Popen[str]:
    """A process that attaches and stays until its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", USER_OF_THE_SERVER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until_attached(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "attached\n"


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def is_alive(number: int) -> bool:
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def ask(server: EmbeddedPostgres, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchall() if cursor.description else []


def test_it_starts_answers_over_its_socket_only_and_stops_with_its_last_user(home):
    server = server_at(home)
    server.attach()

    assert ask(server, "SELECT current_database(), current_user, current_setting('listen_addresses')") == [
        ("joren", "joren", "")
    ]
    assert ask(server, "SHOW server_version_num")[0][0].startswith("18")

    server.detach()
    assert not server.is_running()
    assert not (server.data / "postmaster.pid").exists()


def test_two_processes_that_start_at_once_share_one_server_and_the_last_to_leave_stops_it(home):
    first, second = another_user(home), another_user(home)
    wait_until_attached(first)
    wait_until_attached(second)
    server = server_at(home)
    number = postmaster(server)

    first.communicate("")
    assert server.is_running()
    assert postmaster(server) == number

    second.communicate("")
    assert not server.is_running()
    assert not is_alive(number)


def test_a_user_that_was_killed_does_not_keep_the_server_for_ever(home):
    killed = another_user(home)
    wait_until_attached(killed)
    killed.kill()
    killed.wait()
    server = server_at(home)
    assert server.is_running()

    server.attach()
    server.detach()

    assert not server.is_running()


def test_after_kill_9_the_next_user_finds_every_committed_row(home):
    server = EmbeddedPostgres(home)  # with a shop's own durability, not the tests'
    server.attach()
    ask(server, "CREATE TABLE guests (name text)")
    ask(server, "INSERT INTO guests VALUES ('花')")
    assert not server.is_gone()
    os.kill(postmaster(server), signal.SIGKILL)
    while not server.is_gone():  # until the kernel has taken it away
        pass

    server.attach()

    assert ask(server, "SELECT name FROM guests") == [("花",)]
    server.detach()


def test_a_process_number_that_now_belongs_to_a_stranger_does_not_stop_the_start(home):
    server = server_at(home)
    server.attach()
    server.detach()
    user = server.data.stat()
    stranger = subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=user.st_uid, group=user.st_gid, cwd="/")
    lock = server.socket / ".s.PGSQL.5432.lock"
    for stale in (server.data / "postmaster.pid", lock):
        stale.write_text(f"{stranger.pid}\n{server.data}\n{int(time.time())}\n5432\n{server.socket}\n\n")
        os.chown(stale, user.st_uid, user.st_gid)

    server.attach()

    assert ask(server, "SELECT 1") == [(1,)]
    server.detach()
    assert stranger.poll() is None
    stranger.communicate(b"")


def test_a_home_whose_path_is_too_long_for_a_socket_works_from_a_short_folder(home):
    deep = home / ("あ" * 20) / ("y" * 60)
    deep.mkdir(parents=True)
    server = server_at(deep)
    server.attach()

    assert server.socket.parent == Path("/tmp")
    assert server.url() == server_at(server.home).url()
    assert ask(server, "SELECT 1") == [(1,)]

    server.destroy()
    assert not server.socket.exists()


def test_a_half_made_data_folder_is_made_anew(home):
    draft = home / "postgres" / "data.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    server = server_at(home)

    server.attach()

    assert ask(server, "SELECT 1") == [(1,)]
    assert not draft.exists()


def test_data_of_a_newer_postgresql_are_refused_and_left_alone(home):
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("19\n")

    with pytest.raises(DataOfAnotherVersion) as problem:
        server_at(home).attach()

    assert problem.value.details == {"path": str(data), "found": "19", "expected": "18"}
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_after_a_failed_start_the_next_one_is_not_locked_out(home):
    server = server_at(home)
    server.attach()
    server.detach()
    (home / "postgres" / "local.conf").write_text("shared_buffers = 'many'\n")

    with pytest.raises(DatabaseStartProblem) as problem:
        server.attach()
    assert "shared_buffers" in str(problem.value)

    (home / "postgres" / "local.conf").write_text("work_mem = '7MB'\n")
    server.attach()
    assert ask(server, "SHOW work_mem") == [("7MB",)]


@pytest.mark.parametrize(
    "said",
    [
        'initdb: error: could not create directory "/x/base": No space left on device',
        'FATAL:  could not write to file "pg_wal/xlogtemp.1": No space left on device',
        'FATAL:  could not extend file "base/1/2": Disk quota exceeded',
    ],
)
def test_a_full_disk_is_called_a_full_disk(tmp_path, said):
    assert type(EmbeddedPostgres(tmp_path)._problem(said)) is DiskFull


@pytest.fixture
def tiny_disk(home: Path) -> Iterator[Path]:
    disk = home / "disk"
    disk.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=8m", "joren-test", str(disk)]
    if os.geteuid() != 0 or subprocess.run(options, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_on_a_full_disk_nothing_is_left_that_looks_like_data(tiny_disk):
    server = server_at(tiny_disk)

    with pytest.raises(DiskFull) as problem:
        server.attach()

    assert problem.value.details["path"] == str(tiny_disk / "postgres")
    assert not server.data.exists()
    assert not (tiny_disk / "postgres" / "data.new").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder somebody else's")
def test_a_socket_folder_somebody_else_put_there_is_not_trusted(tmp_path):
    home = tmp_path / ("x" * 120)
    home.mkdir()
    server = server_at(home)
    server.socket.mkdir()
    os.chown(server.socket, 65534, 65534)

    with pytest.raises(SocketUnusable):
        server.attach()

    assert list(server.socket.iterdir()) == []
    server.socket.rmdir()
