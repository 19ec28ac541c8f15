"""The features of everybody in one file that several processes read, so that memory does not grow with their number."""

import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import psycopg

from joren.record.duplicates.rules.evidence import Base
from joren.record.duplicates.rules.features import PersonFeatures, unpacked

_TEXT, _IDS, _ENDS, _KEYS, _COUNTS = "features.txt", "ids.bin", "ends.bin", "keys.bin", "counts.bin"
_KEPT: Final = 20_000
_EVERYBODY: Final = """
COPY (SELECT customer_id, features FROM duplicates_matchprofile ORDER BY customer_id) TO STDOUT (FORMAT binary)
"""


def write_people(folder: Path, connection: psycopg.Connection[Any]) -> int:
    """Lay everybody's features down; returns how many people there are."""
    ids, ends = array("q"), array("Q")
    at = 0
    with (folder / _TEXT).open("wb") as text, connection.cursor().copy(_EVERYBODY) as copy:
        copy.set_types(("int8", "text"))
        for customer, features in copy.rows():
            at += text.write(features.encode())
            ids.append(customer)
            ends.append(at)
    _save(folder / _IDS, ids)
    _save(folder / _ENDS, ends)
    return len(ids)


def write_frequencies(folder: Path, pieces: Iterable[list[tuple[int, int]]]) -> None:
    """Lay down how many carry each value."""
    keys, counts = array("q"), array("Q")
    for piece in pieces:
        for key, people in piece:
            keys.append(key)
            counts.append(people)
    _save(folder / _KEYS, keys)
    _save(folder / _COUNTS, counts)


class People:
    """What `write_people` and `write_frequencies` laid down, to be read by one process."""

    def __init__(self, folder: Path) -> None:
        self._ids, self._ends = _load(folder / _IDS, "q"), _load(folder / _ENDS, "Q")
        carriers = dict(zip(_load(folder / _KEYS, "q"), _load(folder / _COUNTS, "Q"), strict=True))
        self.base = Base(len(self._ids), lambda key: carriers.get(key, 0))
        with (folder / _TEXT).open("rb") as text:
            self._text = mmap.mmap(text.fileno(), 0, access=mmap.ACCESS_READ) if self._ids else b""
        self.person = lru_cache(maxsize=_KEPT)(self._person)

    def _person(self, customer: int) -> PersonFeatures:
        place = bisect_left(self._ids, customer)
        begin = self._ends[place - 1] if place else 0
        return unpacked(self._text[begin : self._ends[place]].decode())


def _save(path: Path, numbers: "array[int]") -> None:
    with path.open("wb") as opened:
        numbers.tofile(opened)


def _load(path: Path, kind: str) -> "array[int]":
    numbers = array(kind)
    numbers.frombytes(path.read_bytes())
    return numbers
