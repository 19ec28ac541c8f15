"""Files that come in together: dropped, out of a zip, or pasted. Each becomes an import; what is no table is told."""

import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from joren.foundation.errors import JorenError

from . import actions
from .errors import FileTooLarge, NotAWhole, TableLeftOut, unreadable
from .models import Import
from .reading.archives import extract, is_archive, members
from .reading.pasted import write_text
from .reading.problems import ReadingProblem
from .whole import SOURCE, tables_of

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

LARGEST: Final = 2 << 30
Found = tuple[str, IO[bytes], dict[str, Any]]
"""A file's name, the file, and what is known of it: kind, source, options."""


@dataclass(slots=True)
class Drop:
    """What came of files dropped together: imports, and (file name, refusal) of those that could not be read."""

    name: str
    records: list[Import] = field(default_factory=list)
    refused: list[tuple[str, JorenError]] = field(default_factory=list)


def take(given: Iterable[Any], *, pasted: str = "", kind: str = "", source: str = "", by: "Staff | None") -> Drop:
    """Bring uploaded files (with `name`, `size` and `file`) and pasted text, and try each one's first rows.

    A zip of files becomes its files; one that is a Joren's export of everything its tables, each as what it is. A file
    that mixes encodings is kept, so that its readable rows can be taken. What cannot be read is told in `refused`;
    nothing else is lost.
    """
    drop = Drop(uuid.uuid4().hex)
    with TemporaryDirectory(prefix="joren-drop-") as folder:
        for name, opened, told in _files(given, pasted, drop, Path(folder)):
            said: dict[str, Any] = {"kind": kind, "source": source} | told
            try:
                record = actions.bring(opened, file_name=name, by=by, drop=drop.name, may_wait=True, **said)
            except JorenError as problem:
                drop.refused.append((name, problem))
                continue
            if record.state == Import.State.UPLOADED:
                actions.look(record=record, by=by)
            drop.records.append(record)
    return drop


def _files(given: Iterable[Any], pasted: str, drop: Drop, folder: Path) -> Iterator[Found]:
    for upload in given:
        name = PurePosixPath(upload.name).name
        if upload.size > LARGEST:
            drop.refused.append((name, FileTooLarge(megabytes=LARGEST >> 20)))
        else:
            yield from _unpacked(name, upload.file, drop, folder)
    if pasted.strip():
        yield from _pasted(pasted, drop, folder)


def _unpacked(name: str, opened: IO[bytes], drop: Drop, folder: Path) -> Iterator[Found]:
    """The file itself, or what is in it when it is a zip of files."""
    if opened.read(2) != b"PK":
        opened.seek(0)
        yield name, opened, {}
        return
    opened.seek(0)
    packed, out = folder / "zip", folder / "member"
    with packed.open("wb") as file:
        shutil.copyfileobj(opened, file)
    if not is_archive(packed):
        opened.seek(0)
        yield name, opened, {}
        return
    try:
        inside = members(packed)
        tables = _tables_in(packed, drop)
    except ReadingProblem as problem:
        drop.refused.append((name, unreadable(problem)))
        return
    for member in inside if tables is None else [one for one in inside if one.path in tables]:
        try:
            extract(packed, member, out)
        except ReadingProblem as problem:
            drop.refused.append((member.name, unreadable(problem)))
            continue
        with out.open("rb") as file:
            yield member.name, file, tables[member.path] if tables else {}


def _tables_in(packed: Path, drop: Drop) -> dict[str, dict[str, Any]] | None:
    """What a Joren's export of everything says of its tables, by path; None for any other zip."""
    try:
        tables = tables_of(packed)
    except NotAWhole:
        return None
    for table in tables:
        if table.rows and not table.kind:
            drop.refused.append((table.name, TableLeftOut(rows=table.rows)))
    told = {"source": SOURCE, "options": {"whole": True}}
    return {table.path: told | {"kind": table.kind} for table in tables if table.rows and table.kind}


def _pasted(text: str, drop: Drop, folder: Path) -> Iterator[Found]:
    """Pasted text as a file: a table as it is, blocks of lines and address cards as rows of people."""
    target = folder / "pasted"
    try:
        suffix = Path(write_text(text, target)).suffix
    except ReadingProblem as problem:
        drop.refused.append((_("pasted table"), unreadable(problem)))
        return
    with target.open("rb") as file:
        yield _("pasted table") + suffix, file, {}
