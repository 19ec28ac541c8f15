"""What a column's values look like."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from joren.foundation.importing import ValueKind, ValueProblem
from joren.foundation.importing.values import amount, moment, yes_or_no
from joren.foundation.japanese.emails import normalise_email
from joren.foundation.japanese.kana import is_kana
from joren.foundation.japanese.phones import normalise_phone
from joren.foundation.japanese.prefectures import prefecture_of

_POSTAL = re.compile(r"〒?\s*[0-9０-９]{3}[-‐−－ー][0-9０-９]{4}")
_GENDERS: Final = frozenset(
    [
        "男",
        "女",
        "男性",
        "女性",
        "male",
        "female",
        "m",
        "f",
        "man",
        "woman",
        "不明",
        "その他",
        "other",
        "unknown",
        "無回答",
    ]
)
_PHONE_LIKE = re.compile(r"[\d０-９()（）+ -‐−－ー]{9,20}")


def _reads(reader: Callable[[str], object], value: str) -> bool:
    try:
        reader(value)
    except ValueProblem:
        return False
    return True


_LOOKS: Final[dict[ValueKind, Callable[[str], bool]]] = {
    "email": lambda value: "@" in value and normalise_email(value) is not None,
    "phone": lambda value: bool(_PHONE_LIKE.fullmatch(value)) and normalise_phone(value) is not None,
    "postal": lambda value: bool(_POSTAL.fullmatch(value)),
    "kana": is_kana,
    "address": lambda value: bool(prefecture_of(value)[0]),
    "date": lambda value: _reads(moment, value),
    "number": lambda value: _reads(amount, value),
    "gender": lambda value: value.strip().lower() in _GENDERS,
    "yes_no": lambda value: yes_or_no(value) is not None,
}
UNMISTAKABLE: Final[frozenset[ValueKind]] = frozenset({"email", "phone", "postal", "address"})
"""Kinds of value that match a column whose name says nothing."""


def share_like(kind: ValueKind, values: Iterable[str]) -> float | None:
    """The share of non-empty values that look like the kind, 0 to 1; None without values or a kind."""
    look = _LOOKS.get(kind)
    written = [value for value in values if value.strip()]
    if look is None or not written:
        return None
    return sum(map(look, written)) / len(written)
