"""The shared strings of a workbook, read only as far as they are asked for, most of them kept on disk.

A sheet of a million rows shares millions of texts. The first ones, which hold the words that repeat, stay in memory;
the others lie in a nameless file beside the workbook with eight bytes each in memory.
"""

import mmap
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from joren.touchpoints.imports.reading.problems import ReadingProblem

from .values import unescaped
from .xml import feed, local, parser

IN_MEMORY: Final = 50_000
"""Texts kept in memory."""
LONGEST: Final = 120_000
"""Characters kept of one text; beyond the longest cell that is taken in, so that such a cell is still refused."""


class SharedStrings:
    """Texts by number. `stream` None: a workbook that shares none."""

    def __init__(self, stream: IO[bytes] | None, folder: Path) -> None:
        self._stream, self._folder = stream, folder
        self.first: list[str] = []
        """The texts in memory, for whoever reads many."""
        self._fresh: list[bytes] = []
        self._ends: array[int] = array("Q", [0])
        self._length = 0
        self._file: IO[bytes] | None = None
        self._map: mmap.mmap | None = None
        self._reading = self._read(stream) if stream else iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        for opened in (self._map, self._file, self._stream):
            if opened is not None:
                opened.close()

    def __getitem__(self, number: int) -> str:
        """The text of that number. Raises ReadingProblem when there is none."""
        while number >= len(self.first) + len(self._ends) - 1:
            if next(self._reading, self) is self:
                raise ReadingProblem("damaged")
        if number < len(self.first):
            return self.first[number]
        place = number - IN_MEMORY
        return self._kept(self._ends[place], self._ends[place + 1])

    def _kept(self, start: int, end: int) -> str:
        if start == end:
            return ""
        if self._map is None or end > len(self._map):
            self._write()
        assert self._map is not None
        return self._map[start:end].decode()

    def _write(self) -> None:
        """Put what was read since the last time on disk."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - lives as long as the texts
        self._file.write(b"".join(self._fresh))
        self._file.flush()
        self._fresh = []
        if self._map is not None:
            self._map.close()
        self._map = mmap.mmap(self._file.fileno(), self._length, access=mmap.ACCESS_READ)

    def _keep(self, text: str) -> None:
        if len(self.first) < IN_MEMORY:
            self.first.append(text)
            return
        written = text.encode("utf-8", "replace")
        self._fresh.append(written)
        self._length += len(written)
        self._ends.append(self._length)

    def _read(self, stream: IO[bytes]) -> Iterator[None]:
        """Read on, chunk by chunk. Readings above kanji (rPh) are no part of the text."""
        made = parser()
        pieces: list[str] = []
        is_reading = False

        def start(name: str, _attributes: object) -> None:
            nonlocal is_reading
            name = local(name)
            if name == "t" and not is_reading:
                made.CharacterDataHandler = text
            elif name == "rPh":
                is_reading = True

        def text(piece: str) -> None:
            if len(pieces) * 100 < LONGEST or sum(map(len, pieces)) < LONGEST:
                pieces.append(piece[:LONGEST])

        def end(name: str) -> None:
            nonlocal is_reading
            name = local(name)
            if name == "t":
                made.CharacterDataHandler = None
            elif name == "rPh":
                is_reading = False
            elif name == "si":
                self._keep(unescaped("".join(pieces)))
                pieces.clear()

        made.StartElementHandler, made.EndElementHandler = start, end
        for _pause in feed(made, stream):
            if len(self._fresh) > IN_MEMORY:
                self._write()
            yield
