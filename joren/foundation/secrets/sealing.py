"""Encrypts and decrypts with a key of this installation."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.conf import settings

from .errors import SecretUnreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION: Final = "v1."
_NONCE: Final = 12  # bytes, as NIST SP 800-38D recommends for GCM


def seal(text: str, *, purpose: str) -> str:
    """Return `text` encrypted as printable ASCII; the same text never looks the same twice. Empty stays empty."""
    if not text:
        return ""
    nonce = os.urandom(_NONCE)
    sealed = nonce + _cipher(purpose).encrypt(nonce, text.encode(), purpose.encode())
    return _VERSION + urlsafe_b64encode(sealed).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Return what was sealed. Raises `SecretUnreadable` when key, purpose or value do not belong together."""
    from cryptography.exceptions import InvalidTag

    if not sealed:
        return ""
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(_VERSION))
        return _cipher(purpose).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode()).decode()
    except (InvalidTag, ValueError) as problem:
        raise SecretUnreadable from problem


def _cipher(purpose: str) -> "AESGCM":
    return _cipher_of(settings.SECRET_KEY, purpose)


@lru_cache(maxsize=16)
def _cipher_of(secret_key: str, purpose: str) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"joren.secrets." + purpose.encode())
    return AESGCM(derive.derive(secret_key.encode()))
