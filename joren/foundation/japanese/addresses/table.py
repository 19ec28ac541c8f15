"""The postal table in memory: cities at once, the towns of a city when it is first asked for, codes by bisection.

The file data/postal.txt.gz is text. Its first line is the month of the list. A city begins with = and its JIS code,
prefecture, name and reading. Its lines follow, tab-separated:

    南砂    ミナミスナ  1360076+        a town, its reading, its codes; + says it has 丁目, +1-19 which of them
    @丸の内 タワー名    1006601 …       a building with codes for its floors, and the town it is in
    #北一条西 会社名    0608621         a large customer with its own code, and the town it is in

Behind the last city a line = opens the list of withdrawn codes with the place each was for.
"""

import gzip
import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from joren.foundation.japanese.addresses.spelling import LOOSE, flat, spellings, tidy
from joren.foundation.japanese.prefectures import PREFECTURES

FILE: Final = Path(__file__).parent / "data" / "postal.txt.gz"
_CODE: Final = re.compile(r"\b\d{7}")
_DESIGNATED: Final = re.compile("(.+?市).+区")
_COUNTY: Final = re.compile("(.+?郡)(?=.)|(?:三宅島|八丈島)(?=.)")
# Names that many address books still hold. Towns that became cities are found without a list.
_FORMER: Final = {
    **dict.fromkeys(("浜松市中区", "浜松市東区", "浜松市西区", "浜松市南区"), "浜松市中央区"),
    **{"浜松市北区": "浜松市", "浜松市浜北区": "浜松市浜名区", "浜北市": "浜松市浜名区", "篠山市": "丹波篠山市"},
    **dict.fromkeys(("浦和市", "大宮市", "与野市", "岩槻市"), "さいたま市"),
    **dict.fromkeys(("田無市", "保谷市"), "西東京市"),
    **{"清水市": "静岡市清水区", "秋川市": "あきる野市", "北条市": "松山市", "前原市": "糸島市", "龍野市": "たつの市"},
}
_SHORTEST_WITHOUT: Final = 3  # 西小松川町 is also written 西小松川; 本町 is never 本


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the table. has_chome: it is divided into 丁目. codes: as in the file, 0600042+1-19."""

    name: str
    kana: str
    codes: tuple[str, ...]

    @property
    def has_chome(self) -> bool:
        """True when at least one of its codes is for 丁目."""
        return any("+" in code for code in self.codes)


class City:
    """One municipality (a ward in designated cities) and what the table says about it."""

    def __init__(self, block: str) -> None:
        head, _, self.text = block.partition("\n")
        jis, self.prefecture, self.name, self.kana = head.split("\t")
        self.number = int(jis)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines as in the file."""
        return self.text.split("\n")

    @cached_property
    def towns(self) -> dict[str, int]:
        """Flat spelling of each town to the number of its first line."""
        found: dict[str, int] = {}
        for number, line in enumerate(self.lines):
            if line and line[0] not in "\t@#":
                for name in spellings(flat(line[: line.index("\t")])):
                    found.setdefault(name, number)
        return found

    @cached_property
    def loose_towns(self) -> dict[str, int]:
        """The same without what is left out at will (ケ, ノ, 字, 町 at the end), those that stay unique."""
        found: dict[str, int] = {}
        for name, number in self.towns.items():
            short = LOOSE.sub("", name)
            for spelling in {short, short.removesuffix("町")} if len(short) > _SHORTEST_WITHOUT else {short}:
                if spelling and found.setdefault(spelling, number) != number:
                    found[spelling] = -1
        return {name: number for name, number in found.items() if number >= 0}

    @cached_property
    def longest(self) -> int:
        """Characters of its longest town."""
        return max(map(len, self.towns), default=0)

    def town(self, number: int) -> Town:
        """The town of a line."""
        name, kana, codes = self.lines[number].split("\t")
        return Town(name, kana, tuple(codes.split(" ")))

    def codes_of_town(self, name: str) -> list[str]:
        """All codes the table has for a town, with their 丁目 (0600042+1-19); of "" those of places not listed."""
        return self._codes.get(name, [])

    @cached_property
    def _codes(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in self.lines:
            name, _kana, codes = line.split("\t")
            found.setdefault(name, []).extend(codes.split(" "))
        return found


class PostalTable:
    """All cities, found by name or by code."""

    def __init__(self, text: str) -> None:
        self.month, *blocks = text.split("\n=")
        self._withdrawn = blocks.pop()
        self.cities = [City(block) for block in blocks]
        self.by_name: dict[str, list[City]] = {}
        for city in self.cities:
            for name in dict.fromkeys(_names(city.name)):
                self.by_name.setdefault(flat(name), []).append(city)
        for former, name in _FORMER.items():
            self.by_name.setdefault(flat(former), self.by_name[flat(name)])
        self.starts: dict[str, list[str]] = {}
        for name in sorted(self.by_name, key=len, reverse=True):
            self.starts.setdefault(name[:2], []).append(name)

    @cached_property
    def _codes(self) -> "tuple[array[int], array[int]]":
        """All codes in order, and beside each the number of its city."""
        pairs = sorted({(int(code), n) for n, city in enumerate(self.cities) for code in _CODE.findall(city.text)})
        return array("I", (code for code, _ in pairs)), array("H", (number for _, number in pairs))

    def cities_of(self, code: str) -> list[City]:
        """The cities a code of seven digits lies in: nearly always one."""
        codes, numbers = self._codes
        value = int(code)
        return [self.cities[numbers[at]] for at in range(bisect_left(codes, value), bisect_right(codes, value))]

    @cached_property
    def withdrawn(self) -> dict[str, tuple[str, str, str]]:
        """Codes of older lists that are no more, with prefecture, city and town they were for."""
        rows = (line.split("\t") for line in self._withdrawn.split("\n") if "\t" in line)
        return {code: (prefecture, city, town) for code, prefecture, city, town in rows}

    @cached_property
    def by_town(self) -> dict[str, City | None]:
        """Flat town names of three characters or more to the only city that has one, None where several do."""
        found: dict[str, City | None] = {}
        for city in self.cities:
            for name in city.towns:
                if len(name) > 2:  # noqa: PLR2004
                    found[name] = city if name not in found else None
        return found


def _names(name: str) -> list[str]:
    """The ways a city is written: 札幌市中央区 and 札幌市, 北安曇郡松川村 and 松川村."""
    designated = _DESIGNATED.fullmatch(name)
    return [name, designated[1]] if designated else [name, _COUNTY.sub("", name, count=1)]


@cache
def postal_table() -> PostalTable:
    """The table, read from its file at the first call (about 0.1 s)."""
    return PostalTable(gzip.decompress(FILE.read_bytes()).decode())


PREFECTURE_STARTS: Final = {flat(tidy(name)): name for name in PREFECTURES.values()}
