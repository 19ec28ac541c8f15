"""Values that say nothing of a person are left out before anything is compared; the others get their key."""

from collections.abc import Iterable, Iterator
from typing import Final

from joren.foundation.japanese.emails import email_key, is_dummy_email
from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.honorifics import without_honorific
from joren.foundation.japanese.phones import is_dummy_phone

_FILLERS: Final = frozenset(
    {"不明", "なし", "無し", "未登録", "ご本人", "様", "unknown", "none", "null", "na", "noname"}
)


def phones_of(phones: Iterable[str]) -> Iterator[str]:
    """Those in which anything can be told apart: no 090-0000-0000."""
    return (phone for phone in phones if not is_dummy_phone(phone))


def emails_of(emails: Iterable[str]) -> Iterator[str]:
    """The keys of the addresses that are somebody's: no noreply@, no test@test."""
    return (email_key(email) for email in emails if not is_dummy_email(email))


def name_of(name: str) -> str:
    """The name without its honorific; nothing for words that only fill a field."""
    name = without_honorific(name)
    return "" if fold(name) in _FILLERS else name
