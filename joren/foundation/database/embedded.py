"""A real PostgreSQL out of a wheel, with its data under JOREN_HOME/postgres: nothing to install or configure.

Every process that uses the server holds a shared lock on ``postgres.users``; whoever lets go last stops it.
The kernel lets go for a process that dies, so a kill -9 leaves at worst a running server, which the next
process finds and uses. Starting and stopping happen one process at a time, under ``postgres.lock``.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from joren.foundation.database.configuration import as_configuration_file, machine_memory, server_settings
from joren.foundation.database.errors import (
    DatabaseStartProblem,
    DataOfAnotherVersion,
    DiskFull,
    SocketUnusable,
)
from joren.foundation.database.home import joren_home
from joren.foundation.database.locks import FileLock
from joren.foundation.database.passage import let_pass
from joren.foundation.database.programs import POSTGRESQL_VERSION, run_program, server_user

ROLE = DATABASE = "joren"
_LONGEST_SOCKET_PATH = 100  # the kernels allow 103 (macOS) and 107 (Linux) bytes
_START_SECONDS = 300  # crash recovery after a power cut may take minutes
_TELLING = ("FATAL", "error:", "invalid")
_FULL = ("No space left on device", "Disk quota exceeded")


class EmbeddedPostgres:
    """The server of one home folder."""

    def __init__(self, home: Path, *, throwaway: bool = False) -> None:
        """Name the places; nothing is touched before `attach`. `throwaway`: fast, not safe at power loss."""
        self.home = home
        self.folder = home / "postgres"
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.socket = _socket_folder(home, self.folder)
        self.throwaway = throwaway
        self._users = FileLock(home / "postgres.users")
        self._changing = FileLock(home / "postgres.lock")
        self._guard = threading.RLock()
        self._owner_process: int | None = None

    def url(self, database: str = DATABASE) -> str:
        """Return the address, which is known before the server runs."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.socket), safe='/')}"

    def attach(self) -> None:
        """Make sure the server runs and count this process as its user until it ends. May be called again.

        Raises `DatabaseStartProblem` or one of its kinds.
        """
        with self._guard, self._changing.exclusive(_START_SECONDS):
            self._users.share()
            try:
                self._ensure_running()
            except BaseException:
                self._users.release()
                raise
            if self._owner_process != os.getpid():
                self._owner_process = os.getpid()
                atexit.register(self.detach)

    def detach(self) -> None:
        """Stop being a user of the server; the last one stops it. Harmless when not attached."""
        if self._owner_process != os.getpid():  # a forked child never speaks for its parent
            return
        if not self.home.is_dir():  # somebody removed it, server and all
            self._owner_process = None
            self._users.release()
            return
        with self._guard, self._changing.exclusive(_START_SECONDS):
            self._owner_process = None
            atexit.unregister(self.detach)
            self._users.release()
            if self._users.try_exclusive():
                try:
                    self._stop()
                finally:
                    self._users.release()

    def is_running(self) -> bool:
        """Return whether the server answers at this moment."""
        return self._state() == "ready"

    def is_gone(self) -> bool:
        """Return whether nothing answers and nothing is about to: it was killed, or never started."""
        return self._state() == "down"

    def destroy(self) -> None:
        """Stop the server whoever uses it and delete its data: for throw-away servers of tests."""
        with self._guard, self._changing.exclusive(_START_SECONDS):
            self._owner_process = None
            atexit.unregister(self.detach)
            self._users.release()
            self._stop()
            shutil.rmtree(self.folder, ignore_errors=True)
            if self.socket.parent != self.folder:
                shutil.rmtree(self.socket, ignore_errors=True)

    def _ensure_running(self) -> None:
        state = self._state()
        if state != "ready":
            self._prepare()
            self._start()
        self._ensure_database()

    def _state(self) -> str:
        """Return ``ready``, ``busy`` (starting, recovering, stopping) or ``down``."""
        if not (self.socket / ".s.PGSQL.5432").exists():
            return "down"
        outcome = self._run("pg_isready", "-h", str(self.socket), "-t", "5")
        return {0: "ready", 1: "busy"}.get(outcome.returncode, "down")

    def _prepare(self) -> None:
        self._check_version()
        user = server_user(self.data)
        for folder in (self.folder, self.log):
            folder.mkdir(mode=0o700, exist_ok=True)
        _make_socket_folder(self.socket, None if user is None else user.pw_uid)
        if user is not None:
            for folder in (self.folder, self.log, self.socket):
                os.chown(folder, user.pw_uid, user.pw_gid)
            let_pass(user.pw_uid, self.data)
        if not (self.data / "PG_VERSION").exists():
            self._create_data()
        self._write_configuration()
        self._drop_stale_process_files()

    def _check_version(self) -> None:
        with suppress(FileNotFoundError):
            found = (self.data / "PG_VERSION").read_text().strip()
            if found != str(POSTGRESQL_VERSION):
                raise DataOfAnotherVersion(path=str(self.data), found=found, expected=str(POSTGRESQL_VERSION))

    def _create_data(self) -> None:
        """Run initdb beside and rename: a crash in the middle leaves nothing that looks like data."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        sync = ["--no-sync"] if self.throwaway else []
        outcome = self._run(
            "initdb", "-D", str(draft), "-U", ROLE, "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--lc-messages=C", *sync,
        )  # fmt: skip
        if outcome.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise self._problem(outcome.stdout + outcome.stderr)
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude = 'joren.conf'\ninclude_if_exists = '../local.conf'\n")
        draft.rename(self.data)

    def _write_configuration(self) -> None:
        settings = server_settings(socket=self.socket, log=self.log, memory=machine_memory(), throwaway=self.throwaway)
        path = self.data / "joren.conf"
        try:
            path.write_text(as_configuration_file(settings))
        except OSError as problem:
            raise self._problem(problem.strerror or "") from problem
        os.chown(path, self.data.stat().st_uid, self.data.stat().st_gid)

    def _drop_stale_process_files(self) -> None:
        """Remove what names a dead server's process when that number now belongs to a stranger or a zombie.

        So it is after a restart of the machine, and in a container where nobody buries the dead. PostgreSQL sees
        only that some process of that number exists and would refuse to start for ever.
        """
        for path in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock"):
            with suppress(FileNotFoundError, ValueError, IndexError):
                number = int(path.read_text().split()[0])
                if not _serves(number, self.data):
                    path.unlink()

    def _start(self) -> None:
        first_words = self.folder / "start.log"
        first_words.unlink(missing_ok=True)
        until = time.monotonic() + 30
        while True:
            outcome = self._run(
                "pg_ctl", "start", "-w", "-t", str(_START_SECONDS), "-s",
                "-D", str(self.data), "-l", str(first_words),
            )  # fmt: skip
            said = _text(first_words)
            if outcome.returncode == 0 or self._state() == "ready":
                return
            # after kill -9 the old server's children need a moment to notice and leave their shared memory
            if "shared memory block" not in said or time.monotonic() > until:
                raise self._problem(said + self._latest_log() + outcome.stderr)
            first_words.unlink(missing_ok=True)
            time.sleep(0.2)

    def _stop(self) -> None:
        if not (self.data / "postmaster.pid").exists():
            return
        how = ("fast", "immediate")
        for mode in how:
            outcome = self._run("pg_ctl", "stop", "-w", "-t", "60", "-s", "-m", mode, "-D", str(self.data))
            if outcome.returncode == 0 or self._state() == "down":
                return

    def _ensure_database(self) -> None:
        import psycopg

        try:
            psycopg.connect(self.url(), connect_timeout=30).close()
        except psycopg.OperationalError as problem:
            if f'database "{DATABASE}" does not exist' not in str(problem):
                raise self._problem(str(problem)) from problem
            with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return run_program(name, *arguments, user=server_user(self.data), timeout=_START_SECONDS + 30)

    def _latest_log(self) -> str:
        logs = sorted(self.log.glob("*.log"), key=lambda path: path.stat().st_mtime)
        return _text(logs[-1])[-2000:] if logs else ""

    def _problem(self, said: str) -> DatabaseStartProblem:
        if any(words in said for words in _FULL):
            return DiskFull(path=str(self.folder))
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        telling = [line for line in lines if any(sign in line for sign in _TELLING)] or lines[-1:]
        return DatabaseStartProblem(reason=" ".join(telling[:3]) or "?", log=str(self.log))


def _text(path: Path) -> str:
    return path.read_text(errors="replace") if path.is_file() else ""


def _serves(number: int, data: Path) -> bool:
    """Return whether the process of that number is a live server of that data folder."""
    import psutil

    try:
        words = psutil.Process(number).cmdline()  # type: ignore[no-untyped-call]  # a zombie has none
    except psutil.AccessDenied:
        return True  # cannot be told: PostgreSQL decides
    except psutil.Error:
        return False
    return any(os.path.exists(word) and os.path.samefile(word, data) for word in words)  # noqa: PTH110, PTH121


def _socket_folder(home: Path, folder: Path) -> Path:
    """Return where the server listens: in the home, or in /tmp where that path is too long for a socket."""
    near = folder / "run"
    if len(os.fsencode(near / ".s.PGSQL.5432")) <= _LONGEST_SOCKET_PATH:
        return near
    name = hashlib.sha256(os.fsencode(os.path.realpath(home))).hexdigest()[:16]
    return Path("/tmp") / f"joren-{name}"  # noqa: S108  # not TMPDIR: every process must find the same


def _make_socket_folder(folder: Path, server: int | None) -> None:
    """Make the folder, closed to others; somebody else's folder waiting there is refused, not trusted."""
    folder.mkdir(mode=0o700, exist_ok=True)
    about = folder.lstat()
    if folder.is_symlink() or about.st_uid not in {os.geteuid(), server}:
        raise SocketUnusable(path=str(folder))
    folder.chmod(0o700)


_known: dict[Path, EmbeddedPostgres] = {}


def this_home() -> EmbeddedPostgres:
    """Return the embedded server of the present JOREN_HOME: one object per home and process."""
    home = joren_home()
    return _known.setdefault(home, EmbeddedPostgres(home))


def leave_all() -> None:
    """Stop using every server this process uses."""
    for server in _known.values():
        server.detach()
