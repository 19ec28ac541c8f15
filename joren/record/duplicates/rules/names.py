"""Comparing names: as written, read in kana, in Latin letters, mistyped, changed places, changed by marriage."""

from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from .features import PersonFeatures

_SHORTEST_TYPED: Final = 3
"""In shorter readings one other letter is another name (Yuki, Yumi)."""

_TELLING: Final = 4
_LONG: Final = 6
_CLOSE: Final = 0.88

_SLIPS: Final = frozenset({"typo", "close"})

Compared = tuple[str, str, str]
"""(level, first value, second value); the level is empty where nothing can be compared."""

NOTHING: Final[Compared] = ("", "", "")


def compare_part(
    written: str, kana: str, romaji: str, other_written: str, other_kana: str, other_romaji: str
) -> Compared:
    """The level at which one part of two names agrees."""
    if written and written == other_written:
        differently = kana and other_kana and kana != other_kana
        return ("read_differently" if differently else "same", written, other_written)
    same_script = bool(written and other_written) and written.isascii() == other_written.isascii()
    kanji = same_script and not written.isascii()
    if romaji and romaji == other_romaji:
        level = _same_sound(kana, other_kana, kanji=kanji)
        return (level, written or kana or romaji, other_written or other_kana or other_romaji)
    if kanji:
        return _written_apart(written, kana, other_written, other_kana)
    if romaji and other_romaji:
        level = _mistyped(written, other_written) if same_script else _misread(kana, other_kana, romaji, other_romaji)
        return (level, kana or romaji, other_kana or other_romaji)
    mine, theirs = written or romaji, other_written or other_romaji
    return ("unread", mine, theirs) if mine and theirs else NOTHING


def _same_sound(kana: str, other_kana: str, *, kanji: bool) -> str:
    """The level of two names that are the same in Latin letters; Ono and Oono are, though not in kana."""
    if kanji:
        return "homophone" if kana == other_kana else "close"
    if not (kana and other_kana):
        return "romaji"
    return "reading" if kana == other_kana else "close"


def _written_apart(written: str, kana: str, other_written: str, other_kana: str) -> Compared:
    """Both written in kanji, and not the same."""
    if kana and other_kana:
        near = _one_off(kana, other_kana) and bool(set(written) & set(other_written))
    else:
        near = _nearly(written, other_written)
    return ("similar" if near else "different", written, other_written)


def _misread(kana: str, other_kana: str, romaji: str, other_romaji: str) -> str:
    """Two readings that are not the same, at least one of them without kanji."""
    if not (kana and other_kana):
        kana, other_kana = romaji, other_romaji
    shorter = min(len(kana), len(other_kana))
    if shorter == 1 and kana[0] == other_kana[0]:
        return "initial"
    if not _one_off(kana, other_kana):
        return "different"
    return "typo" if shorter > _SHORTEST_TYPED else "close"


def _one_off(reading: str, other: str) -> bool:
    """One letter apart, in readings long enough for that to be a slip and not another name."""
    return min(len(reading), len(other)) >= _SHORTEST_TYPED and OSA.distance(reading, other, score_cutoff=1) <= 1


def _nearly(written: str, other: str) -> bool:
    """One letter apart, in names of two letters or more."""
    return min(len(written), len(other)) > 1 and OSA.distance(written, other, score_cutoff=1) <= 1


@lru_cache(maxsize=65_536)
def _mistyped(reading: str, other: str) -> str:
    """Typo, close (a short reading, of which many names are one letter apart), initial or different."""
    shorter = min(len(reading), len(other))
    if shorter == 1 and reading[0] == other[0]:
        return "initial"
    allowed = 0 if shorter < _SHORTEST_TYPED else 1 if shorter < _LONG else 2
    near = OSA.distance(reading, other, score_cutoff=allowed) <= allowed
    if near or (shorter > _SHORTEST_TYPED and JaroWinkler.similarity(reading, other) >= _CLOSE):
        return "typo" if shorter >= _TELLING else "close"
    return "different"


def is_swapped(first: PersonFeatures, second: PersonFeatures) -> bool:
    """Whether one has the family name where the other has the given name, and the other way round.

    They may be mistyped besides.
    """
    if _in_kanji(first.family) and _in_kanji(second.family):
        return first.family == second.given and first.given == second.family and first.family != first.given
    family, given = first.family_romaji, first.given_romaji
    other_family, other_given = second.family_romaji, second.given_romaji
    if not (family and given and other_family and other_given):
        return _half_swapped(family, given, other_family, other_given)
    return _alike(family, other_given) and _alike(given, other_family) and not _alike(family, other_family)


def _in_kanji(name: str) -> bool:
    return bool(name) and not name.isascii()


def _alike(reading: str, other: str) -> bool:
    return reading == other or _mistyped(reading, other) in _SLIPS


def _half_swapped(family: str, given: str, other_family: str, other_given: str) -> bool:
    """Whether one has a single name, and in the field where the other does not have it."""
    if bool(family) != bool(given) and other_family and other_given:
        return (family or "-") == other_given or (given or "-") == other_family
    if bool(other_family) != bool(other_given) and family and given:
        return (other_family or "-") == given or (other_given or "-") == family
    return False


def is_joined(first: PersonFeatures, second: PersonFeatures) -> bool:
    """Whether one has both names in one field: Yamada Taro as a family name."""
    if bool(first.given or first.given_romaji) == bool(second.given or second.given_romaji):
        return False
    if first.family and second.family:
        return first.family + first.given == second.family + second.given
    whole = first.family_romaji + first.given_romaji
    return bool(whole) and whole == second.family_romaji + second.given_romaji
