"""What a file is by its first bytes, whatever its name says."""

import re
from typing import Final, Literal

FileKind = Literal["text", "gzip", "workbook", "cards", "mail", "other"]

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
    (b"PK\x05\x06", "ZIP"),
)
_SHORT_NEEDS_BINARY: Final = 3
_LOOKED_AT: Final = 512
_CARD = re.compile(rb"(?:\xef\xbb\xbf)*[\s]*(?:[\w-]+\.)?BEGIN[ \t]*:[ \t]*VCARD", re.IGNORECASE)
_MAIL_FIELD = re.compile(
    rb"^(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version|From|To|Cc|Subject|Date|Reply-To"
    rb"|X-[\w-]+|DKIM-Signature|Content-Type|Sender|List-[\w-]+|References|In-Reply-To)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD_LINE = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|From |>From ")
_FIELDS_NEEDED: Final = 2


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
    if _CARD.match(head) or _CARD.match(head.replace(b"\x00", b"").lstrip(b"\xff\xfe")):
        return "cards", "vCard"
    return ("mail", "mail") if _is_mail(head) else ("text", "")


def _is_mail(head: bytes) -> bool:
    """Whether the text begins with the fields of a mail (or the From line of an mbox), line by line."""
    beginning = head.lstrip(b"\r\n\xef\xbb\xbf")
    fields, _blank, _body = beginning.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = fields.split(b"\n")
    if not all(_FIELD_LINE.match(line) for line in lines[:-1] or lines):
        return False
    return len(_MAIL_FIELD.findall(fields)) >= _FIELDS_NEEDED
