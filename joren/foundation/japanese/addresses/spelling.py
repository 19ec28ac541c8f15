"""One spelling for the characters people vary in place names, each standing for exactly one other.

Lengths never change, so that a position found in the flat text is the position in what was written.
"""

import re
import unicodedata
from typing import Final

from joren.foundation.japanese.kana import KATAKANA_TO_HIRAGANA
from joren.foundation.japanese.old_forms import OLD_FORMS

_SAME: Final = {
    **dict.fromkeys("ヶヵゖゕがガけケ", "け"),  # 市ヶ谷 市が谷 市ケ谷
    **dict.fromkeys("ノの之丿乃", "の"),  # 丸の内 丸ノ内 丸之内
    **dict.fromkeys("ツッつっ", "つ"),  # 四ツ谷
    **dict(zip("〇零一二三四五六七八九壱弐参", "00123456789123", strict=True)),
    **{"驒": "騨", "祗": "祇", "礒": "磯", "籠": "篭", "靱": "靭", "鯵": "鰺", "檮": "梼", "頚": "頸", "蠣": "蛎"},
    **{"竈": "釜", "竃": "釜", "潴": "瀦", "鴈": "雁", "菟": "莵", "糀": "麹", "舟": "船", "丁": "町", "巿": "市"},
}
_FLAT: Final = {
    **KATAKANA_TO_HIRAGANA,
    **{ord(old): new for old, new in OLD_FORMS.items()},
    **{ord(written): same for written, same in _SAME.items()},
}
_INVISIBLE: Final = re.compile(
    "[\u0000-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff\ufffd\U000e0100-\U000e01ef]"
)
_SPACES: Final = re.compile(r"\s{2,}")
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_KANJI_RUN: Final = re.compile("[0-9十百千]*[十百千][0-9十百千]*")
_DIGIT_RUN: Final = re.compile("[1-9][0-9]")
# What is written or left out at will inside a place name: 大字, 字, ケ, ノ, ツ, spaces, brackets with what they hold.
LOOSE: Final = re.compile(r"大字|小字|字|けつ|[けのつ\s]|\([^()]*\)")


def tidy(text: str) -> str:
    """NFKC, one half-width space for any run of them, nothing invisible; otherwise as written."""
    text = unicodedata.normalize("NFKC", text)
    if _INVISIBLE.search(text):
        text = _INVISIBLE.sub(lambda found: " " if found[0] in "\t\r\n" else "", text)
    return _SPACES.sub(" ", text).strip(" \"'、,")


def flat(text: str) -> str:
    """The tidy text with each varying character as its one spelling: 市ヶ谷 is 市け谷, 三田 is 3田."""
    return text.translate(_FLAT)


def number_of(written: str) -> int | None:
    """The value of digits or kanji numerals: 24, 二十四, 二四, 百五; None for what is no number."""
    digits = written.translate(_FLAT)
    if digits.isdigit():
        return int(digits)
    total, current = 0, 0
    for character in digits:
        if character in _TENS:
            total, current = total + max(current, 1) * _TENS[character], 0
        elif character.isdigit() and character.isascii():
            current = current * 10 + int(character)
        else:
            return None
    return total + current if digits else None


def spellings(flat_name: str) -> list[str]:
    """The flat name as it may also be written: 北2十4条西 as 北24条西, 東光20条 as 東光2十条."""
    names = [flat_name]
    if _KANJI_RUN.search(flat_name):
        names.append(_KANJI_RUN.sub(lambda found: str(number_of(found[0])), flat_name))
    if _DIGIT_RUN.search(flat_name):
        names.append(_DIGIT_RUN.sub(_in_tens, flat_name))
    return names


def _in_tens(found: re.Match[str]) -> str:
    tens, ones = found[0][0], found[0][1]
    return ("" if tens == "1" else tens) + "十" + ("" if ones == "0" else ones)
