"""An address as written, read into prefecture, city, town, numbers, building and room.

Nothing is guessed that the table does not know: what cannot be placed is kept in `rest`, and `depth` says how far the
reading came. The parts are for finding and comparing; what was written is stored beside them, untouched.
"""

import re
from typing import Final, NamedTuple

from joren.foundation.japanese.addresses.blocks import BEGINS, read_block
from joren.foundation.japanese.addresses.spelling import LOOSE, flat, tidy
from joren.foundation.japanese.addresses.table import PREFECTURE_STARTS, City, postal_table

NOTHING, PREFECTURE, CITY, TOWN, BLOCK = range(5)
"""Depths: how far an address was understood."""


class Address(NamedTuple):
    """The parts of an address, each "" where it is not known.

    prefecture, city: as the postal table writes them (東京都, 大阪市北区, 北安曇郡松川村). town: likewise, with the
    小字 behind it; known_town says whether the table has it. chome: digits. block: the numbers behind, joined by dashes
    (29-20, 甲12, 無番地, 私書箱300). building, room: as written, tidied. rest: what found no place, the street names of
    Kyoto among it. depth: NOTHING, PREFECTURE, CITY, TOWN or BLOCK.
    """

    prefecture: str = ""
    city: str = ""
    town: str = ""
    chome: str = ""
    block: str = ""
    building: str = ""
    room: str = ""
    rest: str = ""
    known_town: bool = False
    depth: int = NOTHING

    @property
    def town_and_chome(self) -> str:
        """The town with its 丁目 in digits: 善福寺2丁目."""
        return f"{self.town}{self.chome}丁目" if self.chome else self.town


_POSTAL_CODE: Final = re.compile(r"〒?\s?(\d{3})[-‐−ー―–]?(\d{4})(?!\d)[\s,、]*(?=\D)")
_IN_FRONT: Final = re.compile(r"(?:(?:日本国?|住所|所在地|自宅)[\s:、,]+|\([^()]{1,10}\)\s?|[:、,\s]+)+")
_KYOTO: Final = re.compile("[上下]け?る(?:[西東]入る?)?|[西東南北]入(?:る|り|[上下]る?)?")
_PO_BOX: Final = re.compile(r"(?:P\.?\s?O\.?\s?BOX|私書[箱函])[\s第#]*(\d+)\s?号?", re.IGNORECASE)
_HEAD: Final = re.compile(r"[^\da-zA-Z]+(?=\d)")
_COUNTY: Final = re.compile(r"[^\d\s市区町村]{1,6}?郡")
_TOWN_OR_VILLAGE: Final = re.compile(r"([^\d\s]{1,6}?)[町村]\s?")
_BEFORE_TOWN: Final = re.compile("大字|字")
_BEFORE_AZA: Final = re.compile(r"^[\s,、・]*(?:大字|小字|字)?")
_BUILDING: Final = re.compile(
    r"[ァ-ヶー]{3}|[A-Za-z]{3}|ビル|荘|寮|団地|アパ|住宅|[都県市]営|ハイツ|号[室棟館]|郵便局|方\Z"
)
_ROOM: Final = re.compile(
    r"(?P<building>.*?)(?:[\s#・-]*(?P<marked>(?:[A-Z]-?)?\d{1,5}[A-Z]?)\s?(?:号室|号|室)"
    r"|(?:[\s#-]+|(?<=[^\dA-Za-z.\s-])|\A)(?P<bare>(?:[A-Z]-?)?\d{3,5}[A-Z]?))\Z"
)
_BRACKETS: Final = re.compile(r"\([^()]*\)?")
_IN_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_LONGEST_AZA: Final = 14
KYOTO_CITY: Final = range(26100, 26200)
_LONGEST: Final = 300


def parse_address(text: str, postal_code: str = "") -> Address:
    """The address in its parts. postal_code (123-4567 or digits) helps where prefecture or city were left out.

    About 15 µs. Parsing what `written` of the result gives leads to the same parts.
    """
    reader = reader_of(text, postal_code)
    return reader.address() if reader else Address()


def reader_of(text: str, postal_code: str) -> "Reader | None":
    """The reading of a text, not begun yet; None where there is nothing to read."""
    raw = tidy(text[:_LONGEST])
    code = _POSTAL_CODE.match(raw)
    if code:
        raw, postal_code = raw[code.end() :], postal_code or code[1] + code[2]
    front = _IN_FRONT.match(raw)
    if front:
        raw = raw[front.end() :]
    if " " in raw:
        head = _HEAD.match(raw)
        raw = head[0].replace(" ", "") + raw[head.end() :] if head else raw
    return Reader(raw, postal_code.replace("-", "")) if raw else None


def written(address: Address) -> str:
    """The address as one line in its normal spelling: 東京都杉並区善福寺2丁目29-20 コーポ 405."""
    line = f"{address.prefecture}{address.city}{address.rest}{address.town_and_chome}{address.block}"
    return " ".join(filter(None, (line, address.building, address.room)))


