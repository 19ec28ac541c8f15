"""Zip files that hold several tables: what is in them, and one of them at a time out of them.

A member never says where it goes: it is written to a path the caller names, so that ``../`` and absolute names do no
harm. Sizes are limited before and while unpacking. Zips inside are opened one level deep.
"""

import errno
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from .problems import ReadingProblem

LARGEST: Final = 4 << 30
"""Bytes that all members together may unpack to."""
LARGEST_INNER: Final = 256 << 20
"""Bytes of a zip inside the zip, which is read from memory."""
MOST_MEMBERS: Final = 200
_SUSPICIOUS: Final = 200
_LARGE: Final = 100 << 20
_CHUNK: Final = 1 << 20
_UTF8_NAMES: Final = 0x800
_ENCRYPTED: Final = 0x1
_WORKBOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml", "word/document.xml", "ppt/presentation.xml")
_NO_FILES: Final = ("__macosx/", "thumbs.db", ".ds_store", "desktop.ini")
_ZIP: Final = b"PK\x03\x04"
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, KeyError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a zip. `name`: what to call it, without folders; `path`: its whole name inside; `size` in bytes.

    `inner`: its name inside the zip that `path` names, for a zip within the zip.
    """

    name: str
    path: str
    size: int
    inner: str = ""


def is_archive(path: Path) -> bool:
    """Whether the file is a zip of files: no workbook, no document, which are zips too."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (_ZIP, b"PK\x05\x06"):
                return False
        with zipfile.ZipFile(path) as archive:
            return not _is_document(archive)
    except _DAMAGED:
        return False


def members(path: Path) -> list[Member]:
    """The files inside, in their order; folders, hidden files and what systems leave behind are passed over.

    Raises ReadingProblem: archive_locked, archive_empty, archive_unsafe (too many, too large), damaged.
    """
    with _opened(path) as archive:
        found: list[Member] = []
        for entry, name in _files(archive):
            inside = _inside(archive, entry)
            if inside is None:
                found.append(Member(_base(name), name, entry.file_size))
                continue
            with inside:
                found += [
                    Member(_base(inner), name, one.file_size, inner)
                    for one, inner in _files(inside)
                    if not _is_zip(inside, one)
                ]
        _check(found)
        return found


def extract(path: Path, member: Member, target: Path) -> None:
    """Write one member to `target`, which must not exist in the end when this raises ReadingProblem."""
    with _opened(path) as archive:
        entry = _entry(archive, member.path)
        try:
            if not member.inner:
                _copy(archive, entry, target, member.size)
                return
            inside = _inside(archive, entry)
            if inside is None:
                raise ReadingProblem("damaged")
            with inside:
                _copy(inside, _entry(inside, member.inner), target, member.size)
        except BaseException:
            target.unlink(missing_ok=True)
            raise


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGED as problem:
        if isinstance(problem, OSError) and problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.ENOENT, errno.EACCES):
            raise
        raise ReadingProblem("damaged") from problem
    except RuntimeError as problem:
        raise ReadingProblem("archive_locked") from problem


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Ordinary files with their names. Raises ReadingProblem for a locked one and for a bomb."""
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS * 5:
        raise ReadingProblem("archive_unsafe", members=len(entries), most=MOST_MEMBERS)
    for entry in entries:
        name = name_of(entry)
        if entry.is_dir() or name.endswith(("/", "\\")) or _is_leftover(name) or not _is_ordinary(entry):
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise ReadingProblem("archive_locked")
        if entry.file_size > _LARGE and entry.file_size > _SUSPICIOUS * max(entry.compress_size, 1):
            raise ReadingProblem("too_big", megabytes=entry.file_size >> 20, most=LARGEST >> 20)
        yield entry, name


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name in a zip: Windows in Japan writes Shift JIS without saying so, which Python reads as CP437."""
    if entry.flag_bits & _UTF8_NAMES or entry.orig_filename.isascii():
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "cp932"):
        try:
            # CP932's second bytes may be a backslash's, which zipfile made a slash on Windows only.
            return raw.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return entry.filename


def _check(found: list[Member]) -> None:
    if not found:
        raise ReadingProblem("archive_empty")
    size = sum(member.size for member in found)
    if len(found) > MOST_MEMBERS:
        raise ReadingProblem("archive_unsafe", members=len(found), most=MOST_MEMBERS)
    if size > LARGEST:
        raise ReadingProblem("too_big", megabytes=size >> 20, most=LARGEST >> 20)


def _entry(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    found = next((entry for entry, known in _files(archive) if known == name), None)
    if found is None:
        raise ReadingProblem("damaged")
    return found


def _inside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> zipfile.ZipFile | None:
    """The zip that a member is; None for any other file, workbooks among them."""
    if not _is_zip(archive, entry):
        return None
    if entry.file_size > LARGEST_INNER:
        raise ReadingProblem("too_big", megabytes=entry.file_size >> 20, most=LARGEST_INNER >> 20)
    try:
        inside = zipfile.ZipFile(io.BytesIO(archive.read(entry)))
    except zipfile.BadZipFile:  # a workbook that is damaged is told so when it is opened
        return None
    if _is_document(inside):
        inside.close()
        return None
    return inside


def _is_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    if entry.file_size > LARGEST_INNER and not name_of(entry).lower().endswith(".zip"):
        return False
    with archive.open(entry) as file:
        return file.read(4) == _ZIP


def _is_document(archive: zipfile.ZipFile) -> bool:
    return any(name in archive.NameToInfo for name in _WORKBOOKS)


def _is_ordinary(entry: zipfile.ZipInfo) -> bool:
    """No symbolic link, no device."""
    mode = entry.external_attr >> 16
    return not stat.S_IFMT(mode) or stat.S_ISREG(mode)


def _is_leftover(name: str) -> bool:
    plain = name.replace("\\", "/").lower()
    base = plain.rsplit("/", 1)[-1]
    return plain.startswith("__macosx/") or base in _NO_FILES or base.startswith((".", "~$")) or not base


def _base(name: str) -> str:
    """The name without folders and control characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in base if letter.isprintable())[:200] or "file"


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, size: int) -> None:
    with archive.open(entry) as source, target.open("wb") as file:
        _pour(source, file, size)


def _pour(source: IO[bytes], target: IO[bytes], size: int) -> None:
    """Copy, but never more than the zip said."""
    left = size
    while chunk := source.read(_CHUNK):
        left -= len(chunk)
        if left < 0:
            raise ReadingProblem("damaged")
        target.write(chunk)
