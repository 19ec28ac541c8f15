"""A worker's own journal on disk: which of the messages it began it has really handed over, and how each ended.

The database says which messages a worker *began*, in groups, before any of them is handed over. When the process is
killed, the journal tells those apart: never handed over (due again), ended (recorded), and the few that were at the
other server at that very moment (uncertain). A line is written with one system call and so survives the death of the
process; it may not survive the death of the machine, so a journal of another boot is not believed.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from joren.foundation.database.home import subfolder

from .channels import Outcome

_FIELDS: Final = tuple(field.name for field in fields(Outcome))
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


class Journal:
    """Written by the lines of one run; thread-safe, because each entry is one appending write."""

    def __init__(self, worker: str) -> None:
        self._path = _path(worker)
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._write([_boot()])

    def handing_over(self, delivery_id: int) -> None:
        """Note that this message is about to be handed over."""
        os.write(self._file, b"[%d]\n" % delivery_id)

    def ended(self, delivery_id: int, outcome: Outcome) -> None:
        """Note how it ended."""
        self._write([delivery_id, *(getattr(outcome, name) for name in _FIELDS)])

    def close(self) -> None:
        """Throw the journal away: everything in it is in the database."""
        os.close(self._file)
        self._path.unlink(missing_ok=True)

    def _write(self, entry: Sequence[object]) -> None:
        os.write(self._file, json.dumps(entry, default=str).encode() + b"\n")


def read(worker: str) -> dict[int, Outcome | None] | None:
    """What the journal of a dead worker says: by delivery its outcome, None for one that was at the server.

    None altogether when there is no journal to believe: then nobody knows about any of its messages.
    """
    try:
        lines = _path(worker).read_bytes().split(b"\n")
    except OSError:
        return None
    entries = [_parsed(line) for line in lines[:-1]]  # what follows the last line break was cut off
    if not entries or not _boot() or entries[0] != [_boot()]:
        return None
    found: dict[int, Outcome | None] = {}
    for entry in entries[1:]:
        if entry:
            found[int(entry[0])] = _outcome(entry[1:]) if len(entry) > 1 else None
    return found


def _outcome(values: Sequence[Any]) -> Outcome:
    """As `Journal.ended` wrote it; an older version wrote fewer fields, always the first ones."""
    known = dict(zip(_FIELDS, values, strict=False))
    if known.get("cost") is not None:
        known["cost"] = Decimal(known["cost"])
    return Outcome(**known)


def forget(worker: str) -> None:
    """Remove the journal of a worker whose messages are all accounted for."""
    _path(worker).unlink(missing_ok=True)


def _path(worker: str) -> Path:
    return subfolder("delivery") / f"{worker.replace(':', '_').replace('/', '_')}.journal"


def _boot() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""


def _parsed(line: bytes) -> list[Any]:
    try:
        entry = json.loads(line)
    except ValueError:
        return []
    return entry if isinstance(entry, list) else []
