"""Forms of address around a name: 様, 殿, 御中, さん, 先生, care of (様方), Mr. and Ms."""

import re
from typing import Final

# Words that end like a form of address and are none: surnames (鵜殿), and whom a till names お客様.
_WHOLE: Final = re.compile("[お御]客(?:様|さま|さん)|貴殿|[鵜真大湯神宮外御西北東南中新]殿")
# Safe behind any name.
_PLURAL: Final = r"[ご御](?:家族|夫妻|一同|一行)|皆|各位"
_ALWAYS: Final = rf"御中|様方|(?:{_PLURAL})?様|様?(?:{_PLURAL})(?:さま)?|先生"
# Behind kanji and katakana; behind hiragana only where two characters of name remain.
_KANA: Final = "(?<=[^ぁ-ん])(?:さま|さん|ちゃん|くん)|(?<=\\S\\S)(?:さま|さん|ちゃん|くん)"
_TITLES: Final = "殿|社長|課長|係長|店長|支店長|専務|常務|会長|所長|院長|教授"
_TITLED: Final = rf"(?<=[々㐀-鿿]{{2}})(?:{_TITLES})|(?<=\s)(?:{_TITLES}|部長|君|氏|女史|夫人|どの)"
_LATIN: Final = r"(?<=[a-z])-(?:san|sama|sensei|dono|kun|chan)|(?<=[\s,])(?:esq|ph\.?d|m\.d)"
_BEHIND: Final = re.compile(
    rf"(?<=\S)[\s・]*[(（]?(?:{_ALWAYS}|{_KANA}|{_TITLED}|{_LATIN})[)）]?[\s、。,.]*\Z", re.IGNORECASE
)
_BEFORE: Final = re.compile(r"\A(?:mr|mrs|ms|miss|mx|dr|prof)(?:[.．]\s*|\s+)(?=\S)", re.IGNORECASE)
_CARE_OF: Final = re.compile(r"\A\S+(?:様方|さま方|気付|気附)[\s・]*(?=\S)")
# The last characters any of the forms can have: all other names, nearly all, are done after one look.
_LAST: Final = frozenset("様中方生位まんの殿長務授君氏史人同行族妻皆)）.。、,naioqdNAIOQD")
_LONGEST: Final = 200


def without_honorific(text: str) -> str:
    """The name without what only addresses it: 山田 太郎 様 is 山田 太郎; nothing else is changed but outer spaces.

    Care of somebody (鈴木様方 山田太郎) leaves the person who lives there. A name that only looks like a form of
    address stays whole: 鵜殿, ハサン, 様 alone. Applying it again changes nothing.
    """
    name = text.strip()
    while name and len(name) <= _LONGEST:
        shorter = _without_one(name)
        if shorter == name:
            return name
        name = shorter
    return name


def _without_one(name: str) -> str:
    if name[-1] in _LAST and not _WHOLE.fullmatch(name):
        shorter = _BEHIND.sub("", name)
        if shorter != name:
            return shorter
    if "方" in name or "気" in name:
        name = _CARE_OF.sub("", name)
    return _BEFORE.sub("", name) if name[0] in "mdpMDP" else name
