"""Whether a webhook really comes from the provider."""

import hmac
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha1, sha256


def twilio_signature(token: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """X-Twilio-Signature: HMAC-SHA1 over the address and all form fields in order, base64.

    A field that comes twice with the same value counts once (Twilio, "Security: validating requests").
    """
    told = "".join(name + value for name, value in sorted(set(parameters)))
    return b64encode(hmac.digest(token.encode(), (url + told).encode(), sha1)).decode()


def is_twilios(token: str, url: str, parameters: Iterable[tuple[str, str]], given: str) -> bool:
    """Compared in constant time; never true without a token."""
    return bool(token) and _same(twilio_signature(token, url, parameters), given)


def is_signed(secret: str, body: bytes, given: str) -> bool:
    """Of the general provider: ``X-Joren-Signature`` is the HMAC-SHA256 of the raw body in hex."""
    return bool(secret) and _same(hmac.digest(secret.encode(), body, sha256).hex(), given.lower())


def _same(ours: str, given: str) -> bool:
    """In constant time; as bytes, because a header may hold anything."""
    return hmac.compare_digest(ours.encode(), given.encode("utf-8", "replace"))
