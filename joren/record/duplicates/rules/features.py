"""What of a person is compared: keys worked out once from the record, written down compactly."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from joren.foundation.japanese.companies import company_key
from joren.foundation.japanese.folding import fold
from joren.foundation.japanese.kana import is_kana
from joren.foundation.japanese.romaji import romaji_key

VERSION: Final = 2
"""Raised whenever a stored profile would come out differently: all of them are then worked out again."""

_ASIDE: Final = re.compile(r"[(（「『【〈《\[]([^)）」』】〉》\]]*)[)）」』】〉》\]]")
_MOST_VALUES: Final = 8
"""Phones, mails and numbers kept of one person; a record with more is a switchboard, not a person."""

_MOST_PLACES: Final = 3


class Place(NamedTuple):
    """Keys of an address from the whole to the detail; an unknown part is empty."""

    postal: str = ""
    prefecture: str = ""
    city: str = ""
    town: str = ""
    block: str = ""
    building: str = ""


class PersonFeatures(NamedTuple):
    """The keys of one person. `family` and `given` are as written (kanji, Latin); readings stand in kana and in romaji.

    A name written in kana is a reading only: its `family` or `given` is then empty. One in Latin letters is both.
    """

    family: str = ""
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""
    family_romaji: str = ""
    given_romaji: str = ""
    nickname: str = ""
    company: str = ""
    year: int = 0
    month: int = 0
    day: int = 0
    gender: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    line_ids: tuple[str, ...] = ()
    member_number: str = ""
    external_ids: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    registered_on: str = ""

    @property
    def birthday(self) -> str:
        """The parts that are known, as YYYY-MM-DD with zeros for unknown ones; empty where none is."""
        return f"{self.year:04}-{self.month:02}-{self.day:02}" if self.year or self.month else ""

    @property
    def has_name(self) -> bool:
        """Whether anything of a person's name is known."""
        return bool(self.family_romaji or self.family or self.given_romaji or self.given)


_LISTS: Final = tuple(map(PersonFeatures._fields.index, ("phones", "emails", "line_ids", "external_ids")))
_PLACES_AT: Final = PersonFeatures._fields.index("places")


@dataclass(slots=True)
class Written:
    """One person as written in a record or a form, before any key is made of it. Phones are E.164."""

    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    company: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    gender: str = ""
    phones: Iterable[str] = ()
    emails: Iterable[str] = ()
    line_ids: Iterable[str] = ()
    member_number: str | None = ""
    external_ids: Iterable[str] = ()
    """``source:value`` each."""
    addresses: Iterable[tuple[str, str, str, str, str]] = ()
    """(postal code, prefecture, city, line, building), the preferred one first."""
    registered_on: str = ""


def features_of(person: Written) -> PersonFeatures:
    """The keys of a person."""
    from .cleaning import emails_of, name_of, phones_of
    from .places import place_of

    family_name, given_name, nickname = _aside(person.family_name, person.given_name)
    family = _name(name_of(family_name), person.family_kana)
    given = _name(name_of(given_name), person.given_kana)
    return PersonFeatures(
        family=family[0],
        given=given[0],
        family_kana=family[1],
        given_kana=given[1],
        family_romaji=family[2],
        given_romaji=given[2],
        nickname=romaji_key(nickname),
        company=company_key(person.company),
        year=person.birth_year or 0,
        month=person.birth_month or 0,
        day=person.birth_day or 0,
        gender=person.gender,
        phones=_some(phones_of(person.phones)),
        emails=_some(emails_of(person.emails)),
        line_ids=_some(person.line_ids),
        member_number=person.member_number or "",
        external_ids=_some(person.external_ids),
        places=_places([place_of(*address) for address in person.addresses]),
        registered_on=person.registered_on,
    )


def packed(person: PersonFeatures) -> str:
    """The features as one line of JSON; `unpacked` reads it back."""
    return json.dumps(person, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> PersonFeatures:
    """The features that `packed` wrote; about 3 µs."""
    values = json.loads(text)
    for at in _LISTS:
        values[at] = tuple(values[at])
    values[_PLACES_AT] = tuple(Place(*place) for place in values[_PLACES_AT])
    return PersonFeatures(*values)


def _name(written: str, kana: str) -> tuple[str, str, str]:
    """(as written, kana, romaji) of one part of a name; what is written in kana is a reading and nothing else."""
    key = fold(written)
    reading = kana if kana.strip() else written
    if key and not key.isascii() and is_kana(key):
        kana, key = reading, ""
    elif key.isascii():
        kana = reading
    folded = fold(kana)
    return key, "" if folded.isascii() else folded, romaji_key(kana)


def _aside(family: str, given: str) -> tuple[str, str, str]:
    """The names without what stands in brackets, and that: a nickname, or a maiden name."""
    if not _ASIDE.search(family + given):
        return family, given, ""
    asides = _ASIDE.findall(family) + _ASIDE.findall(given)
    return _ASIDE.sub("", family), _ASIDE.sub("", given), asides[0]


def _some(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(filter(None, values))))[:_MOST_VALUES]


def _places(places: list[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for place in places if any(place)))[:_MOST_PLACES]
