"""Reading a pasted list. Pure."""

import json
import re
import unicodedata
import zlib
from collections.abc import Iterable
from typing import Final

MOST: Final = 1_000_000
"""Values in one list."""
LONGEST: Final = 254
"""Characters of one value: an e-mail address."""
_BETWEEN: Final = re.compile(r"[\n\r\t,;\u3001\x00]+")  # NFKC has made the wide comma and semicolon narrow
_AROUND: Final = " \"'\u3000\ufeff\u200b"


def split(text: str) -> list[str]:
    """The different values of a text, in their order: lines, commas, tabs (cells of a spreadsheet) between them.

    Full-width letters and digits count as narrow ones; quotes and spaces around a value do not belong to it.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = dict.fromkeys(value.strip(_AROUND) for value in _BETWEEN.split(plain))
    found.pop("", None)
    return list(found)


def loose(value: str) -> str:
    """What a member number keeps when a spreadsheet has been at it: letters of any case, no zeros in front.

    The database's own words for it stand in `queries`; both must agree.
    """
    return value.upper().lstrip("0")


def packed(values: Iterable[str | int]) -> bytes:
    """Values as they are kept: texts, and customer numbers as integers."""
    return zlib.compress(json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode(), level=1)


def unpacked(kept: bytes) -> list[str | int]:
    """The values of `packed`."""
    values: list[str | int] = json.loads(zlib.decompress(kept))
    return values