def address_key(address: Address) -> tuple[str, ...]:
    """Keys from prefecture down to block, as deep as the address is known: (東京都, 杉並区, 善福寺, 2-29-20).

    Two addresses are in one place down to the length to which their keys agree. 丁目 count as the first number, and
    what is left out at will in the name of a town (字, ケ, ノ) is left out. Building and room are no part of it.
    """
    numbers = "-".join(filter(None, (address.chome, address.block)))
    parts = (address.prefecture, address.city, LOOSE.sub("", flat(address.town)) or address.town, numbers)
    return parts[: address.depth] if address.depth >= TOWN else tuple(filter(None, parts[: address.depth]))


_SHORT: Final = {flat(name[:-1]): name for name in PREFECTURE_STARTS.values() if name != "北海道"}


class Reader:
    """One reading of one text; `raw` and `flat` always have the same length."""

    def __init__(self, raw: str, postal_code: str) -> None:
        self.raw, self.flat = raw, flat(raw)
        self.table = postal_table()
        self.code = postal_code if len(postal_code) == 7 and postal_code.isdigit() else ""  # noqa: PLR2004
        self.at = 0
        self._towns: dict[tuple[int, int], _Found] = {}

    def address(self) -> Address:
        """The whole reading."""
        prefecture = self._prefecture()
        cities, self.at = self._cities(prefecture)
        if cities and not prefecture and not any(self._town(city).length for city in cities):
            cities, self.at = self._behind_short_prefecture() or (cities, self.at)  # 千葉市川市 is not in 千葉市
        return self._in_city(cities) if cities else self._without_city(prefecture)

    @property
    def read_towns(self) -> "list[tuple[int, City]]":
        """Where towns were looked for, and of which cities."""
        return [(at, found.city) for (at, _number), found in self._towns.items()]

    def _prefecture(self) -> str:
        for length in (3, 4):
            found = PREFECTURE_STARTS.get(self.flat[:length])
            if found:
                self.at = length + self.flat.startswith(" ", length)
                return found
        return ""

    def _cities(self, prefecture: str) -> tuple[list[City], int]:
        """The cities the text goes on with, and where it goes on behind their name."""
        found = self._cities_at(self.at, prefecture)
        if found:
            return found
        county = _COUNTY.match(self.raw, self.at)
        if county:
            found = self._cities_at(county.end(), prefecture)
            return found or self._promoted(county.end(), prefecture) or ([], self.at)
        short = None if prefecture else self._behind_short_prefecture()
        return short or self._promoted(self.at, prefecture) or ([], self.at)

    def _behind_short_prefecture(self) -> tuple[list[City], int] | None:
        """A city behind a prefecture without 都道府県: 東京 江東区."""
        for length in (2, 3):
            name = _SHORT.get(self.flat[:length])
            found = self._cities_at(length, name) if name else None
            if found:
                return found
        return None

    def _cities_at(self, at: int, prefecture: str) -> tuple[list[City], int] | None:
        for name in self.table.starts.get(self.flat[at : at + 2], ()):
            if self.flat.startswith(name, at):
                cities = self.table.by_name[name]
                if prefecture:
                    cities = [city for city in cities if city.prefecture == prefecture]
                if cities:
                    end = at + len(name)
                    return cities, end + self.flat.startswith(" ", end)
        return None

    def _promoted(self, at: int, prefecture: str) -> tuple[list[City], int] | None:
        """A town or village that has become a city since (富谷町, now 富谷市)."""
        found = _TOWN_OR_VILLAGE.match(self.flat, at)
        cities = self.table.by_name.get(found[1] + "市", []) if found and prefecture else []
        cities = [city for city in cities if city.prefecture == prefecture]
        return (cities, found.end()) if found and cities else None

    def _without_city(self, prefecture: str) -> Address:
        """No city named: the postal code may know it, or a town of which there is only one in the country."""
        cities = self.table.cities_of(self.code) if self.code else []
        cities = [city for city in cities if prefecture in ("", city.prefecture)]
        if cities and any(self._town(city).length for city in cities):
            return self._in_city(cities)
        if not prefecture:
            only = self._only_town()
            if only:
                return self._in_city([only])
        rest = self.raw[self.at :]
        return Address(prefecture, rest=rest, depth=PREFECTURE if prefecture else NOTHING)

    def _only_town(self) -> City | None:
        by_town = self.table.by_town
        for length in range(min(12, len(self.flat)), 2, -1):
            if self.flat[:length] in by_town and (length == len(self.flat) or BEGINS.match(self.raw, length)):
                return by_town[self.flat[:length]]
        return None

    def _in_city(self, cities: list[City]) -> Address:
        """Town, numbers and building, in the one of the cities that knows the town."""
        found = max((self._town(city) for city in cities), key=lambda town: town.length)
        best = [city for city in cities if self._town(city).length == found.length] if len(cities) > 1 else cities
        if len(best) > 1 and self.code:
            best = [city for city in self.table.cities_of(self.code) if city in best] or best
        place = _place(best)
        if not place.city:
            return place._replace(rest=self.raw[self.at :], depth=PREFECTURE if place.prefecture else NOTHING)
        return self._behind_town(place, self._town(best[0]), len(best) == 1)

    def _town(self, city: City) -> "_Found":
        """The longest town of the city the text goes on with; of length 0 when the table has none."""
        key = (self.at, city.number)
        found = self._towns.get(key)
        if found is None:
            found = self._towns[key] = self._read_town(city)
        return found

    def _read_town(self, city: City) -> "_Found":
        exact = self._exact(city, self.at)
        if exact.length and (exact.end == len(self.raw) or BEGINS.match(self.raw, exact.end)):
            return exact
        if city.number in KYOTO_CITY:
            streets = list(_KYOTO.finditer(self.flat, self.at))
            if streets:
                end = streets[-1].end()
                behind = self._exact(city, end)
                if exact.length and not behind.length:  # 忠庵町柳馬場通松原下ル: the town first, then the way there
                    return exact._replace(street=self.raw[exact.end : end], end=end)
                return behind._replace(street=self.raw[self.at : end])
        if exact.length and self.raw.startswith(("字", "小字", "大字"), exact.end):
            return exact
        loose = self._loose(city)
        return loose if loose.length > exact.length else exact

    def _exact(self, city: City, at: int) -> "_Found":
        while self.flat.startswith((" ", "、", ",", "("), at):
            at += 1
        prefix = _BEFORE_TOWN.match(self.flat, at)
        for start in (prefix.end(), at) if prefix else (at,):  # 焼津市 has a town 大
            for length in range(min(city.longest, len(self.flat) - start), 0, -1):
                number = city.towns.get(self.flat[start : start + length])
                if number is not None:
                    return _Found(city, number, length, start + length)
        return _Found(city, -1, 0, at)

    def _loose(self, city: City) -> "_Found":
        """The same where 字, ケ, ノ or a space was left out or put in."""
        begins = BEGINS.search(self.raw, self.at)
        end = begins.start() if begins else len(self.raw)
        short = LOOSE.sub("", self.flat[self.at : end])
        for length in range(min(city.longest, len(short)), 1, -1):
            number = city.loose_towns.get(short[:length])
            if number is not None:
                for stop in range(self.at + length, end + 1):
                    if LOOSE.sub("", self.flat[self.at : stop]) == short[:length]:
                        return _Found(city, number, length, stop)
        return _Found(city, -1, 0, self.at)

    def _behind_town(self, place: Address, found: "_Found", only: bool) -> Address:
        """What follows the town: 小字, numbers, building, room."""
        town = found.city.town(found.line) if found.length else None
        address = place._replace(town=town.name if town else "", rest=found.street, known_town=bool(town) and only)
        begins = BEGINS.search(self.raw, found.end)
        aza = self.raw[found.end : begins.start() if begins else len(self.raw)]
        if aza:
            if _is_building(aza):
                return _deep(_with_building(address, self.raw[found.end :]))
            aza = _BRACKETS.sub("", _BEFORE_AZA.sub("", aza)).strip(_AROUND_AZA)
            address = address._replace(town=address.town + aza)
        if not begins:
            return _deep(address)
        block = read_block(self.raw, begins.start(), bool(town and town.has_chome and not aza))
        address = address._replace(chome=block.chome, block="-".join(block.numbers), room=block.room)
        return _deep(_with_building(address, self.raw[block.end :]))


