"""People out of mails (.eml, mbox): whoever sent and received them, and the address cards attached.

Names in header fields come encoded in every way there is, also not at all: raw ISO-2022-JP and Shift JIS.
"""

import io
import re
from collections.abc import Iterator
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses
from typing import IO, Final

from .eucjp import legacy_encoding
from .people import Person
from .vcards import people_of_cards

LARGEST_MAIL: Final = 64 << 20
MOST_PARTS: Final = 1_000
_FIELDS: Final = ("from", "reply-to", "sender", "to", "cc")
_CARD_TYPES: Final = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/vcard"})
_ADDRESS = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\s@<>(),;:\".]+")
_NOBODY = re.compile(r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?)[^@]*@", re.IGNORECASE)
_PARSER = BytesParser(policy=policy.compat32)


def people_of_mails(file: IO[bytes]) -> Iterator[Person]:
    """Yield each person once, in the order in which they appear; people of cards first within their mail.

    An address met before under another name, or without one, is not given again. Addresses of machines
    (no-reply@, mailer-daemon@) are nobody.
    """
    known: set[str] = set()
    for raw in _mails(file):
        message = _PARSER.parsebytes(raw)
        for person in (*_attached(message), *_named(message)):
            key = person.email.lower()
            if key and key in known:
                continue
            known.add(key)
            yield person


def _mails(file: IO[bytes]) -> Iterator[bytes]:
    """The mails of an mbox, each by itself; a file that is no mbox is one mail. Beyond 64 MB a mail is cut."""
    first = file.readline(LARGEST_MAIL)
    is_box = first.startswith(b"From ")
    held, length, blank = io.BytesIO(), 0, False
    if not is_box:
        held.write(first)
    for line in iter(lambda: file.readline(1 << 20), b""):
        if is_box and blank and line.startswith(b"From "):
            yield held.getvalue()
            held, length = io.BytesIO(), 0
            continue
        blank = not line.strip()
        length += len(line)
        if length <= LARGEST_MAIL:
            held.write(line)
    yield held.getvalue()


def _attached(message: Message) -> Iterator[Person]:
    """The people of the cards in a mail, in whichever part they are."""
    for place, part in enumerate(message.walk()):
        if place >= MOST_PARTS:
            return
        name = _decoded(part.get_filename() or "") if not part.is_multipart() else ""
        if part.get_content_type() in _CARD_TYPES or name.lower().endswith((".vcf", ".vcard")):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from people_of_cards(io.BytesIO(payload))


def _named(message: Message) -> Iterator[Person]:
    """The people in the header fields."""
    fields = [(name.lower(), str(value)) for name, value in message.raw_items()]  # as written, not as repaired
    for wanted in _FIELDS:
        for value in (value for name, value in fields if name == wanted):
            for name, address in _pairs(value):
                if not _NOBODY.match(address):
                    yield Person(name="" if "@" in name else name, email=address)


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    """Names and addresses of a field. Names are decoded after the commas were found: they may hold some."""
    raw = _raw(value)
    found = [(name, _ADDRESS.search(address) or _ADDRESS.search(name)) for name, address in getaddresses([raw])]
    if any(address for _name, address in found):
        yield from ((_clean(_decoded(name)), address[0]) for name, address in found if address)
    else:
        yield from (("", address) for address in _ADDRESS.findall(raw))


def name_and_address(text: str) -> tuple[str, str]:
    """The first person of a line such as ``山田 太郎 <taro@example.jp>``; empty where there is none."""
    return next(_pairs(text), ("", ""))


def _raw(value: str) -> str:
    """The field as text; bytes that were not encoded are read as what they are."""
    text = "".join(value.splitlines())
    if text.isascii():
        return _from_escapes(text)
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(legacy_encoding(raw) or "ascii", "ignore")


def _from_escapes(text: str) -> str:
    """Raw ISO-2022-JP in a header: 7-bit, told by its escapes."""
    if "\x1b$" not in text:
        return text
    try:
        return text.encode("ascii").decode("iso2022_jp_ext")
    except UnicodeDecodeError:
        return text


def _decoded(text: str) -> str:
    """Encoded words as text; one that lies about its encoding is left out."""
    try:
        pieces = decode_header(text)
    except (ValueError, LookupError):
        return ""
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    wanted = (charset or "ascii").lower()
    names = ("cp932",) if wanted in ("shift_jis", "shift-jis", "x-sjis") else (wanted,)
    for name in (
        *names,
        *(("iso2022_jp_ext",) if wanted.startswith("iso-2022-jp") else ()),
        "utf-8",
        legacy_encoding(piece),
    ):
        try:
            return piece.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return ""


def _clean(name: str) -> str:
    """The name without its quotes; nothing where letters of it were lost."""
    return "" if "\ufffd" in name else " ".join(name.strip().strip("'\"").split())
