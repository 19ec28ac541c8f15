"""Bytes of a message: headers that cannot be broken out of, and a text and an HTML part in UTF-8."""

import re
from base64 import b64encode
from binascii import b2a_qp
from collections.abc import Iterator
from email.header import Header
from email.utils import formataddr
from typing import Final

from joren.foundation.japanese.emails import normalise_email

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_LINE: Final = 76
_WORD_BYTES: Final = 45
"""Bytes in one encoded word: 60 characters of base64 and 12 around them, below the 75 allowed."""
_MOSTLY_ASCII: Final = 6
"""Below one non-ASCII byte in so many, quoted-printable is shorter than base64 and readable in the raw mail."""


def one_line(text: str) -> str:
    """Return `text` with every line break and control character turned into one space: safe in a header."""
    return _CONTROL.sub(" ", text).strip()


def has_line_break(text: str) -> bool:
    """Whether the text would need `one_line`: staff are told instead of silently corrected."""
    return bool(_CONTROL.search(text.strip()))


def subject_header(text: str) -> str:
    """Return a subject as RFC 2047 wants it: ASCII as it is, else UTF-8 encoded words of at most 75 characters."""
    return _encoded(one_line(text), len("Subject: "))


def _encoded(text: str, used: int) -> str:
    if text.isascii():
        return Header(text, "us-ascii", maxlinelen=_LINE, header_name=" " * (used - 2)).encode(linesep="\r\n")
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece.encode()).decode()}?=" for piece in _pieces(text, used))


def _pieces(text: str, used: int) -> Iterator[str]:
    """The text in pieces whose encoded words fill a line each; no character is cut in two (RFC 2047, section 5)."""
    piece, room = "", _WORD_BYTES - used * 3 // 4
    if len(text.encode()) <= room:
        yield text
        return
    for character in text:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = "", _WORD_BYTES
        piece += character
        room -= size
    yield piece


def address_header(name: str, address: str) -> str:
    """Return ``name <address>``, the name encoded when it needs it. Raises ValueError for what is no address."""
    if normalise_email(address) is None or one_line(address) != address:
        raise ValueError(f"not an address: {address!r}")
    name = one_line(name)
    if not name:
        return address
    if name.isascii():
        return formataddr((name, address))
    return f"{_encoded(name, len('Reply-To: '))} <{address}>"


def wants_base64(text: str) -> bool:
    """Whether base64 suits the text better than quoted-printable (Japanese: yes)."""
    raw = text.encode()
    return sum(byte > 127 for byte in raw) * _MOSTLY_ASCII > len(raw)  # noqa: PLR2004


def encode_part(text: str, *, base64: bool) -> bytes:
    """Return the text as the body of a MIME part: lines of at most 76 characters, ended by CRLF."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    if base64:
        coded = b64encode(raw.replace(b"\n", b"\r\n"))
        return b"\r\n".join([coded[at : at + _LINE] for at in range(0, len(coded), _LINE)]) + b"\r\n"
    return b2a_qp(raw, istext=True).replace(b"\n", b"\r\n") + b"\r\n"


def part_header(subtype: str, *, base64: bool) -> bytes:
    """Return the headers of a text part, with the empty line that ends them."""
    transfer = "base64" if base64 else "quoted-printable"
    return f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n".encode()


def alternative(headers: list[tuple[str, str]], text: bytes, html: bytes, boundary: str) -> bytes:
    """Return a whole multipart/alternative message from parts that carry their own headers (`part_header`)."""
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    mark = boundary.encode()
    return b"".join(
        (
            head.encode("ascii"),
            b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="',
            mark,
            b'"\r\n\r\n--',
            mark,
            b"\r\n",
            text,
            b"--",
            mark,
            b"\r\n",
            html,
            b"--",
            mark,
            b"--\r\n",
        )
    )


def dot_stuffed(message: bytes) -> bytes:
    """Return the message as DATA wants it: dots at line starts doubled, and the final dot (RFC 5321 4.5.2)."""
    if b"\r\n." in message:
        message = message.replace(b"\r\n.", b"\r\n..")
    if message.startswith(b"."):
        message = b"." + message
    return message + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")
