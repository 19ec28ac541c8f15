"""The number of a piece as it is printed, scanned and typed: P, eight digits, a check digit (Luhn, ISO/IEC 7812-1).

The check digit finds every single wrong digit and nearly every swap of two neighbours, so that a typing mistake never
returns somebody else's letter.
"""

import unicodedata
from typing import Final

_DIGITS: Final = 8
_MOST: Final = 11
"""Fewer than the thirteen digits on goods (JAN), so that one is never taken for a letter."""


def code_of(piece_id: int) -> str:
    """The printed number of a piece: 123 is P000001230."""
    body = f"{piece_id:0{_DIGITS}d}"
    return f"P{body}{_check(body)}"


def read_code(text: str) -> int | None:
    """The piece a typed or scanned number means, None for what is none (a typing mistake, another barcode)."""
    said = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(sign for sign in said if sign not in " -_.\u30fc\t\r\n").removeprefix("P")
    if not plain.isascii() or not plain.isdigit() or not _DIGITS < len(plain) <= _MOST:
        return None
    body, check = plain[:-1], plain[-1]
    return int(body) if _check(body) == check else None


def shown(piece_id: int) -> str:
    """The number in groups, for the eye: P 0000 0123 0."""
    code = code_of(piece_id)
    return f"{code[0]} {code[1:5]} {code[5:9]} {code[9:]}"


def _check(body: str) -> str:
    total = 0
    for at, sign in enumerate(reversed(body)):
        digit = int(sign) * (2 if at % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit  # noqa: PLR2004 - the sum of its two digits
    return str(-total % 10)
