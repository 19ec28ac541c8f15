"""What ``joren up`` does, step by step: database, tables, demo, then web and worker until Ctrl-C."""

import json
import os
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import psutil
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from joren.foundation.database.connection import mend_database
from joren.foundation.database.home import joren_home, serving_note, serving_url, subfolder
from joren.foundation.database.locks import FileLock
from joren.foundation.errors import JorenError
from joren.site.installation.supervisor import Child, Supervisor
from joren.site.installation.web import is_loopback

FIRST_PORT, _PORTS_TRIED = 8000, 20
_READY_SECONDS = 90
_HOPELESS_AFTER = 3  # deaths before the first answer
_SERVER_FAULT = 500
_DATABASE_LOOKED_AT = 3.0  # seconds between two looks whether it lives

Say = Callable[[str], None]


class AlreadyRunning(JorenError):
    """Another ``joren up`` serves this home."""

    code = "already_running"
    message = gettext_lazy("Joren is already running for this folder: %(url)s")
    remedy = gettext_lazy("Open that address, or stop it there with Ctrl-C. Another JOREN_HOME can run beside it.")


class PortTaken(JorenError):
    """Something else listens on the port that was asked for."""

    code = "port_taken"
    message = gettext_lazy("Port %(port)s of %(host)s is in use by another program.")
    remedy = gettext_lazy("Choose another one with --port, or leave --port out: a free one is found.")


class NotServing(JorenError):
    """The web process does not answer."""

    code = "not_serving"
    status = 500
    message = gettext_lazy("The web pages could not be started. The reason is at the end of %(log)s.")
    remedy = gettext_lazy("Run: joren doctor")


@contextmanager
def only_one() -> Iterator[Path]:
    """Hold this home for one ``joren up``; gives the file that tells others where it serves.

    Raises `AlreadyRunning`.
    """
    lock = FileLock(joren_home() / "up.lock")
    note = serving_note()
    if not lock.try_exclusive():
        raise AlreadyRunning(url=serving_url() or str(joren_home()))
    try:
        yield note
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def free_port(host: str, asked: int | None) -> int:
    """Return the port to serve on: the one asked for, else 8000 or the next free one. Raises `PortTaken`."""
    for port in [asked] if asked else range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED):
        if _is_free(host, port):
            return port
    raise PortTaken(port=asked or FIRST_PORT, host=host)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def address(host: str, port: int) -> str:
    """Return the one address to open: this machine's name instead of 0.0.0.0."""
    shown = socket.gethostname() if host in ("0.0.0.0", "::") else host  # noqa: S104
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def tell_children(host: str, port: int) -> str:
    """Put into the environment what the children's settings need, and return the address people use."""
    url = os.environ.setdefault("JOREN_BASE_URL", address(host, port))
    os.environ["JOREN_DATABASE_POOL"] = "1"
    if not is_loopback(host):
        os.environ.setdefault("JOREN_ALLOWED_HOSTS", " ".join(sorted(_names_of_this_machine())))
    return url


def _names_of_this_machine() -> set[str]:
    names = {"localhost", "127.0.0.1", "[::1]", socket.gethostname(), socket.getfqdn()}
    for interfaces in psutil.net_if_addrs().values():  # type: ignore[no-untyped-call]
        names.update(one.address for one in interfaces if one.family == socket.AF_INET)
    return names


def children(host: str, port: int, *, worker: bool) -> list[Child]:
    """Return the processes of an installation, the web first."""
    log = subfolder("log")
    python = [sys.executable, "-m"]
    found = [Child("web", [*python, "joren.site.installation.web", host, str(port)], log / "web.log")]
    if worker:
        found.append(Child("worker", [*python, "joren.site", "worker"], log / "worker.log"))
    return found


def wait_until_serving(web: Child, host: str, port: int, supervisor: Supervisor) -> None:
    """Return once a page answers. Raises `NotServing` when the process keeps dying or time runs out."""
    until = time.monotonic() + _READY_SECONDS
    while not supervisor.stop.is_set():
        if _answers(host, port):
            return
        if web.deaths >= _HOPELESS_AFTER or time.monotonic() > until:
            raise NotServing(log=str(web.log))
        time.sleep(0.1)


def _answers(host: str, port: int) -> bool:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = HTTPConnection(here, port, timeout=10)
    try:
        connection.request("GET", "/accounts/login/", headers={"Host": f"127.0.0.1:{port}"})
        return connection.getresponse().status < _SERVER_FAULT
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def on_signals(stop: threading.Event) -> None:
    """Let Ctrl-C and SIGTERM end everything in order; a terminal that closes too."""

    def end(number: int, frame: Any) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def say_what_happened(say: Say) -> Callable[[str, Child], None]:
    """Return a listener that puts a child's death and return into a sentence."""

    def told(what: str, child: Child) -> None:
        if what == "died":
            words = _("The %(name)s process ended (code %(code)s). It starts again in %(seconds)d s. Log: %(log)s")
        else:
            words = _("The %(name)s process runs again.")
        say(words % {"name": child.name, "code": child.exit_code, "seconds": child.pause, "log": child.log})

    return told


def tend_database(stop: threading.Event, say: Say, every: float = _DATABASE_LOOKED_AT) -> None:
    """Start a database that died again, until `stop` is set; what stands in the way is said once."""
    said = ""
    while not stop.wait(every):
        try:
            if mend_database():
                say(_("The database had stopped. It runs again."))
                said = ""
        except JorenError as problem:
            if str(problem) != said:
                said = str(problem)
                say(f"{problem} {problem.remedy_sentence}".strip())


def in_this_language(work: Callable[[], None]) -> Callable[[], None]:
    """Return the work, speaking the language of now: a thread of its own would speak Japanese."""
    language = get_language() or "ja"

    def spoken() -> None:
        with override(language):
            work()

    return spoken


def run(say: Say, ready: Callable[[str], None], *, host: str, port: int, worker: bool, note: Path) -> None:
    """Run web and worker until a signal; `ready` is called with the address once a page answers."""
    url = tell_children(host, port)
    supervisor = Supervisor(children(host, port, worker=worker), say_what_happened(say))
    on_signals(supervisor.stop)
    note.write_text(json.dumps({"url": url, "pid": os.getpid(), "run": secrets.token_hex(4)}))
    supervisor.start()
    watchers = [
        threading.Thread(target=in_this_language(supervisor.watch), daemon=True),
        threading.Thread(target=in_this_language(lambda: tend_database(supervisor.stop, say)), daemon=True),
    ]
    for watcher in watchers:
        watcher.start()
    try:
        wait_until_serving(supervisor.children[0], host, port, supervisor)
        if not supervisor.stop.is_set():
            ready(url)
        supervisor.stop.wait()
    finally:
        supervisor.stop.set()
        for watcher in watchers:
            watcher.join()
        say(_("Stopping…"))
        supervisor.end()
