"""How long a short message is, in parts, as networks count them (3GPP TS 23.040, 23.038).

A message of the basic alphabet alone (GSM 7 bit: Latin letters, digits, few signs) has 160 signs, or 153 in each part
of a longer one. Anything else, so any Japanese, is sent in UCS-2: 70 signs, or 67 in each part: 70, 134, 201, … 670.
Japanese carriers show ten parts at most. Signs beyond the Basic Multilingual Plane (most emoji, 𠮷) count as two.
"""

from dataclasses import dataclass
from typing import Final

MOST_PARTS: Final = 10
_GSM: Final = (160, 153)
_UCS: Final = (70, 67)
LONGEST: Final = MOST_PARTS * _UCS[1]
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED: Final = frozenset("^{}\\[~]|€\f")
"""Signs of the basic alphabet's extension: they count as two."""


@dataclass(frozen=True, slots=True)
class Length:
    """What a text comes to. `units`: signs as counted; `parts`: how many short messages are paid; `left`: signs that
    still fit into the last part; `fits`: ten parts at most."""

    units: int
    parts: int
    left: int
    is_basic: bool

    @property
    def fits(self) -> bool:
        """Whether carriers show it whole."""
        return self.parts <= MOST_PARTS


def measure(text: str) -> Length:
    """The length of a text. An empty one has one part, as providers charge it."""
    is_basic = all(sign in _BASIC or sign in _ESCAPED for sign in text)
    if is_basic:
        units = len(text) + sum(sign in _ESCAPED for sign in text)
        single, each = _GSM
    else:
        units = len(text) + sum(sign > "\uffff" for sign in text)
        single, each = _UCS
    if units <= single:
        return Length(units, 1, single - units, is_basic)
    parts = -(-units // each)
    return Length(units, parts, parts * each - units, is_basic)