class _Found(NamedTuple):
    """A town of the table in the text: its line, how many characters of it were written, where it ends."""

    city: City
    line: int
    length: int
    end: int
    street: str = ""


_AROUND: Final = " ,、・-ーのノ/"
_AROUND_AZA: Final = _AROUND + "()"


def _place(cities: list[City]) -> Address:
    """Prefecture and city; of wards that cannot be told apart their city, of cities in several prefectures none."""
    first = cities[0]
    if len(cities) == 1:
        return Address(first.prefecture, first.name)
    if len({city.prefecture for city in cities}) > 1:
        return Address()
    parents = {city.name.partition("市")[0] for city in cities}
    return Address(first.prefecture, parents.pop() + "市" if len(parents) == 1 and first.name.endswith("区") else "")


def _is_building(aza: str) -> bool:
    return (len(aza) > _LONGEST_AZA or bool(_BUILDING.search(aza))) and not _BEFORE_TOWN.match(aza)


def _with_building(address: Address, text: str = "") -> Address:
    """Building and room of what is left of the text behind the numbers; a post office box is a block."""
    text = text.strip(_AROUND)
    inside = _IN_BRACKETS.fullmatch(text)
    text = inside[1] if inside else text
    box = _PO_BOX.search(text)
    if box:
        block = address.block or f"私書箱{box[1]}"
        return address._replace(block=block, building=text if address.block else text[: box.start()].strip(_AROUND))
    room = _ROOM.match(text) if text and not address.room else None
    if room and (room["building"] or room["marked"] or address.block):
        building = room["building"].strip(_AROUND)
        return address._replace(building=building, room=room["marked"] or room["bare"])
    return address._replace(building=text)


def _deep(address: Address) -> Address:
    """The same with its depth."""
    depth = BLOCK if address.block else TOWN if address.town else CITY
    return address._replace(depth=depth)
