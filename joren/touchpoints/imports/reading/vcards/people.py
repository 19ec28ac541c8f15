"""The person an address card is about."""

import re
from collections.abc import Iterator
from typing import IO, Final

from joren.foundation.japanese.prefectures import prefecture_of
from joren.touchpoints.imports.reading.people import Person

from .lines import Property, cards
from .values import parts_of, text_of

_MORE: Final = 20
_BASIC_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?", re.ASCII)
_YEARLESS = re.compile(r"--(\d{2})-?(\d{2})", re.ASCII)
_NO_YEAR: Final = "1604"
"""Apple writes this year for birthdays without one, with X-APPLE-OMIT-YEAR."""
_MOBILE_TYPES: Final = frozenset({"CELL", "MOBILE", "IPHONE", "PCS", "CAR"})
_FAX: Final = frozenset({"FAX", "PAGER"})
_SHOWN: Final = 500


def people_of_cards(file: IO[bytes]) -> Iterator[Person]:
    """Yield a person for each card that says something of anybody."""
    for card in cards(file):
        person = person_of(card)
        if person.says_something():
            yield person


def person_of(card: list[Property]) -> Person:
    """The person a card's properties describe."""
    person = Person()
    _names(person, card)
    _readings(person, card)
    _contacts(person, card)
    _address(person, card)
    for found in card:
        if found.name == "BDAY" and not person.birthday:
            person.birthday = _birthday(found)
        elif found.name in ("GENDER", "X-GENDER", "SEX"):
            person.gender = parts_of(found)[0].replace("\n", " ")
    person.title = _first(card, "TITLE") or _first(card, "ROLE")
    person.groups = ",".join(_each(card, "CATEGORIES"))[:_SHOWN]
    person.note = "\n".join(_each(card, "NOTE"))
    return person


def _names(person: Person, card: list[Property]) -> None:
    person.name = _first(card, "FN").replace("\n", " ")
    organisation = next((parts_of(found) for found in card if found.name == "ORG"), [])
    person.company = _one_line(organisation[0]) if organisation else ""
    person.department = " ".join(filter(None, map(_one_line, organisation[1:])))
    written = next((parts_of(found) for found in card if found.name == "N"), [])
    family, given = (_one_line(part) for part in (*written, "", "")[:2])
    if family and not given and len(family.split()) > 1:  # old phones put the whole name into the first part
        person.name = person.name or family
    else:
        person.family_name, person.given_name = family, given
    person.name = person.name or _first(card, "NICKNAME").replace("\n", " ")
    if person.name == person.company and not family and not given:
        person.name = ""


def _readings(person: Person, card: list[Property]) -> None:
    """Readings: Apple's and Google's X-PHONETIC, Android's SORT-STRING, i-mode's and Outlook's SOUND."""
    person.family_kana = _one_line(_first(card, "X-PHONETIC-LAST-NAME"))
    person.given_kana = _one_line(_first(card, "X-PHONETIC-FIRST-NAME"))
    if person.family_kana or person.given_kana:
        return
    for found in card:
        if found.name == "SOUND" and "X-IRMC-N" in found.types:
            parts = [*map(_one_line, parts_of(found)), "", ""]
            person.family_kana, person.given_kana = parts[0], parts[1]
            if not parts[1] and len(parts[0].split()) == 2:  # noqa: PLR2004 - two words are a name
                person.family_kana, person.given_kana = parts[0].split()
            return
    reading = _first(card, "SORT-STRING") or next(
        (value for found in card if found.name == "N" for value in found.parameters.get("SORT-AS", [])), ""
    )
    words = reading.replace(",", " ").split()
    if len(words) == 2 and _is_kana(reading):  # noqa: PLR2004
        person.family_kana, person.given_kana = words


def _contacts(person: Person, card: list[Property]) -> None:
    """Preferred ones first; what no column holds goes to the column of further contacts."""
    emails = [_address_of(found) for found in _preferred(card, "EMAIL")]
    emails = [address for address in dict.fromkeys(emails) if address]
    person.email, person.email2 = (*emails, "", "")[:2]
    phones: list[str] = []
    for found in _preferred(card, "TEL"):
        number = _number_of(found)
        kind = "fax" if found.types & _FAX else "mobile" if found.types & _MOBILE_TYPES else "phone"
        if not number or number in (person.phone, person.mobile, person.fax):
            continue
        if getattr(person, kind):
            phones.append(number)
        else:
            setattr(person, kind, number)
    links = [_one_line(value) for value in _each(card, "URL")]
    person.more = list(dict.fromkeys([*emails[2:], *phones, *filter(None, links)]))[:_MORE]


def _preferred(card: list[Property], name: str) -> list[Property]:
    """Properties of that name, preferred ones first, work before home last of all, else as they stand."""
    return sorted((found for found in card if found.name == name), key=_rank)


def _rank(found: Property) -> int:
    order = next((int(value) for value in found.parameters.get("PREF", []) if value.isascii() and value.isdigit()), 0)
    if order:
        return min(order, 100)
    return 0 if "PREF" in found.types else 101


def _number_of(found: Property) -> str:
    """A number without tel: and its parameters."""
    number = _one_line(text_of(found))
    if number.lower().startswith("tel:"):
        number = number[4:].partition(";")[0]
    return number if any(map(str.isdigit, number)) else ""


def _address_of(found: Property) -> str:
    address = _one_line(text_of(found))
    return address[7:] if address.lower().startswith("mailto:") else address


def _address(person: Person, card: list[Property]) -> None:
    """The preferred address, of several the one at home; street and district joined as Japan writes them."""
    written = sorted(
        (found for found in card if found.name == "ADR" and text_of(found).strip("; \n")),
        key=lambda found: (_rank(found), "HOME" not in found.types),
    )
    if not written:
        return
    box, extended, street, city, region, code, _country = [*map(_one_line, parts_of(written[0])), *[""] * 7][:7]
    person.postal_code, person.building = code.removeprefix("〒").strip(), extended
    person.prefecture, person.city, person.address = region, city, " ".join(filter(None, (street, box)))
    if not person.address:
        person.address, person.building = extended, ""
    if not region and not city:
        _whole_address(person)


def _whole_address(person: Person) -> None:
    """An address all in one line, as phones send it: its prefecture is found by whoever reads the address."""
    found = re.match(r"〒?\s*(\d{3}-?\d{4})\s*(.*)", person.address)
    if found and not person.postal_code and prefecture_of(found[2])[0]:
        person.postal_code, person.address = found[1], found[2]


def _birthday(found: Property) -> str:
    """A day in ISO; without its year as 4月1日, which is how files write that."""
    written = _one_line(text_of(found))
    day = _YEARLESS.fullmatch(written)
    if day:
        return f"{int(day[1])}月{int(day[2])}日"
    day = _BASIC_DAY.fullmatch(written)
    if not day:
        return written
    if day[1] in found.parameters.get("X-APPLE-OMIT-YEAR", []) or day[1] == _NO_YEAR:
        return f"{int(day[2])}月{int(day[3])}日"
    return f"{day[1]}-{day[2]}-{day[3]}"


def _first(card: list[Property], name: str) -> str:
    return next(iter(_each(card, name)), "")


def _each(card: list[Property], name: str) -> list[str]:
    texts = (text_of(found) for found in card if found.name == name)
    return [text for text in texts if text.strip()]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_kana(text: str) -> bool:
    return any("\u3040" <= letter <= "\u30ff" or "\uff66" <= letter <= "\uff9f" for letter in text)
