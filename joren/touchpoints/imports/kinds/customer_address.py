"""A row's postal address: prefecture by name or number, address in up to three columns, postal code in one or two."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from django.utils.translation import gettext as _

from joren.foundation.importing.answers import says_nothing
from joren.foundation.importing.values import reference
from joren.foundation.japanese.addresses import warnings_for
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.japanese.prefectures import prefecture_named, prefecture_of
from joren.foundation.japanese.romaji import romaji_key

from .cells import Cells

Address = tuple[str, str, str, str, str]

FIELDS: Final = (
    *("postal_code", "postal_1", "postal_2", "prefecture", "city"),
    *("address", "address_2", "address_3", "building"),
)
_LIMITS: Final = (("city", 100), ("address", 300), ("building", 200))
_LEADING_CODE = re.compile(r"〒?\s*([0-9０-９]{3}[-‐−－ー]?[0-9０-９]{4})(?![0-9０-９])\s*")
_CODE_AND_NAME = re.compile(r"(?:JP-?)?\d{1,2}\s*[:：.\s]\s*(\D.*)")
_LATIN_ENDS = re.compile(r"[-\s]*(?:to|fu|ken|prefecture)$")
_FIGURE = re.compile(r"[0-9０-９一二三四五六七八九十]")
_HOUSE = re.compile(
    r"(?:ビル|マンション|ハイツ|コーポ|アパート|荘|号室|[0-9０-９]+\s*[FＦ階]|棟|タワー|レジデンス|ハウス|[A-Za-zァ-ヶー]{3,})"
)
_ROOM = re.compile(r"[0-9０-９]+\s*(?:[FＦ階]|号室|\Z)")
_AREA, _TOWN = 3, 4
_LONGEST_PREFECTURE: Final = 10
_DOUBTS: Final[dict[str, Callable[[], str]]] = {
    "disagrees": lambda: _("Postal code and address are of different places; both were kept as they are."),
    "withdrawn": lambda: _("A postal code has been withdrawn by the post; it was kept as it is."),
    "unknown_code": lambda: _("A postal code is not in the list of the post; it was kept as it is."),
}


class AddressReader:
    """Reads a row's address: postal code, prefecture, city, line, building; None where it has none of them."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._active = [key for key in FIELDS if cells.plan.has(key)]
        self._read = {key: cells.reader(key) for key in FIELDS}

    def read(self, row: int, cells: Sequence[str]) -> Address | None:
        """The row's address."""
        said = {key: self._read[key](cells) for key in self._active}
        if not any(said.values()):
            return None
        line, building = _lines(said)
        code, line = self._code(row, said, line)
        prefecture, line = prefecture_of(line)
        named = said.get("prefecture", "")
        if named:
            prefecture = prefecture_in(named) or prefecture or named
        city = said.get("city", "")
        if city and not prefecture:
            prefecture, city = prefecture_of(city)
        if len(prefecture) > _LONGEST_PREFECTURE:  # a region of another country
            prefecture, line = "", f"{prefecture} {line}"
        fitting = (
            self._cells.fitting(row, key, text, limit)
            for (key, limit), text in zip(_LIMITS, (city, line, building), strict=True)
        )
        address = (code, prefecture, *fitting)
        self._doubt(row, code, "".join(address[1:4]))
        return (address[0], address[1], address[2], address[3], address[4]) if any(address) else None

    def _code(self, row: int, said: dict[str, str], line: str) -> tuple[str, str]:
        """The postal code, and the line without one that stands before it."""
        written = said.get("postal_code", "")
        first, second = reference(said.get("postal_1", "")), reference(said.get("postal_2", ""))
        if not written and (first or second):
            written = f"{first.zfill(_AREA)}-{second.zfill(_TOWN)}" if first and second else first or second
        leading = _LEADING_CODE.match(line)
        if leading and leading.end() < len(line):
            line = line[leading.end() :]
            written = written or leading[1]
        code = normalise_postal_code(re.sub(r"(?<=\d)[\s_]+(?=\d)", "-", written)) if written else ""
        if code is None and not says_nothing(written, of_value=True):
            plan = self._cells.plan
            sentence = _("A postal code cannot be one and was left out; the customer was taken in.")
            column = plan.column("postal_code") or plan.column("postal_1")
            plan.warn(row, "postal_code", sentence, column=column, value=written)
        return code or "", line

    def _doubt(self, row: int, code: str, address: str) -> None:
        """Tell where postal code and address contradict each other; both are kept as they are."""
        doubt = warnings_for(code, "", "", address) if code and address else None
        if doubt:
            plan = self._cells.plan
            column = plan.column("postal_code") or plan.column("postal_1") or plan.column("address")
            value = f"{code} ({doubt.place}) · {address}" if doubt.place else f"{code} · {address}"
            plan.warn(row, f"postal_{doubt.code}", _DOUBTS[doubt.code](), column=column, value=value)


def prefecture_in(text: str) -> str | None:
    """The prefecture named 東京, 13, 13.0, 13:東京都, Tokyo-to or Ōsaka; None for anything else."""
    plain = reference(text)
    found = prefecture_named(plain)
    if found:
        return found
    coded = _CODE_AND_NAME.fullmatch(plain)
    if coded:
        return prefecture_named(coded[1])
    latin = romaji_key(_LATIN_ENDS.sub("", plain.lower()))
    return prefecture_named(latin) or _BY_KEY.get(latin)


def _lines(said: dict[str, str]) -> tuple[str, str]:
    """Line and building out of 住所1, 住所2, 住所3 and 建物名."""
    first, second, third = (said.get(key, "") for key in ("address", "address_2", "address_3"))
    building = said.get("building", "")
    if second and (building or third or not _is_building(first, second, said)):
        first, second = f"{first}{_between(first, second)}{second}", ""
    house = [part for part in (second, third, building) if part]
    if third and not building and not _HOUSE.search(third) and _FIGURE.match(third):
        return f"{first}{_between(first, third)}{third}", ""
    return first, " ".join(house)


def _is_building(first: str, second: str, said: dict[str, str]) -> bool:
    """Whether the second of two address columns is the building: the first has a house number already."""
    if not _FIGURE.search(first) or (not first and said.get("city")):
        return False
    return not _FIGURE.match(second) or bool(_ROOM.match(second))


def _between(first: str, second: str) -> str:
    """Latin parts are joined by a space, Japanese ones by nothing."""
    return " " if first and first[-1].isascii() and second[:1].isascii() and not first[-1].isdigit() else ""


_BY_KEY: Final = {
    romaji_key(name.lower()): kanji
    for name in ("hokkaido", "tokyo", "osaka", "kyoto", "hyogo", "oita", "kochi")
    if (kanji := prefecture_named(name))
}
