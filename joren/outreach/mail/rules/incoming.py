"""Reading of mails that come in, whoever wrote them: never raises, and says in clear what can be made clear.

Mails break every rule there is: 8-bit headers without a character set, character sets nobody knows, parts without an
end. What cannot be decoded becomes U+FFFD; nothing is lost silently.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from html import unescape
from typing import Final

_ALIASES: Final = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jis_2004",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "utf8": "utf-8",
    "utf-8mb4": "utf-8",
}
_GUESSES: Final = ("utf-8", "euc_jis_2004", "cp932")
_ESCAPE: Final = b"\x1b"
_TAGS = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>", re.I | re.S)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>", re.I)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_WORD = re.compile(r"=\?([^?\s]*)\?([bBqQ])\?([^?]*)\?=")


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A mail taken apart. `message` keeps every header and part; the texts are decoded. Addresses are lower case;
    among `came_to` are also those the servers on the way noted."""

    message: Message
    subject: str
    sender: str
    recipients: tuple[str, ...]
    came_to: tuple[str, ...]
    message_id: str
    text: str


def parse(raw: bytes) -> Incoming:
    """Read the bytes of one mail."""
    message = message_from_bytes(raw)
    return Incoming(
        message=message,
        subject=header(message, "subject"),
        sender=next(iter(addresses(message, "from")), ""),
        recipients=tuple(addresses(message, "to", "cc")),
        came_to=tuple(addresses(message, "to", "cc", "delivered-to", "x-original-to", "envelope-to")),
        message_id=header(message, "message-id").strip(),
        text=text_of(message),
    )


def header(message: Message, name: str) -> str:
    """The header of that name on one line, decoded; "" where there is none."""
    return next((decoded(value) for value in raw_values(message, name)), "")


def raw_values(message: Message, name: str) -> Iterator[str]:
    """The values of that header as they came; bytes that are no ASCII stand in them as lone surrogates."""
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            yield str(value)


def decoded(value: str) -> str:
    """A header's value in clear: encoded words of RFC 2047 and bare 8-bit text alike."""
    raw = _bytes_of(value)
    text = re.sub(r"\r?\n[ \t]*", " ", value if raw.isascii() else decode(raw, None))
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        pieces = [(text, None)]
    words = "".join(_word(piece, charset) for piece, charset in pieces)
    return _BLANKS.sub(" ", _WORD.sub(" ", words) if "=?" in words and "?=" in words else words).strip()


def _word(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    return decode(piece, charset)


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def decode(raw: bytes, charset: str | None) -> str:
    """Bytes as text: by the character set named where it exists and fits, else by the likeliest (Japanese ones too)."""
    named = (charset or "").strip().strip("\"'").lower()
    candidates = [named] if named and named not in ("us-ascii", "ascii") else []
    if _ESCAPE in raw:
        candidates.append("iso-2022-jp")
    for candidate in (*candidates, *_GUESSES):
        try:
            return raw.decode(_ALIASES.get(candidate, candidate))
        except (LookupError, ValueError):
            continue
    return _patched(raw, named)


def _patched(raw: bytes, named: str) -> str:
    """What is left when nothing fits: the named set with holes, or Latin-1, in which every byte is a character."""
    try:
        return raw.decode(_ALIASES.get(named, named), "replace") if named else raw.decode("latin-1")
    except (LookupError, ValueError):
        return raw.decode("latin-1")


def addresses(message: Message, *names: str) -> Iterator[str]:
    """The addresses of these headers, lower case, in order, each once."""
    seen: set[str] = set()
    for _, address in getaddresses([decoded(value) for name in names for value in raw_values(message, name)]):
        lowered = address.strip().lower()
        if "@" in lowered and lowered not in seen:
            seen.add(lowered)
            yield lowered


def parts(message: Message) -> Iterator[Message]:
    """The leaves of a mail that are its own, not those of a mail enclosed in it."""
    if message.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        return
    if message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from parts(part)
    else:
        yield message


def body_of(part: Message) -> str:
    """The text of one leaf."""
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, AssertionError, TypeError):
        raw = None
    if not isinstance(raw, bytes):
        raw = _bytes_of(str(part.get_payload() or ""))
    return decode(raw, _charset_of(part))


def _charset_of(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (LookupError, ValueError, TypeError):
        return None


def text_of(message: Message) -> str:
    """All that a reader would read: plain parts, or the words of the HTML part where there is no plain one."""
    plain, rich = [], []
    for part in parts(message):
        if part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/html":
            rich.append(plain_of(body_of(part)))
        elif part.get_content_maintype() in ("text", "message", "multipart"):  # the last one: its boundary is wrong
            plain.append(body_of(part))
    chosen = plain if any(text.strip() for text in plain) else rich
    return "\n".join(chosen).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def plain_of(html: str) -> str:
    """The words of an HTML text, its blocks on lines of their own."""
    return unescape(_TAGS.sub(" ", _BREAKS.sub("\n", html)))
