"""Names of people: splitting one column into family and given name, match keys, readings told from spellings."""

import re
from typing import Final

from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.honorifics import without_honorific
from joren.foundation.japanese.kana import is_kana, to_hiragana, to_katakana

__all__ = ["is_kana", "name_key", "split_name", "to_hiragana", "to_katakana"]

_REPEATED: Final = re.compile("([\u3400-\u9fff])々")


def name_key(text: str) -> str:
    """The key under which two spellings of one name are the same: 髙﨑 眞々子様 and 高崎真真子.

    The search key (`fold`) of the name without its form of address, 々 written out. It is for comparing; what was
    written stays. name_key(name_key(x)) == name_key(x).
    """
    key = fold(without_honorific(text))
    while "々" in key:
        longer = _REPEATED.sub(r"\1\1", key)
        if longer == key:
            break
        key = longer
    bare = fold(without_honorific(key))
    return key if bare == key else name_key(bare)


def split_name(text: str) -> tuple[str, str]:
    """Family and given name, parted at the first run of half- or full-width spaces.

    Without a space the whole is the family name and the given name is empty: where a name written together
    splits cannot be known. Further spaces stay inside the given name, as one half-width space each.
    """
    family, *given = text.split() or [""]
    return family, " ".join(given)
