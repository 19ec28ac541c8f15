"""Runs ``joren …`` as a stranger's script does: another process, a home of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_OURS = ("DATABASE_URL", "JOREN_LANGUAGE", "JOREN_BASE_URL", "JOREN_ALLOWED_HOSTS", "LANG", "LC_ALL")


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, all of it, as JSON."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error of ``--json``."""
        error: dict[str, Any] = self.json["error"]
        return error


def environment(home: Path, **extra: str) -> dict[str, str]:
    """Return the environment of a stranger's shell with that home."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return kept | {"JOREN_HOME": str(home), "PYTHONUTF8": "1"} | extra


def start(home: Path, *arguments: str, **extra: str) -> subprocess.Popen[str]:
    """Start a command and return its process."""
    return subprocess.Popen(
        [sys.executable, "-m", "joren.site", *arguments],
        env=environment(home, **extra),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def joren(home: Path, *arguments: str, **extra: str) -> Outcome:
    """Run a command to its end."""
    process = start(home, *arguments, **extra)
    out, err = process.communicate(timeout=300)
    return Outcome(process.returncode, out, err)
