"""Text in the encodings Japanese business software reads, and what becomes of the characters CP932 lacks.

CP932 here is Microsoft's code page 932, what Excel on Windows and most tills read. It has ①㈱髙﨑, but not the wave
dash (U+301C) and the minus sign (U+2212) that other systems write for ～ and －: those are replaced by the twin that
Windows uses. What has no twin becomes its everyday form (𠮷 → 吉, by `joren.foundation.japanese.old_forms`), its
compatible form (½ → 1/2) or 〓, the mark printers put for a missing letter.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.japanese.old_forms import OLD_FORMS
from joren.foundation.registry.entries import Text

from .losses import Loss, Losses

MISSING: Final = "〓"
_CODEC: Final = "cp932"
_TWINS: Final = {
    "〜": "～",
    "−": "－",
    "‖": "∥",
    "—": "―",
    "¢": "￠",
    "£": "￡",
    "¬": "￢",
    "¥": "￥",
    "‾": "￣",
    "¦": "￤",
    "\u00a0": " ",
    "‑": "-",
    "‐": "‐",
    "–": "－",
}
"""Characters that Windows writes by another number; both look the same."""
_VARIATION: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """A way to write text. `codec` is Python's name, `mark` the bytes in front of the file.

    `twins`: characters the codec writes as another one without a word, which must be told all the same.
    """

    key: str
    label: Text
    codec: str
    mark: bytes = b""
    twins: frozenset[str] = frozenset()

    def encode(self, text: str) -> bytes | None:
        """The bytes of the text; None when some of it would not come back as it was."""
        if any(twin in text for twin in self.twins):
            return None
        try:
            return text.encode(self.codec)
        except UnicodeEncodeError:
            return None


ENCODINGS: Final = {
    encoding.key: encoding
    for encoding in (
        Encoding(
            key="utf-8-bom", label=_("UTF-8 with a mark (Excel opens it as it is)"), codec="utf-8", mark=b"\xef\xbb\xbf"
        ),
        Encoding(
            key="cp932", label=_("Shift_JIS (CP932), for older software"), codec=_CODEC, twins=frozenset("¢£¬‖−〜")
        ),
        Encoding(key="utf-8", label=_("UTF-8, for programs"), codec="utf-8"),
    )
}


def encode(text: str, encoding: Encoding, *, row: int, column: str, losses: Losses) -> bytes:
    """A cell's text in the encoding. What it lacks is replaced and noted with its row and column."""
    written = encoding.encode(text)
    return _replaced(text, row, column, losses).encode(encoding.codec) if written is None else written


def _replaced(text: str, row: int, column: str, losses: Losses) -> str:
    """The text with nothing in it that CP932 lacks."""
    composed = unicodedata.normalize("NFC", text)
    if len(composed) < len(text) and _writable(composed):
        losses.add(Loss(row, column, text, composed, same_look=True))
        return composed
    written = []
    for letter in text:
        if _writable(letter):
            written.append(letter)
            continue
        substitute, same_look = _substitute(letter)
        losses.add(Loss(row, column, letter, substitute, same_look))
        written.append(substitute)
    return "".join(written)


@lru_cache(maxsize=4096)
def _substitute(letter: str) -> tuple[str, bool]:
    """What is written for a character CP932 lacks, and whether it looks the same."""
    if letter in _TWINS:
        return _TWINS[letter], True
    if any(ord(letter) in some for some in _VARIATION):
        return "", False  # it says which drawing of the letter before it is meant
    everyday = OLD_FORMS.get(letter, "")
    compatible = unicodedata.normalize("NFKC", letter)
    for other in (everyday, compatible):
        if other and _writable(other):
            return other, False
    return MISSING, False


@lru_cache(maxsize=65536)
def _writable(text: str) -> bool:
    return ENCODINGS[_CODEC].encode(text) is not None
