"""The supervisor with real processes; the pauses are cut short, nothing is timed."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

import psutil
import pytest

from joren.site.installation import supervisor as supervision
from joren.site.installation.supervisor import Child, Supervisor

READY = "import time; print('ready', flush=True); time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(supervision, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(supervision, "_LONGEST_PAUSE", 0.04)
    monkeypatch.setattr(supervision, "_PATIENCE", 1.0)


def child(tmp_path: Path, code: str, name: str = "web") -> Child:
    return Child(name, [sys.executable, "-c", code], tmp_path / f"{name}.log", pause=0.01)


def wait_for(condition) -> None:
    done = threading.Event()
    for _ in range(600):
        if condition():
            return
        done.wait(0.05)
    pytest.fail("it never came to pass")


def is_ready(one: Child, times: int = 1) -> bool:
    return one.log.exists() and one.log.read_text().count("ready") == times


def test_a_killed_process_is_started_again_and_both_are_told(tmp_path):
    told: list[tuple[str, str, int | None]] = []
    web = child(tmp_path, READY)
    running = Supervisor([web], lambda what, one: told.append((what, one.name, one.exit_code)))
    running.start()
    wait_for(lambda: is_ready(web))
    watcher = threading.Thread(target=running.watch, args=(0.01,))
    watcher.start()
    assert web.process is not None
    first = web.process.pid

    os.kill(first, signal.SIGKILL)
    wait_for(lambda: is_ready(web, times=2))
    running.stop.set()
    watcher.join()

    assert told == [("died", "web", -9), ("restarted", "web", -9)]
    assert web.process is not None
    assert web.process.pid != first
    running.end()
    assert not web.alive


def test_a_process_that_keeps_dying_is_given_ever_longer_pauses(tmp_path):
    pauses: list[float] = []
    broken = child(tmp_path, "raise SystemExit(3)")
    running = Supervisor([broken], lambda what, one: pauses.append(one.pause) if what == "died" else None)
    running.start()
    watcher = threading.Thread(target=running.watch, args=(0.01,))
    watcher.start()

    wait_for(lambda: len(pauses) >= 4)
    running.stop.set()
    watcher.join()
    running.end()

    assert pauses[:4] == [0.02, 0.04, 0.04, 0.04]
    assert broken.exit_code == 3


def test_the_last_started_ends_first(tmp_path):
    ended: list[str] = []
    web, worker = child(tmp_path, READY), child(tmp_path, READY, "worker")

    class Noted(Child):
        def end(self) -> None:
            ended.append(self.name)
            super().end()

    web, worker = (Noted(one.name, one.command, one.log) for one in (web, worker))
    running = Supervisor([web, worker], lambda what, one: None)
    running.start()

    running.end()

    assert ended == ["worker", "web"]
    assert not web.alive
    assert not worker.alive


def test_a_process_that_will_not_end_is_killed_with_what_it_started(tmp_path):
    grandchild = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {READY!r}]); {DEAF}"
    deaf = child(tmp_path, grandchild)
    deaf.start()
    wait_for(lambda: is_ready(deaf, times=2))
    assert deaf.process is not None
    family = psutil.Process(deaf.process.pid).children()

    deaf.end()

    wait_for(lambda: all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in family))
    assert len(family) == 1
    assert deaf.process.returncode == -9


def test_a_child_ends_when_its_parent_was_killed(tmp_path):
    mark = tmp_path / "child"
    own = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from joren.site.installation.parent import end_with_parent\n"
        "import os; end_with_parent(); open(sys.argv[2], 'w').write(str(os.getpid())); time.sleep(600)"
    )
    root = str(Path(__file__).resolve().parents[4])
    parent = (
        "import os, subprocess, sys, time\n"
        f"subprocess.Popen([sys.executable, '-c', {own!r}, {root!r}, {str(mark)!r}],"
        " env=os.environ | {'JOREN_PARENT': str(os.getpid())}); time.sleep(600)"
    )
    started = child(tmp_path, parent)
    started.start()
    wait_for(lambda: mark.exists() and mark.read_text().isdigit())
    orphan = psutil.Process(int(mark.read_text()))
    assert orphan.is_running()

    assert started.process is not None
    started.process.kill()
    started.process.wait()

    wait_for(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)


def test_no_process_of_the_web_outlives_it(tmp_path, monkeypatch):
    monkeypatch.setenv("JOREN_HOME", str(tmp_path))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [sys.executable, "-m", "joren.site.installation.web", "127.0.0.1", port]
    web = Child("web", command, tmp_path / "web.log")
    web.start()
    wait_for(lambda: "Started worker" in web.log.read_text())
    assert web.process is not None
    family = psutil.Process(web.process.pid).children(recursive=True)
    assert family

    web.process.kill()
    web.process.wait()

    wait_for(lambda: all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in family))


def test_a_log_that_grew_too_long_starts_anew_and_the_old_one_is_kept_once(tmp_path, monkeypatch):
    monkeypatch.setattr(supervision, "_LOG_LIMIT", 10)
    web = child(tmp_path, "print('new')")
    web.log.write_text("x" * 11)

    web.start()
    assert web.process is not None
    web.process.wait()

    assert web.log.read_text() == "new\n"
    assert web.log.with_suffix(".log.1").read_text() == "x" * 11
