"""Under which keys a person is looked up: two records are compared when they have any key in common.

A key that more than `LARGEST_BLOCK` people share (a common name, the phone of a shop) is refined, never dropped: it
is then looked up together with a second thing both must share (`refiners_of`).
"""

from collections.abc import Iterator
from typing import Final

from .evidence import value_key
from .features import PersonFeatures, Place
from .hashing import BORN_NAMED, BORN_PLACED, CITY, CODE, CONTACT, DAY, DOOR, NAME, POSTAL, YEAR, hashed

LARGEST_BLOCK: Final = 12
"""People under one key beyond which it is refined."""

_LATIN_LETTERS: Final = 2


def keys_of(person: PersonFeatures) -> list[int]:
    """The hashes under which this person is found, each once."""
    return sorted(set(_keys(person)))


def refiners_of(person: PersonFeatures) -> list[int]:
    """What parts a block that is too big: names, year, day, town. The base counts the carriers of all of them."""
    return sorted(set(_refiners(person)))


def _keys(person: PersonFeatures) -> Iterator[int]:
    yield from _numbers(person)
    families, givens = _both(person.family, person.family_romaji), _both(person.given, person.given_romaji)
    for name in _both(person.family + person.given, person.family_romaji + person.given_romaji):
        # Its letters in order of the alphabet: names in one field or with their parts changed are found too.
        yield hashed(NAME, "name", "".join(sorted(name)))
    yield from _by_birthday(person, families, givens)
    for place in person.places:
        yield from _by_place(place, families[:1], givens[:1])
    if person.company and not person.has_name:
        yield hashed(CONTACT, "company", person.company)


def _numbers(person: PersonFeatures) -> Iterator[int]:
    for phone in person.phones:
        yield value_key("phone", phone)
    for email in person.emails:
        yield value_key("email", email)
    for line in person.line_ids:
        yield hashed(CONTACT, "line", line)
    if person.member_number:
        yield hashed(CONTACT, "external", "member:" + person.member_number)
    for number in person.external_ids:
        yield hashed(CONTACT, "external", number)


def _by_birthday(person: PersonFeatures, families: list[str], givens: list[str]) -> Iterator[int]:
    if not (person.month and person.day):
        return
    if person.year:
        for name in (*families, *givens):
            yield hashed(BORN_NAMED, "birthday", person.birthday, _beginning(name))
    for place in person.places:
        if place.postal:
            yield hashed(BORN_PLACED, "birthday", person.month, person.day, place.postal)


def _by_place(place: Place, families: list[str], givens: list[str]) -> Iterator[int]:
    if place.block:
        where = place.town + place.block
        for name in (*families, *givens):
            yield hashed(DOOR, "door", where, _beginning(name))
    if place.postal:
        for name in (*families, *givens):
            yield hashed(POSTAL, "postal", place.postal, _beginning(name))


def _refiners(person: PersonFeatures) -> Iterator[int]:
    for code, values in (
        ("family_name", (person.family, person.family_kana, person.family_romaji)),
        ("given_name", (person.given, person.given_kana, person.given_romaji)),
    ):
        for value in filter(None, values):
            yield value_key(code, value)
    if person.year:
        yield hashed(YEAR, "year", person.year)
    if person.month and person.day:
        yield hashed(DAY, "day", person.month, person.day)
    for place in person.places:
        if place.postal:
            yield hashed(CODE, "code", place.postal)
        if place.city:
            yield hashed(CITY, "city", place.city)


def _beginning(name: str) -> str:
    """Enough of a name to part a day of birth; what is mistyped is seldom at the beginning."""
    return name[:_LATIN_LETTERS] if name.isascii() else name[0]


def _both(written: str, romaji: str) -> list[str]:
    return [name for name in (written, romaji) if name]
