"""When a push may be tried again: LINE's retry key makes the second one harmless for 24 hours.

Source: https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
"""

from typing import Final
from uuid import UUID, uuid5

_SPACE: Final = UUID("6f8d1c1e-3f0b-5f0a-9a67-2f1f1b8f6c11")
KEY_LIVES: Final = 23 * 3600
"""Seconds in which a key is trusted: LINE keeps it 24 hours after the first request; one is for clocks that differ."""
_UNANSWERED: Final = "no_answer@"


def retry_key(installation: str, what: str, number: int) -> UUID:
    """The key of one message of this installation, the same at every try.

    `installation` keeps two installations that use one channel apart: their numbers may be the same.
    """
    return uuid5(_SPACE, f"{installation}:{what}:{number}")


def unanswered_code(first_try: float) -> str:
    """The code kept beside a push that got no answer: since when (seconds of the epoch). At most 20 characters."""
    return f"{_UNANSWERED}{int(first_try)}"


def first_try(code: str) -> float | None:
    """The moment kept in such a code; None for any other."""
    number = code.removeprefix(_UNANSWERED)
    return float(number) if number != code and number.isdigit() else None


def is_safe(first: float | None, now: float) -> bool:
    """Whether a push first tried then may be tried again under its key. A clock set back is not trusted."""
    return first is None or 0 <= now - first < KEY_LIVES
