"""Values that say nothing of a person are left out before anything is compared."""

from collections.abc import Iterable, Iterator

from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.phones import phone_problem

_FILLERS = frozenset({"不明", "なし", "無し", "未登録", "ご本人", "様", "unknown", "none", "null", "na", "noname"})
_HONORIFICS = ("様", "さま", "さん", "殿", "御中", "先生", "氏")


def phones_of(phones: Iterable[str]) -> Iterator[str]:
    """Those in which anything can be told apart: no rows of zeros."""
    return (phone for phone in phones if phone_problem(phone) != "dummy")


def emails_of(emails: Iterable[str]) -> Iterator[str]:
    """Addresses in lower case."""
    return (email.lower() for email in emails)


def honorific_off(name: str) -> str:
    """The name without its honorific; nothing for words that only fill a field."""
    name = name.strip()
    for honorific in _HONORIFICS:
        if len(name) > len(honorific) and name.endswith(honorific):
            name = name.removesuffix(honorific).rstrip()
            break
    return "" if fold(name) in _FILLERS else name


def company_of(company: str) -> str:
    """The key of a company's name, whatever its legal form is written like."""
    return fold(company)
