"""Signed addresses in mails: which delivery, which link; unguessable, bound to one purpose, compared in constant
time."""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final, Literal

Purpose = Literal["open", "click", "unsubscribe", "message"]

_BODY: Final = struct.Struct(">QH")
_TAG: Final = 15  # bytes: 120 bits, so that guessing is hopeless and the whole is 25 bytes, 34 characters
_LENGTH: Final = 34


class TokenKey:
    """Makes and reads tokens with a key derived from `secret_key` for mail links alone."""

    def __init__(self, secret_key: str) -> None:
        self._key = sha256(b"joren.outreach.mail.tokens:" + secret_key.encode()).digest()

    def make(self, purpose: Purpose, delivery_id: int, number: int = 0) -> str:
        """Return the token of a delivery (and of its link `number`, 0 to 65535): 34 characters of A-Z a-z 0-9 - _."""
        body = _BODY.pack(delivery_id, number)
        return urlsafe_b64encode(body + self._tag(purpose, body)).rstrip(b"=").decode()

    def read(self, purpose: Purpose, token: str) -> tuple[int, int] | None:
        """Return (delivery id, link number), or None for anything this key did not sign for this purpose."""
        if len(token) != _LENGTH or not token.isascii():
            return None
        try:
            raw = urlsafe_b64decode(token + "==")
        except ValueError:
            return None
        body, tag = raw[: _BODY.size], raw[_BODY.size :]
        if (
            not hmac.compare_digest(tag, self._tag(purpose, body))
            or urlsafe_b64encode(raw).rstrip(b"=").decode() != token
        ):
            return None
        delivery_id, number = _BODY.unpack(body)
        return delivery_id, number

    def _tag(self, purpose: Purpose, body: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b":" + body, "sha256")[:_TAG]
