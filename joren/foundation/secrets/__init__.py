"""Secrets at rest: a password of another system is kept encrypted and is readable only with this installation's key.

Interface: ``seal(text, purpose=…) -> str`` and ``unseal(sealed, purpose=…) -> str``. AES-256-GCM with a random
96-bit nonce; the key is derived by HKDF-SHA256 from Django's ``SECRET_KEY``, another one for each purpose, and the
purpose is authenticated too, so that a value cannot be moved to another column.
"""

from .errors import SecretUnreadable
from .sealing import seal, unseal

__all__ = ["SecretUnreadable", "seal", "unseal"]
