"""What a file is by its first bytes, whatever its name says."""

from typing import Final, Literal

FileKind = Literal["text", "gzip", "workbook", "other"]

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GZIP: Final = b"\x1f\x8b"
_OTHERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"RIFF", "RIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"{\\rtf", "RTF"),
    (b"PAR1", "Parquet"),
)
_SHORT_NEEDS_BINARY: Final = 3
_LOOKED_AT: Final = 512


def file_kind(head: bytes) -> tuple[FileKind, str]:
    """The kind and, for what is no table, its common name (PDF, PNG …). `head`: the first kilobyte or so.

    A two-letter mark such as BM or MZ counts only when binary bytes follow: a column may be called BM.
    """
    if head.startswith(_GZIP):
        return "gzip", "gzip"
    if head.startswith((_ZIP, _OLE)):
        return "workbook", "zip"
    for mark, name in _OTHERS:
        if head.startswith(mark) and (len(mark) >= _SHORT_NEEDS_BINARY or b"\x00" in head[:_LOOKED_AT]):
            return "other", name
    beginning = head[:_LOOKED_AT].lstrip().lower()
    if beginning.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "other", "HTML" if b"html" in beginning else "XML"
    return "text", ""
