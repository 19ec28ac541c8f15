"""Rarer spellings of dates brought to the common ones: numbers in kanji, months in English, 20240401.0."""

import re
import unicodedata
from typing import Final

_FIGURES: Final = {figure: number for number, figure in enumerate("〇一二三四五六七八九")}
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十百千]+(?=[年月日])")
_UNITS: Final = {"十": 10, "百": 100, "千": 1000}
_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS: Final = {name: number for number, name in enumerate(_NAMES.split(), start=1)}
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_WEEKDAY: Final = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_ENGLISH = re.compile(
    rf"{_WEEKDAY}(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+"
    + _MONTH.replace("month", "month2")
    + r"),?[\s-]+(?P<year>\d{4})(?:,?\s+(?:at\s+)?(?P<rest>.*))?"
)
_WORDS: Final = ("生まれ", "生れ", "生", "西暦", "頃", "ごろ")
_FIRST_WORD: Final = re.compile(r"(?:西暦|生年月日)[::]?\s*")
_LONGEST: Final = 64


def rarely_written(text: str) -> str:
    """The date in a spelling the plain readers know, or the text as it is.

    昭和五十五年四月一日, Apr 1, 2024, 1-Apr-2024, Mon, 01 Apr 2024 13:05:00 +0900, 19800401.0, 西暦1980年4月1日生まれ.
    """
    if len(text) > _LONGEST:
        return text
    plain = _FIRST_WORD.sub("", unicodedata.normalize("NFKC", text).strip().lower())
    for word in _WORDS:
        plain = plain.removesuffix(word).strip()
    if plain.endswith(".0") and plain[:-2].isdigit():
        plain = plain[:-2]
    plain = _KANJI_NUMBER.sub(lambda found: str(_number(found[0])), plain)
    english = _ENGLISH.fullmatch(plain)
    if english:
        plain = _iso(english)
    return plain if plain != unicodedata.normalize("NFKC", text).strip().lower() else text


def _iso(found: re.Match[str]) -> str:
    month = _MONTHS[found["month"] or found["month2"]]
    day = int(found["day"] or found["day2"])
    return f"{found['year']}-{month:02}-{day:02} {found['rest'] or ''}".strip()


def _number(kanji: str) -> int:
    """五十五 and 五五 are 55, 二〇二四 is 2024."""
    if not set(kanji) & set(_UNITS):
        return int("".join(str(_FIGURES[figure]) for figure in kanji))
    total, figure = 0, 0
    for character in kanji:
        if character in _UNITS:
            total += (figure or 1) * _UNITS[character]
            figure = 0
        else:
            figure = _FIGURES[character]
    return total + figure
