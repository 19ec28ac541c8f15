"""What a postal code and an address suggest for each other, and where they contradict: told, never written over."""

from typing import Final, Literal, NamedTuple

from joren.foundation.japanese.addresses.heads import place_by_head
from joren.foundation.japanese.addresses.parsing import CITY, Address, parse_address
from joren.foundation.japanese.addresses.postal import Place, check, codes_of, look_up, tells_chome, withdrawn_place

DoubtCode = Literal["disagrees", "withdrawn", "unknown_code"]


class Doubt(NamedTuple):
    """One contradiction. place: what the code is (or was) for, "" when unknown. codes: those of the address."""

    code: DoubtCode
    place: str
    codes: tuple[str, ...]


class Suggestion(NamedTuple):
    """Parts a person may take over; "" where nothing can be said or what is there needs nothing."""

    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    town: str = ""


_DOUBTS: Final[dict[str, DoubtCode]] = {
    "disagrees": "disagrees",
    "withdrawn": "withdrawn",
    "unknown_code": "unknown_code",
}


def warnings_for(postal_code: str, prefecture: str, city: str, line: str) -> Doubt | None:
    """What is doubtful about a postal code beside the address it came with; None for nothing. 5 to 30 µs.

    Nothing is doubtful where one of the two is missing, or the address is of another country.
    """
    if not postal_code:
        return None
    text = prefecture + city + line
    address = place_by_head(text)
    if address is None or tells_chome(postal_code, address):
        address = parse_address(text)
    return doubt_of(postal_code, address)


def doubt_of(postal_code: str, address: Address) -> Doubt | None:
    """The same of an address that was read already."""
    agreement = check(postal_code, address)
    if agreement not in _DOUBTS or (agreement == "unknown_code" and not address.prefecture):
        return None
    places = look_up(postal_code)
    was = withdrawn_place(postal_code)
    place = common_place(places) if places else (was.prefecture + was.city + was.town if was else "")
    return Doubt(_DOUBTS[agreement], place, tuple(codes_of(address)))


def common_place(places: list[Place]) -> str:
    """What all places of a code have in common: 東京都江東区南砂, or only the city where there are several towns."""
    if not places:
        return ""
    found = place_for(places)
    return found.prefecture + found.city + found.town


def place_for(places: list[Place]) -> Suggestion:
    """Prefecture, city and town all places share; a part in which they differ is ""."""
    prefectures, cities, towns = ({place[part] for place in places} for part in (1, 2, 3))
    one = len(prefectures) == 1 and len(cities) == 1
    return Suggestion(
        places[0].code if places else "",
        prefectures.pop() if len(prefectures) == 1 else "",
        cities.pop() if one else "",
        towns.pop() if one and len(towns) == 1 else "",
    )


def suggest(postal_code: str, prefecture: str, city: str, line: str) -> Suggestion:
    """What is missing and can be known: prefecture, city and town by the code, the code by the address.

    Only what was left empty is suggested; a code only where the address has exactly one.
    """
    places = look_up(postal_code) if postal_code else []
    if places:
        found = place_for(places)
        return Suggestion(
            "",
            "" if prefecture or city else found.prefecture,
            "" if city else found.city,
            "" if line or (city and city != found.city) else found.town,
        )
    address = parse_address(prefecture + city + line, postal_code)
    if address.depth < CITY:
        return Suggestion()
    codes = codes_of(address) if not postal_code and address.known_town else []
    return Suggestion(codes[0] if len(codes) == 1 else "", "" if prefecture else address.prefecture)


__all__ = ["Doubt", "Suggestion", "common_place", "place_for", "suggest", "warnings_for"]
