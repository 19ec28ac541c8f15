"""The evidence of two names."""

from collections.abc import Iterator
from typing import Final

from .evidence import Base, Evidence, fixed
from .features import PersonFeatures
from .names import compare_part, is_joined, is_swapped

_ALIKE: Final = frozenset({"same", "reading", "romaji"})
_BY_KANA: Final = frozenset({"reading", "homophone"})


def names_of(first: PersonFeatures, second: PersonFeatures, base: Base, *, same_birthday: bool) -> Iterator[Evidence]:
    """Family and given name, each at its level; or both at once where they changed places or stand in one field."""
    family, family_counted = _part("family", first, second)
    given, given_counted = _part("given", first, second)
    if family[0] not in _ALIKE or given[0] not in _ALIKE:
        if is_swapped(first, second):
            yield fixed("name", "swapped", _full(first), _full(second))
            return
        if is_joined(first, second):
            yield fixed("name", "joined", _full(first), _full(second))
            return
    if family[0] == "different" and same_birthday and given[0] in _ALIKE:
        family = ("changed", *family[1:])
    if family[0]:
        yield base.named("family_name", *family, family_counted)
    if given[0]:
        yield base.named("given_name", *given, given_counted)
    if first.nickname and first.nickname == second.nickname:
        yield fixed("nickname", "same", first.nickname, second.nickname)


def _part(part: str, first: PersonFeatures, second: PersonFeatures) -> tuple[tuple[str, str, str], str]:
    """The level of one part, and the value whose carriers the base counts."""
    kana, romaji = f"{part}_kana", f"{part}_romaji"
    compared = compare_part(
        getattr(first, part),
        getattr(first, kana),
        getattr(first, romaji),
        getattr(second, part),
        getattr(second, kana),
        getattr(second, romaji),
    )
    level = compared[0]
    counted = (
        getattr(first, kana) if level in _BY_KANA else getattr(first, romaji) if level == "romaji" else compared[1]
    )
    return compared, counted or getattr(first, romaji)


def _full(person: PersonFeatures) -> str:
    written = f"{person.family} {person.given}".strip()
    return written or f"{person.family_romaji} {person.given_romaji}".strip()
