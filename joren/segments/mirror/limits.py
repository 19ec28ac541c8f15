"""How much of the machine the mirror may use; the environment may say otherwise."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings

THREADS: Final = int(os.environ.get("JOREN_MIRROR_THREADS", min(4, os.cpu_count() or 1)))
MEMORY: Final = os.environ.get("JOREN_MIRROR_MEMORY", "1GB")
SECONDS: Final = float(os.environ.get("JOREN_MIRROR_SECONDS", "30"))
"""The longest one question may take while somebody waits for its page."""

PATIENT: Final = 300.0
"""The longest one question of a job may take: half of the time that replaced files are kept for readers."""

AT_ONCE: Final = int(os.environ.get("JOREN_MIRROR_AT_ONCE", "2"))
"""Questions of one process that run side by side; others wait."""

KEPT: Final = timedelta(minutes=10)
"""How long replaced files stay for readers that are at work on them: many times the longest question."""

COMPACT_ROWS: Final = 20_000
COMPACT_SHARE: Final = 0.1
"""A table is compacted when more rows than both changed."""

LOCK_SECONDS: Final = 3_600.0
"""How long a sync waits for another one: the other may be building everything."""


_allowed: ContextVar[float] = ContextVar("allowed", default=SECONDS)


def allowed() -> float:
    """The seconds a question may take here."""
    return _allowed.get()


@contextmanager
def patiently() -> Iterator[None]:
    """For jobs, which nobody waits for: questions asked in this block may take longer."""
    token = _allowed.set(max(PATIENT, SECONDS))
    try:
        yield
    finally:
        _allowed.reset(token)


def home() -> Path:
    """The folder of all mirrors, made when missing."""
    folder = Path(settings.MIRROR_HOME)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def engine_settings() -> dict[str, Any]:
    """DuckDB's settings for readers and writers; spills to a folder beside the mirror."""
    spill = home() / "spill"
    spill.mkdir(mode=0o700, exist_ok=True)
    return {
        "threads": THREADS,
        "memory_limit": MEMORY,
        "temp_directory": str(spill),
        "preserve_insertion_order": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
