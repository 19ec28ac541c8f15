"""The one small file that says which files are the mirror."""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from .derived import Ready, from_json
from .files import TableFiles
from .source import Moment

FORMAT: Final = 3
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The mirror at one moment. `retired`: files no longer part of it, by the time they were replaced.

    `version` names the state of the facts: a new name whenever a row came, changed or went, the same when files were
    only rewritten. `sizes`: bytes of each of its files, filled in when it is published.
    """

    moment: Moment
    synced_at: str
    tables: dict[str, TableFiles]
    version: str
    ready: Ready | None = None
    retired: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    @property
    def files(self) -> set[str]:
        """Every file the mirror consists of."""
        derived = self.ready.files.files if self.ready else ()
        return {name for table in self.tables.values() for name in table.files} | set(derived)

    def retiring(self, before: "Manifest | None", at: datetime) -> "Manifest":
        """This manifest, remembering which of the files before it are no longer needed since `at`."""
        if before is None:
            return self
        gone = before.files - self.files
        return replace(self, retired=before.retired | dict.fromkeys(sorted(gone), at.isoformat()))


def new_version() -> str:
    """A name no state of the facts has had."""
    return uuid4().hex


def load(folder: Path) -> Manifest | None:
    """The manifest of that folder; None when there is none, it is of another version, or a file is missing or cut."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
        manifest = _from_json(data) if data["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    complete = manifest and all(_size(folder / name) == manifest.sizes.get(name) for name in manifest.files)
    return manifest if complete else None


def publish(folder: Path, manifest: Manifest, before: Manifest | None) -> None:
    """Make this the mirror, at once for everybody: readers see the one before or this one, nothing between."""
    for name in manifest.files - (before.files if before else set()):
        _to_disk(folder / name)
    manifest = replace(manifest, sizes={name: (folder / name).stat().st_size for name in sorted(manifest.files)})
    draft = folder / f"{MANIFEST}.{os.getpid()}"
    told = asdict(manifest) | {"format": FORMAT, "ready": manifest.ready.as_json() if manifest.ready else None}
    draft.write_text(json.dumps(told, indent=1))
    _to_disk(draft)
    draft.replace(folder / MANIFEST)
    _to_disk(folder)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


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
    retired, sizes = dict(data["retired"]), dict(data["sizes"])
    return Manifest(Moment(**moment), data["synced_at"], tables, data["version"], ready, retired, sizes)
