"""What a column's values look like."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from joren.foundation.importing import ValueKind, ValueProblem
from joren.foundation.importing.answers import says_nothing, yes_or_no
from joren.foundation.importing.values import amount, moment, partial_day
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.japanese.kana import is_kana
from joren.foundation.japanese.phones import normalise_phone
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.japanese.prefectures import PREFECTURE_NUMBERS, prefecture_named, prefecture_of
from joren.foundation.japanese.surnames import begins_with_surname

_POSTAL = re.compile(r"〒?\s*[0-9０-９]{3}[-‐−－ー][0-9０-９]{4}")
_POSTAL_DIGITS = re.compile(r"[0-9]{6,7}", re.ASCII)
_PART = re.compile(r"[0-9]{1,5}(?:\.0)?", re.ASCII)
_POSTAL_PART = re.compile(r"[0-9]{1,4}(?:\.0)?", re.ASCII)
_CODE = re.compile(r"[A-Za-z]{0,6}[-_]?[0-9][0-9A-Za-z_-]*(?:\.0)?", re.ASCII)
_HANDLE = re.compile(r"@?[0-9A-Za-z._-]{4,}", re.ASCII)
_GENDER_WORDS = """
男 女 男性 女性 male female m f man woman 不明 その他 other unknown 無回答 未回答 回答しない おとこ おんな
"""
_GENDERS: Final = frozenset(_GENDER_WORDS.split())
_PHONE_LIKE = re.compile(r"[\d０-９()（）+ -‐−－ー]{9,20}")
_LIVING: Final = range(1900, 2016)
"""Years in which the customers of a business were born, the very young left out."""
_LONGEST_NAME: Final = 12
_DISTINCT: Final = 0.95


def _reads(reader: Callable[[str], object], value: str) -> bool:
    try:
        reader(value)
    except ValueProblem:
        return False
    return True


def _is_birth_date(value: str) -> bool:
    try:
        born = partial_day(value)
    except ValueProblem:
        return False
    return (born.year in _LIVING) if born.year else born.month is not None


def _is_date(value: str) -> bool:
    try:
        found = moment(value)
    except ValueProblem:
        return False
    return isinstance(found, (date, datetime))


def _is_name(value: str) -> bool:
    return len(value) <= _LONGEST_NAME and begins_with_surname(value)


_LOOKS: Final[dict[ValueKind, Callable[[str], bool]]] = {
    "email": lambda value: "@" in value and normalise_email(value) is not None,
    "phone": lambda value: bool(_PHONE_LIKE.fullmatch(value)) and normalise_phone(value) is not None,
    "phone_part": lambda value: bool(_PART.fullmatch(unicodedata.normalize("NFKC", value))),
    "postal": lambda value: (
        bool(_POSTAL.fullmatch(value))
        or (bool(_POSTAL_DIGITS.fullmatch(value)) and normalise_postal_code(value) is not None)
    ),
    "postal_part": lambda value: bool(_POSTAL_PART.fullmatch(unicodedata.normalize("NFKC", value))),
    "kana": is_kana,
    "name": _is_name,
    "prefecture": lambda value: prefecture_named(value) is not None,
    "address": lambda value: bool(prefecture_of(value)[0]) and value not in PREFECTURE_NUMBERS,
    "date": _is_date,
    "birth_date": _is_birth_date,
    "number": lambda value: _reads(amount, value),
    "gender": lambda value: value.strip().lower() in _GENDERS,
    "yes_no": lambda value: yes_or_no(value) is not None,
    # Anything a name could be: no e-mail address, and not mostly figures such as a phone number is.
    "words": lambda value: "@" not in value and sum(map(str.isdigit, value)) * 2 < len(value),
    "handle": lambda value: bool(_HANDLE.fullmatch(value)),
    "code": lambda value: bool(_CODE.fullmatch(unicodedata.normalize("NFKC", value))),
}
UNMISTAKABLE: Final[frozenset[ValueKind]] = frozenset({"email", "phone", "postal", "address"})
"""Kinds of value that match a column whose name says nothing."""
PROVEN_ONLY: Final[frozenset[ValueKind]] = frozenset({"phone_part", "postal_part"})
"""Kinds of value without which a name means something else: 電話番号1 is a whole number unless its cells are parts."""


def share_like(kind: ValueKind, values: Iterable[str]) -> float | None:
    """The share of non-empty values that look like the kind, 0 to 1; None without values or a kind."""
    look = _LOOKS.get(kind)
    written = [value.strip() for value in values if not says_nothing(value)]
    if look is None or not written:
        return None
    if kind == "code" and not _tells_apart(written):
        return 0.0
    return sum(map(look, written)) / len(written)


def looks_unmistakably(kind: ValueKind, values: Sequence[str], share: float) -> bool:
    """Whether values alone make a column one of the kind: a name that says nothing needs values that say it all.

    Bare figures are a postal code only behind a name that says so; words that come again and again are no names.
    """
    written = [value.strip() for value in values if value.strip()]
    if kind == "postal":
        return share_like_strictly(written)
    if kind in ("name", "kana"):
        many = len(written) > 1 and len(set(written)) >= _DISTINCT * len(written)
        return many and share >= _MOSTLY and (kind == "name" or all(len(value) > _SHORT for value in written))
    if kind == "prefecture":
        return all(not value.isdigit() for value in written)
    return kind in UNMISTAKABLE


def share_like_strictly(written: Sequence[str]) -> bool:
    """Whether these are postal codes with their dash."""
    return bool(written) and sum(bool(_POSTAL.fullmatch(value)) for value in written) >= _MOSTLY * len(written)


_MOSTLY: Final = 0.8
_SHORT: Final = 2


def _tells_apart(written: Sequence[str]) -> bool:
    """Whether the values could number people: each of another, and not just the rows counted 1, 2, 3."""
    if len(set(written)) < _DISTINCT * len(written):
        return False
    return written != [str(number) for number in range(1, len(written) + 1)]
