"""The codes with which a customer says on LINE who they are: eight letters and digits nobody mistakes."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

ALPHABET: Final = "ACDEFGHJKMNPQRTUVWXY34679"
"""Without those that look like another: B 8, I 1 L, O 0, S 5, Z 2."""
LENGTH: Final = 8
_CODE: Final = re.compile(rf"(?<![A-Z0-9])([{ALPHABET}]{{4}})[ -]?([{ALPHABET}]{{4}})(?![A-Z0-9])")


def make(choose: Callable[[Sequence[str]], str]) -> str:
    """A new code; `choose` picks one of a sequence (`secrets.choice`). 25^8 = 1.5 * 10^11 of them."""
    return "".join(choose(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code as people read it: in two halves."""
    return f"{code[:4]}-{code[4:]}"


def found_in(text: str) -> str | None:
    """The code in what somebody wrote: any width, any case, with or without the dash. None where there is none."""
    plain = unicodedata.normalize("NFKC", text[:200]).upper()
    plain = re.sub(r"[‐‑‒–—―−ー-]", "-", plain)
    found = _CODE.search(plain)
    return found[1] + found[2] if found else None
