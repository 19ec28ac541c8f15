"""Words and habits that spam filters and readers take for spam, as far as a mail can be judged by its text.

The lists are of what Japanese and English marketing mail overuses; each counts once. They are advice, never a refusal.
"""

import re
from typing import Final

PHRASES: Final = (
    "無料", "完全無料", "今だけ", "今すぐ", "緊急", "至急", "必ず儲かる", "儲かる", "簡単に稼げる", "稼げる",
    "副業", "当選", "おめでとうございます！", "限定公開", "絶対", "100%", "100％", "最安値", "激安", "借金",
    "即日融資", "出会い", "高収入", "クリックするだけ", "ワンクリック", "返金保証", "見ないと損", "act now",
    "free!!!", "click here", "winner", "guarantee", "risk free", "urgent", "cheap", "make money",
)  # fmt: skip
MANY: Final = 3
LONG_SUBJECT: Final = 30
CUT_OFF: Final = 102 * 1024
"""Bytes of HTML above which Gmail shows only the beginning."""
MANY_LINKS: Final = 20
LITTLE_TEXT: Final = 40
_SHOUTED = re.compile(r"[!！]{2,}|[?？]{3,}|[★☆◆◇■□●〇♪]{3,}")
_FAKE_REPLY = re.compile(r"^\s*(?:re|fwd?|fw)\s*[:：]", re.IGNORECASE)
_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def phrases_in(text: str) -> list[str]:
    """The overused phrases that stand in the text, each once."""
    lowered = text.lower()
    return [phrase for phrase in PHRASES if phrase.lower() in lowered]


def is_shouting(text: str) -> bool:
    """Marks in a row, or a line of Latin capitals."""
    bare = _LIQUID.sub("", text)
    letters = [letter for letter in bare if letter.isascii() and letter.isalpha()]
    return bool(_SHOUTED.search(bare)) or (len(letters) >= 10 and all(letter.isupper() for letter in letters))  # noqa: PLR2004


def pretends_to_answer(subject: str) -> bool:
    """A subject that begins like an answer or a forwarded mail, which it is not."""
    return bool(_FAKE_REPLY.match(subject))


def length_of(subject: str) -> int:
    """The characters of a subject without its merge fields: a name takes about four."""
    return len(_LIQUID.sub("　" * 4, subject))
