"""Codes that people read from paper and type into a till.

Ten signs of Crockford's base 32 (no I, L, O, U; https://www.crockford.com/base32.html) and a check sign modulo 37, so
that every single wrong sign and every exchange of two neighbours is noticed. Ten signs are 50 bits: nobody guesses one.
"""

import unicodedata
from collections.abc import Callable
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SAMPLE: Final = "7K3FM2QX9PA"
"""What previews show: looks like a code and is none, its check sign is wrong."""
_CHECK: Final = ALPHABET + "*~$=U"
_LENGTH: Final = 10
_BITS: Final = 5
_ALIKE: Final = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code(random_bits: Callable[[int], int]) -> str:
    """A new code of eleven signs. `random_bits` gives that many random bits (``secrets.randbits``)."""
    while True:
        number = random_bits(_LENGTH * _BITS)
        check = _CHECK[number % len(_CHECK)]
        if check in ALPHABET:  # a sign that stands on every key of a till
            return _written(number) + check


def _written(number: int) -> str:
    return "".join(ALPHABET[number >> _BITS * place & 31] for place in reversed(range(_LENGTH)))


def normalised(typed: str) -> str:
    """What was typed or scanned as a code: full-width signs, small letters, spaces and hyphens do not matter."""
    wide = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in wide if sign.isalnum())


def read_code(typed: str) -> str | None:
    """The code that was meant, or None when it is none (a sign was misread). I and L are read as 1, O as 0."""
    code = normalised(typed).translate(_ALIKE)
    if len(code) != _LENGTH + 1 or any(sign not in ALPHABET for sign in code):
        return None
    number = 0
    for sign in code[:_LENGTH]:
        number = number << _BITS | ALPHABET.index(sign)
    return code if _CHECK[number % len(_CHECK)] == code[_LENGTH] else None


def shown(code: str) -> str:
    """A code in groups that the eye can hold: ``7K3F-M2QX-9PA``. A word that somebody chose stays as it is."""
    if len(code) != _LENGTH + 1 or read_code(code) is None:
        return code
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
