"""How long it takes to say a text."""

import math
import re
from typing import Final

SIGNS_A_MINUTE: Final = 300
"""Japanese signs a speaker says in a minute when strangers are to follow: the pace of news readers."""
_SILENT: Final = re.compile(r"[\s■─「」『』（）()、。・,.!！?？:：*#_-]+")
_LATIN: Final = re.compile(r"[A-Za-z]+")
_LETTERS_A_SIGN: Final = 2
"""A Latin word takes about as long as half as many Japanese signs."""


def signs(text: str) -> int:
    """How many signs are said: without space and punctuation, two Latin letters as one sign."""
    said = _SILENT.sub("", text)
    latin = sum(len(word) for word in _LATIN.findall(said))
    return len(said) - latin + math.ceil(latin / _LETTERS_A_SIGN)


def minutes_aloud(text: str) -> float:
    """Minutes of saying a text, rounded up to a tenth; 0.0 for nothing."""
    return math.ceil(signs(text) * 10 / SIGNS_A_MINUTE) / 10
