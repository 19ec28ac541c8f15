"""The signed link with which a customer joins their LINE to their record: who, until when; 27 characters.

Whoever has the link can do it, so it lives for weeks, not years, and does nothing without a LINE account pressing
*send*.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final

_BODY: Final = struct.Struct(">QH")  # the customer, the last day as days of the epoch
_TAG: Final = 10
LENGTH: Final = 27
_DAY: Final = 86_400


class LinkKey:
    """Makes and reads such links with a key derived from `secret_key` for them alone."""

    def __init__(self, secret_key: str) -> None:
        self._key = sha256(b"joren.outreach.line.links:" + secret_key.encode()).digest()

    def make(self, customer_id: int, *, now: float, days: int) -> str:
        """The token of a customer, good until the end of the day `days` from `now` (seconds of the epoch)."""
        body = _BODY.pack(customer_id, int(now // _DAY) + days)
        return urlsafe_b64encode(body + self._tag(body)).rstrip(b"=").decode()

    def read(self, token: str, *, now: float) -> int | None:
        """The customer, or None for what this key did not sign and what is too old."""
        if len(token) != LENGTH or not token.isascii():
            return None
        try:
            raw = urlsafe_b64decode(token + "=")
        except ValueError:
            return None
        body, tag = raw[: _BODY.size], raw[_BODY.size :]
        if not hmac.compare_digest(tag, self._tag(body)):
            return None
        customer_id, last_day = _BODY.unpack(body)
        return customer_id if now // _DAY <= last_day else None

    def _tag(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:_TAG]
