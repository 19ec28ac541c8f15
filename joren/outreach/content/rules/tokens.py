"""Signed addresses in messages: which delivery, which link; unguessable, bound to one purpose, compared in constant
time, and short enough for a short message."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final, Literal

Purpose = Literal["open", "click", "unsubscribe", "message"]

_ID: Final = 5  # bytes: deliveries up to 2**40
_NUMBER: Final = 1  # byte: links up to 255
_TAG: Final = 12  # bytes: 96 bits, so that guessing is hopeless
LENGTH: Final = 24
MAX_LINKS: Final = 255
_LONG_ID: Final = 8
_LONG_TAG: Final = 15
_LONG_LENGTH: Final = 34


class TokenKey:
    """Makes and reads tokens with keys derived from `secret_key` for links in messages alone.

    Tokens of 34 characters, as mails carried them before, are still read: a mail of last year can be unsubscribed.
    """

    def __init__(self, secret_key: str) -> None:
        self._key = sha256(b"joren.outreach.content.tokens:" + secret_key.encode()).digest()
        self._long_key = sha256(b"joren.outreach.mail.tokens:" + secret_key.encode()).digest()

    def make(self, purpose: Purpose, delivery_id: int, number: int = 0) -> str:
        """Return the token of a delivery (and of its link `number`, 0 to 255): 24 characters of A-Z a-z 0-9 - _.

        Raises OverflowError for a greater number.
        """
        body = delivery_id.to_bytes(_ID) + number.to_bytes(_NUMBER)
        return urlsafe_b64encode(body + self._tag(purpose, body)).decode()

    def read(self, purpose: Purpose, token: str) -> tuple[int, int] | None:
        """Return (delivery id, link number), or None for anything this key did not sign for this purpose."""
        raw = _bytes_of(token)
        if raw is None:
            return None
        if len(token) == _LONG_LENGTH:
            return self._read_long(purpose, raw)
        body, tag = raw[: _ID + _NUMBER], raw[_ID + _NUMBER :]
        if not hmac.compare_digest(tag, self._tag(purpose, body)):
            return None
        return int.from_bytes(body[:_ID]), body[_ID]

    def _read_long(self, purpose: Purpose, raw: bytes) -> tuple[int, int] | None:
        body, tag = raw[:-_LONG_TAG], raw[-_LONG_TAG:]
        if not hmac.compare_digest(
            tag, hmac.digest(self._long_key, purpose.encode() + b":" + body, "sha256")[:_LONG_TAG]
        ):
            return None
        return int.from_bytes(body[:_LONG_ID]), int.from_bytes(body[_LONG_ID:])

    def _tag(self, purpose: Purpose, body: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b":" + body, "sha256")[:_TAG]


def _bytes_of(token: str) -> bytes | None:
    """The bytes of a token in the one way it is written; None for anything else."""
    if len(token) not in (LENGTH, _LONG_LENGTH) or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    return raw if urlsafe_b64encode(raw).rstrip(b"=").decode() == token else None
