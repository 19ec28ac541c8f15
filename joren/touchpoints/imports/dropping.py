"""Files that come in together: dropped, out of a zip, or pasted. Each becomes an import; what is no table is told."""

import io
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError

from . import actions
from .errors import FileTooLarge
from .models import Import

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

LARGEST: Final = 2 << 30


@dataclass(slots=True)
class Drop:
    """What came of files dropped together: imports, and (file name, refusal) of those that could not be read."""

    name: str
    records: list[Import] = field(default_factory=list)
    refused: list[tuple[str, JorenError]] = field(default_factory=list)


def take(given: Iterable[Any], *, pasted: str = "", kind: str = "", source: str = "", by: "Staff | None") -> Drop:
    """Bring uploaded files (with `name`, `size` and `file`) and pasted text, and try each one's first rows."""
    drop = Drop(uuid.uuid4().hex)
    for name, size, opened in _files(given, pasted, drop):
        try:
            if size > LARGEST:
                raise FileTooLarge(megabytes=LARGEST >> 20)
            record = actions.bring(
                opened, file_name=name, by=by, kind=kind, source=source, drop=drop.name, may_wait=True
            )
        except JorenError as problem:
            drop.refused.append((name, problem))
            continue
        if record.state == Import.State.UPLOADED:
            actions.look(record=record, by=by)
        drop.records.append(record)
    return drop


def _files(given: Iterable[Any], pasted: str, drop: Drop) -> Iterator[tuple[str, int, IO[bytes]]]:
    for upload in given:
        yield PurePosixPath(upload.name).name, upload.size, upload.file
    if pasted.strip():
        content = pasted.encode()
        yield _("pasted table") + ".tsv", len(content), io.BytesIO(content)
