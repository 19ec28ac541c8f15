"""Keeps the processes of an installation running, and ends them in order."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from joren.site.installation.parent import PARENT

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds before a dead process is started again
_STEADY_AFTER = 60.0  # seconds of life after which a death counts as the first again
_PATIENCE = 20.0  # seconds a process has to end by itself
_LOG_LIMIT = 5_000_000  # bytes; then the log starts anew and the old one is kept once

Told = Callable[[str, "Child"], None]


@dataclass
class Child:
    """One process: what runs, and how it has been doing."""

    name: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = _FIRST_PAUSE
    resume_at: float = 0.0
    exit_code: int | None = None
    deaths: int = 0

    @property
    def alive(self) -> bool:
        """Whether the process runs at this moment."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches it only through us."""
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=os.environ | {PARENT: str(os.getpid())},
            )
        self.started_at = time.monotonic()

    def end(self) -> None:
        """Ask the process to end; insist after a while, with whatever it started."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Supervisor:
    """Runs the children until `stop` is set; `told` hears ``died`` and ``restarted`` with the child."""

    children: list[Child]
    told: Told
    stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def watch(self, every: float = 0.5) -> None:
        """Start dead children again, each time after a longer pause, until `stop` is set."""
        while not self.stop.wait(every):
            for child in self.children:
                self._look_after(child)

    def end(self) -> None:
        """End the children, the last started first."""
        for child in reversed(self.children):
            child.end()

    def _look_after(self, child: Child) -> None:
        if child.alive:
            return
        now = time.monotonic()
        if child.process is not None:
            steady = now - child.started_at > _STEADY_AFTER
            child.pause = _FIRST_PAUSE if steady else min(child.pause * 2, _LONGEST_PAUSE)
            child.exit_code, child.process = child.process.returncode, None
            child.resume_at, child.deaths = now + child.pause, child.deaths + 1
            self.told("died", child)
        elif now >= child.resume_at:
            child.start()
            self.told("restarted", child)
