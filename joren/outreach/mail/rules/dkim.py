"""Signing mails (DKIM, RFC 6376; Ed25519: RFC 8463), header and body relaxed. No Django, no clock.

Only what a receiver shows or trusts is signed; From is signed once more than it stands there, so that nobody can put a
second one in front. The body hash and the signature cost a fraction of a millisecond (docs/rules/bounces.md).
"""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

RSA: Final = "rsa-sha256"
ED25519: Final = "ed25519-sha256"
_SIGNED: Final = (
    "from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type",
    "content-transfer-encoding", "list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id",
)  # fmt: skip
_BLANKS = re.compile(rb"[ \t]+")
_FOLD = re.compile(rb"\r\n[ \t]")
_TAIL = re.compile(rb"[ \t]+(?=\r\n)")
_LINE: Final = 72
_BITS: Final = 2048


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """A key of a domain. `private` is PEM (PKCS 8)."""

    domain: str
    selector: str
    algorithm: str
    private: str


def new_key(algorithm: str) -> tuple[str, str]:
    """Make a key; return (private as PEM, public as it stands behind ``p=`` in the DNS)."""
    if algorithm == ED25519:
        edwards = Ed25519PrivateKey.generate()
        private = edwards.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = edwards.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        key = rsa.generate_private_key(65537, _BITS)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), b64encode(public).decode()


def record(algorithm: str, public: str) -> str:
    """The text of the DNS record of a key."""
    return f"v=DKIM1; k={algorithm.partition('-')[0]}; p={public}"


class Signer:
    """Signs with one key. Made once; safe to use from several threads."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._sign = _signing(key)

    def header(self, message: bytes, at: int) -> bytes:
        """The DKIM-Signature header (with its CRLF) for a message in CRLF lines; `at` is the Unix time in seconds."""
        head, _, body = message.partition(b"\r\n\r\n")
        signed = _chosen(_headers(head + b"\r\n"))
        names = b":".join([name for name, _ in signed] + [b"from"])
        body_hash = b64encode(sha256(relaxed_body(body)).digest())
        unsigned = self._tags(names, body_hash, at)
        data = b"".join(line for _, line in signed) + relaxed_header(unsigned).removesuffix(b"\r\n")
        return unsigned.removesuffix(b"\r\n") + _folded(b64encode(self._sign(data))) + b"\r\n"

    def signed(self, message: bytes, at: int) -> bytes:
        """The message with its signature before it."""
        return self.header(message, at) + message

    def _tags(self, names: bytes, body_hash: bytes, at: int) -> bytes:
        key = self._key
        return (
            f"DKIM-Signature: v=1; a={key.algorithm}; c=relaxed/relaxed; d={key.domain}; s={key.selector};\r\n"
            f" t={at}; bh={body_hash.decode()};\r\n h={_names_folded(names.decode())};\r\n b="
        ).encode("ascii")


def _names_folded(names: str) -> str:
    lines, line = [], ""
    for name in names.split(":"):
        if line and len(line) + len(name) > _LINE - 4:
            lines.append(line)
            line = ""
        line += f"{name}:"
    return "\r\n  ".join([*lines, line]).removesuffix(":")


def _folded(signature: bytes) -> bytes:
    return b"\r\n ".join(signature[at : at + _LINE] for at in range(0, len(signature), _LINE))


def _signing(key: SigningKey) -> Callable[[bytes], bytes]:
    loaded = load_pem_private_key(key.private.encode(), None)
    if isinstance(loaded, Ed25519PrivateKey):
        edwards = loaded
        return lambda data: edwards.sign(sha256(data).digest())  # RFC 8463, 3: the hash is what is signed
    if isinstance(loaded, rsa.RSAPrivateKey):
        private, scheme, digest = loaded, padding.PKCS1v15(), SHA256()
        return lambda data: private.sign(data, scheme, digest)
    raise ValueError(f"not a key for {key.algorithm}")


def _headers(head: bytes) -> list[tuple[bytes, bytes]]:
    """Each header as (name in lower case, its relaxed form), in order."""
    lines = re.split(rb"\r\n(?![ \t])", head.removesuffix(b"\r\n"))
    return [(line.partition(b":")[0].strip().lower(), relaxed_header(line + b"\r\n")) for line in lines if b":" in line]


def _chosen(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers to sign, each of a name from the last one upwards (RFC 6376, 5.4.2)."""
    wanted = {name.encode() for name in _SIGNED}
    return [(name, line) for name, line in reversed(headers) if name in wanted]


def relaxed_header(line: bytes) -> bytes:
    """RFC 6376, 3.4.2."""
    name, _, value = line.partition(b":")
    value = _BLANKS.sub(b" ", _FOLD.sub(b" ", value.removesuffix(b"\r\n"))).strip()
    return name.strip().lower() + b":" + value + b"\r\n"


def relaxed_body(body: bytes) -> bytes:
    """RFC 6376, 3.4.4: blanks at line ends and empty lines at the end do not count."""
    if b" " in body or b"\t" in body:
        body = _BLANKS.sub(b" ", body)
        body = _TAIL.sub(b"", body)
    body = body.rstrip(b"\r\n")
    if body.endswith(b" "):
        body = body[:-1].rstrip(b"\r\n")
    return body + b"\r\n" if body else b""
