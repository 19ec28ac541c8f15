import json
import os
import socket
import threading

import pytest
from django.utils import translation

from joren.foundation.database.errors import DiskFull
from joren.site.installation import running
from joren.site.installation.running import AlreadyRunning, PortTaken, address, free_port, only_one, tell_children
from joren.site.installation.web import is_loopback


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(taken):
    with pytest.raises(PortTaken) as problem:
        free_port("127.0.0.1", taken)

    assert problem.value.details == {"port": taken, "host": "127.0.0.1"}


def test_without_a_wish_the_next_free_port_is_found(taken, monkeypatch):
    monkeypatch.setattr(running, "FIRST_PORT", taken)

    assert taken < free_port("127.0.0.1", None) < taken + 20


def test_one_home_is_run_once_and_the_second_is_told_where(tmp_path, monkeypatch):
    monkeypatch.setenv("JOREN_HOME", str(tmp_path))
    with only_one() as note:
        note.write_text(json.dumps({"url": "http://127.0.0.1:8000"}))
        with pytest.raises(AlreadyRunning) as problem, only_one():
            pytest.fail("two at once")
        assert problem.value.details == {"url": "http://127.0.0.1:8000"}
        assert note.exists()

    with only_one() as note:
        assert not note.exists()


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000"), ("0.0.0.0", "http://shop-pc:8000")],
)
def test_the_address_is_one_a_browser_can_open(host, shown, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "shop-pc")

    assert address(host, 8000) == shown


def test_other_machines_are_let_in_only_when_asked_for_and_only_by_this_machines_names(monkeypatch):
    for name in ("JOREN_BASE_URL", "JOREN_ALLOWED_HOSTS"):
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    monkeypatch.setattr(socket, "gethostname", lambda: "shop-pc")

    tell_children("127.0.0.1", 8000)
    assert "JOREN_ALLOWED_HOSTS" not in os.environ

    tell_children("0.0.0.0", 8000)
    names = os.environ["JOREN_ALLOWED_HOSTS"].split()
    assert {"localhost", "127.0.0.1", "shop-pc"} <= set(names)
    assert "*" not in names
    for name in ("JOREN_BASE_URL", "JOREN_ALLOWED_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def test_a_database_that_died_is_started_again_and_what_stands_in_the_way_is_said_once(monkeypatch):
    stop, said = threading.Event(), []
    full = DiskFull(path="/data")
    looks = iter([False, full, full, True, full, None])

    def look() -> bool:
        found = next(looks)
        if found is None:
            stop.set()
        if isinstance(found, DiskFull):
            raise found
        return bool(found)

    monkeypatch.setattr(running, "mend_database", look)
    with translation.override("en"):
        running.tend_database(stop, said.append, every=0)

    sentences = [words.split(".")[0] for words in said]
    cannot = "The disk that holds /data is full, so the database cannot start"
    assert sentences == [cannot, "The database had stopped", cannot]


def test_what_a_thread_says_is_in_the_language_of_the_terminal():
    said = []
    with translation.override("en"):
        speaker = threading.Thread(
            target=running.in_this_language(lambda: said.append(translation.gettext("Stopping…")))
        )
    speaker.start()
    speaker.join()

    assert said == ["Stopping…"]


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.0.0.2", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)],
)
def test_what_only_this_machine_can_reach(host, expected):
    assert is_loopback(host) is expected
