"""Numbers of an address in kanji, as they stand in a vertical line.

Numbers are written digit by digit (``101号室`` is ``一〇一号室``), as is usual on postcards; before 丁目, 丁 and 条,
which belong to the name of a place, with tens (``12丁目`` is ``十二丁目``). A dash between two numbers becomes the
upright stroke ``ー`` (turned when it is drawn). Worked examples: ``docs/rules/post.md``.
"""

import re
import unicodedata
from typing import Final

from .wrapping import FORM_CHOICE

DIGITS: Final = "〇一二三四五六七八九"
STROKE: Final = "ー"
_PLAIN: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_KANJI: Final = str.maketrans("0123456789", DIGITS)
_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_DASHES: Final = "-‐‑‒–—―−－─ｰー"
_SIGN: Final = f"0-9A-Za-zＡ-Ｚａ-ｚ{DIGITS}"
_DASH: Final = re.compile(rf"(?<=[{_SIGN}])[{re.escape(_DASHES)}](?=[{_SIGN}])")
_OTHER_DASH: Final = re.compile(r"[-‐‑‒–—―−－─]")
_HALF_KANA: Final = re.compile(r"[\uff61-\uff9f]+")
_PLACE: Final = re.compile(r"(?<![0-9])([1-9][0-9]?)(?=丁目|丁|条)")


def by_digits(number: str) -> str:
    """ASCII digits as kanji one by one: 101 is 一〇一."""
    return number.translate(_KANJI)


def with_tens(number: int) -> str:
    """A number from 1 to 99 as it is said: 12 is 十二, 20 二十. Raises ValueError beyond."""
    if not 1 <= number <= 99:  # noqa: PLR2004 - what two digits can say
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十") + (DIGITS[ones] if ones else "")


def vertical(text: str) -> str:
    """A part of an address as it stands in a vertical line. Done twice it is the same."""
    said = _HALF_KANA.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), FORM_CHOICE.sub("", text))
    plain = said.strip().translate(_PLAIN)
    joined = _OTHER_DASH.sub(STROKE, _DASH.sub(STROKE, plain))
    places = _PLACE.sub(lambda found: with_tens(int(found[1])), joined)
    return places.translate(_KANJI).translate(_WIDE).replace(" ", "\u3000")


def postal_digits(code: str) -> str:
    """The seven digits of a postal code, "" for what has not seven."""
    digits = "".join(sign for sign in code.translate(_PLAIN) if sign in "0123456789")
    return digits if len(digits) == 7 else ""  # noqa: PLR2004 - seven since 1998
