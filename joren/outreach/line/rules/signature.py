"""Whether a webhook request is from LINE: ``X-Line-Signature = base64(HMAC-SHA256(channel secret, raw body))``.

Source: https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
"""

import hmac
from base64 import b64encode


def signature_of(secret: str, body: bytes) -> str:
    """The signature LINE puts on these bytes."""
    return b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def is_genuine(secret: str, body: bytes, signature: str) -> bool:
    """Whether the signature is that of these very bytes, compared in constant time. Without a secret nothing is."""
    if not secret:
        return False
    return hmac.compare_digest(signature_of(secret, body).encode(), signature.encode("utf-8", "replace"))
