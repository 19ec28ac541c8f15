"""Postal codes: seven digits written 123-4567, whatever a form, a spreadsheet or a keyboard made of them."""

import re
import unicodedata

from joren.foundation.japanese.prefectures import prefecture_of

__all__ = ["normalise_postal_code", "prefecture_of"]

_PLAIN = re.compile(r"(?!000)\d{3}-\d{4}", re.ASCII)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー─", "-"))
_LOOSE = re.compile(r"〒?\s*(?:(\d{3})\s*-\s*(\d{4})|(\d{5,7})(?:\.0)?)", re.ASCII)


def normalise_postal_code(text: str) -> str | None:
    """The code as 123-4567, or None when it is none.

    Leading zeros a spreadsheet took are put back (600001 is 060-0001; 10010 is 001-0010). No code begins
    with 000.
    """
    if _PLAIN.fullmatch(text):
        return text
    found = _LOOSE.fullmatch(unicodedata.normalize("NFKC", text).translate(_DASHES).strip())
    if not found:
        return None
    area, town, digits = found.groups()
    code = f"{area}{town}" if area else digits.zfill(7)
    return None if code.startswith("000") else f"{code[:3]}-{code[3:]}"
