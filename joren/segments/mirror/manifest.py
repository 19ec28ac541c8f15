"""The one small file that says which files are the mirror."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from zlib import crc32

from .derived import Ready, from_json
from .files import TableFiles
from .source import Moment

FORMAT: Final = 4
"""Another number whenever other software would read these files or keep them up differently."""
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when it was published: bytes, when it was last written (nanoseconds), CRC-32."""

    size: int
    written: int
    checksum: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The mirror at one moment. `retired`: files no longer part of it, by the time they were replaced.

    `version` names the state of the facts: a new name whenever a row came, changed or went, the same when files were
    only rewritten. `stamps` tell whether its files are still what was written, filled in when it is published.
    """

    moment: Moment
    synced_at: str
    tables: dict[str, TableFiles]
    version: str
    ready: Ready | None = None
    retired: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)

    @property
    def files(self) -> set[str]:
        """Every file the mirror consists of."""
        derived = self.ready.files.files if self.ready else ()
        return {name for table in self.tables.values() for name in table.files} | set(derived)

    def retiring(self, known: Mapping[str, str], there: Iterable[str], at: datetime) -> "Manifest":
        """This manifest, remembering which of the files that are there are not needed since `at` or are `known` to
        be needed no longer.
        """
        gone = set(there) - self.files
        return replace(self, retired=dict.fromkeys(sorted(gone), at.isoformat()) | dict(known))


def new_version() -> str:
    """A name no state of the facts has had."""
    return uuid4().hex


def load(folder: Path) -> Manifest | None:
    """The manifest of that folder; None when there is none, it is of another version, or a file is missing, cut
    or written over.
    """
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        manifest = _from_json(data) if data["format"] == FORMAT else None
        complete = manifest and all(_untouched(folder / name, manifest.stamps[name]) for name in manifest.files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return manifest if complete else None


def set_aside(folder: Path, damaged: Iterable[str]) -> None:
    """Take damaged files out of use: no manifest that names one is a mirror any more, whoever publishes it and when.

    A mirror that has none of them stays, also one that is published at this moment.
    """
    for name in damaged:
        (folder / name).unlink(missing_ok=True)


def rotten(folder: Path, manifest: Manifest) -> list[str]:
    """Names of the files that are not, to the bit, what was published. Reads all of them."""
    return [name for name in sorted(manifest.files) if _checksum(folder / name) != manifest.stamps[name].checksum]


def publish(folder: Path, manifest: Manifest, before: Manifest | None) -> None:
    """Make this the mirror, at once for everybody: readers see the one before or this one, nothing between."""
    for name in manifest.files - (before.files if before else set()):
        _to_disk(folder / name)
    known = before.stamps if before else {}
    stamps = {name: known[name] if name in known else _stamp(folder / name) for name in sorted(manifest.files)}
    manifest = replace(manifest, stamps=stamps)
    told = asdict(manifest) | {"format": FORMAT, "ready": manifest.ready.as_json() if manifest.ready else None}
    draft = folder / f"{MANIFEST}.{os.getpid()}"
    try:
        draft.write_text(json.dumps(told, indent=1))
        _to_disk(draft)
        draft.replace(folder / MANIFEST)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _to_disk(folder)


def _checksum(path: Path) -> int:
    """CRC-32 of a file; -1 when it is gone."""
    found = 0
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                found = crc32(block, found)
    except FileNotFoundError:
        return -1
    return found


def _stamp(path: Path) -> Stamp:
    now = path.stat()
    return Stamp(now.st_size, now.st_mtime_ns, _checksum(path))


def _untouched(path: Path, stamp: Stamp) -> bool:
    """Whether nobody has written the file since. That a disk forgot a bit is told by `rotten` only."""
    now = path.stat()
    return (now.st_size, now.st_mtime_ns) == (stamp.size, stamp.written)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _from_json(data: dict[str, Any]) -> Manifest:
    tables = {name: TableFiles(**files) for name, files in data["tables"].items()}
    moment = data["moment"] | {name: int(data["moment"][name]) for name in ("xmin", "log_position")}
    ready = from_json(data["ready"]) if data["ready"] else None
    stamps = {name: Stamp(**stamp) for name, stamp in data["stamps"].items()}
    return Manifest(Moment(**moment), data["synced_at"], tables, data["version"], ready, dict(data["retired"]), stamps)
