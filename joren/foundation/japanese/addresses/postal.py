"""Postal codes and places both ways, and whether a code and an address say the same.

Nothing here rejects: the table is a month or more behind the world, so a disagreement is a warning for a person to
judge, never a reason to refuse what was written.
"""

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from joren.foundation.japanese.addresses.parsing import Address, parse_address
from joren.foundation.japanese.addresses.spelling import LOOSE, flat
from joren.foundation.japanese.addresses.table import City, postal_table
from joren.foundation.japanese.postal import normalise_postal_code

Agreement = Literal["agrees", "disagrees", "withdrawn", "unknown_code", "no_code", "unknown_address"]
"""agrees: the address lies where the code is for, as far as both say. disagrees: it lies elsewhere. withdrawn: the code
was given up since 2021 (the address may still be right). unknown_code: seven digits that are no code of the list.
no_code: no postal code at all. unknown_address: no place was recognised in the address.
"""
_LINE: Final = "\t"
_CHOME_AT: Final = 8  # of a code as in the table, 0600042+1-19
_REMEMBERED: Final = 16_384


class Place(NamedTuple):
    """What a code stands for. town: "" where it is for all places of the city not listed otherwise.

    chome: the 丁目 it is limited to, "1-19" or "1,3", "" for all. building, business: what has the code for itself.
    """

    code: str
    prefecture: str
    city: str
    town: str
    city_kana: str = ""
    town_kana: str = ""
    chome: str = ""
    building: str = ""
    business: str = ""


def look_up(code: str) -> list[Place]:
    """The places of a code, however it is written; most codes have one. Empty for what is no code of the list.

    About 10 µs; the first call reads the table (0.3 s).
    """
    digits = _digits(code)
    return list(_of_code(digits)) if digits else []


@lru_cache(maxsize=_REMEMBERED)
def _of_code(digits: str) -> tuple[Place, ...]:
    return tuple(place for city in postal_table().cities_of(digits) for place in _places(city, digits))


def codes_of(address: Address) -> list[str]:
    """The codes (123-4567) of the town an address lies in, the one of its 丁目 where the table knows it.

    Without a known town the code of the city's unlisted places; without a city none.
    """
    found, unlisted = _codes_in(address.prefecture, address.city, address.town)
    narrow = [code for code in found if address.chome and _is_for_chome(code, int(address.chome))]
    return [f"{code[:3]}-{code[3:7]}" for code in narrow or found or unlisted]


@lru_cache(maxsize=_REMEMBERED)
def _codes_in(prefecture: str, city_name: str, town: str) -> tuple[list[str], list[str]]:
    """The codes of a town as the table writes them, and those of the places of its city that are not listed."""
    city = _city(prefecture, city_name)
    if city is None:
        return [], []
    return city.codes_of_town(_table_town(city, town)) if town else [], city.codes_of_town("")


def tells_chome(code: str, address: Address) -> bool:
    """Whether the 丁目 of an address may matter to whether a code is its own, or to which codes it has."""
    if any(place.chome for place in look_up(code)):
        return True
    return any(own[_CHOME_AT:] for own in _codes_in(address.prefecture, address.city, address.town)[0])


def check(code: str, address: Address | str) -> Agreement:
    """Whether a postal code and an address agree, down to the town. See `Agreement`."""
    digits = _digits(code)
    if not digits:
        return "unknown_code" if code.strip() else "no_code"
    places = look_up(digits)
    if not places:
        return "withdrawn" if digits in postal_table().withdrawn else "unknown_code"
    if isinstance(address, str):
        address = parse_address(address)
    if not address.prefecture:
        return "unknown_address"
    return "agrees" if any(_is_in(address, place) for place in places) else "disagrees"


def withdrawn_place(code: str) -> Place | None:
    """Where a code that was given up used to be; None for any other."""
    digits = _digits(code)
    was = postal_table().withdrawn.get(digits)
    return Place(f"{digits[:3]}-{digits[3:]}", *was) if was else None


@lru_cache(maxsize=_REMEMBERED)
def _digits(code: str) -> str:
    return (normalise_postal_code(code) or "").replace("-", "")


def _places(city: City, digits: str) -> list[Place]:
    at, found = city.text.find(digits), []
    while at >= 0:
        start = city.text.rfind("\n", 0, at) + 1
        end = city.text.find("\n", at)
        found.append(_place(city, city.text[start : end if end >= 0 else None], digits))
        at = city.text.find(digits, end) if end >= 0 else -1
    return found


def _place(city: City, line: str, digits: str) -> Place:
    name, middle, codes = line.split(_LINE)
    shown = f"{digits[:3]}-{digits[3:]}"
    if name.startswith("@"):
        return Place(shown, city.prefecture, city.name, name[1:], city.kana, building=middle)
    if name.startswith("#"):
        return Place(shown, city.prefecture, city.name, name[1:], city.kana, business=middle)
    chome = next(code for code in codes.split(" ") if code.startswith(digits))[8:]
    return Place(shown, city.prefecture, city.name, name, city.kana, middle, chome)


def _city(prefecture: str, name: str) -> City | None:
    cities = postal_table().by_name.get(flat(name), ())
    return next((city for city in cities if (city.prefecture, city.name) == (prefecture, name)), None)


def _table_town(city: City, town: str) -> str:
    """The longest town of the table a town with its 小字 begins with."""
    spelt = flat(town)
    for length in range(len(spelt), 0, -1):
        number = city.towns.get(spelt[:length])
        if number is not None:
            return city.town(number).name
    return town


def _is_for_chome(code: str, chome: int) -> bool:
    """Whether a code as in the table (0600042+1-19) is for the 丁目; one without limits is for all."""
    ranges = [part.partition("-") for part in code[8:].split(",") if part]
    return not ranges or any(int(first) <= chome <= int(last or first) for first, _, last in ranges)


def _is_in(address: Address, place: Place) -> bool:
    """As far as both say: 江東区 alone agrees with 南砂's code; a code for all of a city agrees with any town."""
    if (address.prefecture, address.city or place.city) != (place.prefecture, place.city):
        return address.prefecture == place.prefecture and place.city.startswith(address.city or place.city)
    if not address.known_town or not place.town:
        return True
    here, there = (LOOSE.sub("", flat(town)) for town in (address.town, place.town))
    if not (here.startswith(there) or there.startswith(here)):
        return False
    return not (address.chome and place.chome) or _is_for_chome(f"{'0' * 7}+{place.chome}", int(address.chome))
