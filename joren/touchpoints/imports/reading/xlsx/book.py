"""What a workbook consists of: its sheets in the order of their tabs, its formats, its shared strings."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from joren.touchpoints.imports.reading.problems import ReadingProblem

from .formats import Format, cell_formats
from .strings import SharedStrings
from .xml import Attributes, attribute, elements

LARGEST: Final = 4 << 30
"""Bytes of XML that are unpacked at most; a million rows of sixty columns."""
_SUSPICIOUS: Final = 200
"""Times a part may be larger than its packed form when it is a large one: sheets pack to a tenth."""
_LARGE: Final = 100 << 20
_ROOT: Final = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, the part that holds it, and whether its tab is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Book:
    """An opened workbook. `is_1904`: it counts days from 1904, as old Macintosh Excel did."""

    archive: zipfile.ZipFile
    sheets: tuple[Sheet, ...]
    formats: list[Format]
    strings: SharedStrings
    is_1904: bool


def is_xlsx(path: Path) -> bool:
    """Whether the zip is a workbook of XML sheets (xlsx, xlsm), which is read here."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _ROOT in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """Open a workbook for reading. Raises ReadingProblem for one that is damaged, locked or a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_size(archive)
            parts = _related(archive)
            shared = parts.of_type("/sharedStrings")
            with SharedStrings(_open(archive, shared) if shared else None, path.parent) as strings:
                sheets, is_1904 = _sheets(archive, parts)
                yield Book(archive, sheets, _formats(archive, parts.of_type("/styles")), strings, is_1904)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as problem:
        raise ReadingProblem("damaged") from problem
    except RuntimeError as problem:
        raise ReadingProblem("password" if "encrypted" in str(problem) else "damaged") from problem


def check_size(archive: zipfile.ZipFile, most: int = LARGEST) -> None:
    """Refuse what would unpack beyond all measure, before it does."""
    size = sum(entry.file_size for entry in archive.infolist())
    bomb = any(
        entry.file_size > _LARGE and entry.file_size > _SUSPICIOUS * max(entry.compress_size, 1)
        for entry in archive.infolist()
    )
    if size > most or bomb:
        raise ReadingProblem("too_big", megabytes=size >> 20, most=most >> 20)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts a workbook refers to, by id: (type, name)."""

    by_id: dict[str, tuple[str, str]]

    def of_type(self, ending: str) -> str:
        return next((name for kind, name in self.by_id.values() if kind.endswith(ending)), "")


def _related(archive: zipfile.ZipFile) -> _Parts:
    found: dict[str, tuple[str, str]] = {}

    def seen(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/"))

    with _open(archive, "xl/_rels/workbook.xml.rels") as stream:
        elements(stream, seen)
    return _Parts(found)


def _sheets(archive: zipfile.ZipFile, parts: _Parts) -> tuple[tuple[Sheet, ...], bool]:
    found: list[Sheet] = []
    is_1904 = False

    def seen(name: str, attributes: Attributes) -> None:
        nonlocal is_1904
        if name == "workbookPr":
            is_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "sheet":
            kind, part = parts.by_id.get(attribute(attributes, "id"), ("", ""))
            if kind.endswith("/worksheet"):
                hidden = attributes.get("state", "visible") != "visible"
                found.append(Sheet(attributes.get("name", ""), part, hidden))

    with _open(archive, _ROOT) as stream:
        elements(stream, seen)
    return tuple(found), is_1904


def _formats(archive: zipfile.ZipFile, part: str) -> list[Format]:
    if not part:
        return []
    with _open(archive, part) as stream:
        return cell_formats(stream)


def _open(archive: zipfile.ZipFile, part: str) -> IO[bytes]:
    """Open a part by its name; some writers differ in case."""
    if part not in archive.NameToInfo:
        part = next((name for name in archive.namelist() if name.lower() == part.lower()), part)
    return archive.open(part)
