"""Files that mix encodings, as two exports glued together do: where, what the stray row looks like, and the way out.

Such a file is refused at first, naming the place. When its owner agrees, it is read row by row: a row that is not in
the file's encoding is a broken row with its text as it looks in the other one, and the others go in. Nothing is ever
taken in under a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

from .encoding_names import display_name
from .eucjp import legacy_encoding
from .problems import BrokenRow

LINE_LIMIT: Final = 1 << 20
LINEWISE: Final = ("utf-8", "cp932", "euc_jp", "euc_jis_2004", "cp1252")
"""Encodings in which a line stands for itself, so that one stray line harms no other."""
_OTHERS: Final = ("utf-8", "cp932", "euc_jp")
_JAPANESE_UTF8: Final = 3
_SHOWN: Final = 20
_KANA_AND_KANJI: Final = ((0x3040, 0x30FF), (0x4E00, 0x9FFF))


@dataclass(frozen=True, slots=True)
class Stray:
    """Text that is not in the encoding of its file. `encoding`: what it looks like, "" when like nothing."""

    encoding: str
    text: str


def bounded_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Lines, cut at a megabyte, so that a file of one line does not fill the memory."""
    while line := file.readline(LINE_LIMIT):
        yield line


def lines_with_strays(file: IO[bytes], name: str) -> Iterator[str]:
    """Lines of a file that mixes encodings; a line that is not in `name` keeps its bytes as lone surrogates.

    Commas, quotes and line ends are no part of a longer letter in any of these encodings, so that the cells of
    such a line are still its cells.
    """
    for line in bounded_lines(file):
        for part in line.splitlines(keepends=True) if b"\r" in line else (line,):
            yield _text_of(part, name)


def _text_of(line: bytes, name: str) -> str:
    if line.isascii():
        return line.decode("ascii")
    try:
        text = line.decode(name)
    except UnicodeDecodeError:
        return line.decode("ascii", "surrogateescape")
    if name != "utf-8" and is_japanese_utf8(line):
        return line.decode("ascii", "surrogateescape")
    return text


def broken_by_strays(cells: list[str], own: str) -> BrokenRow | None:
    """The broken row for cells with bytes that are no letters; None for sound ones."""
    place = next((place for place, cell in enumerate(cells) if not _is_sound(cell)), None)
    if place is None:
        return None
    raw = [cell.encode("utf-8", "surrogateescape") for cell in cells]
    stray = look_at(b",".join(raw), own)
    shown = [_decoded(cell, stray.encoding) for cell in raw]
    details = {"column": place + 1, "looks_like": display_name(stray.encoding), "text": shown[place][:_SHOWN]}
    return BrokenRow("undecodable", shown, details)


def look_at(raw: bytes, own: str) -> Stray:
    """What some bytes that are not in `own` look like."""
    for name in ("utf-8", legacy_encoding(raw)):
        if name and name != own and _reads(raw, name):
            text = raw.decode(name)
            if text.isprintable() and any(map(_is_japanese, text)):
                return Stray(name, text)
    return Stray("", _decoded(raw, ""))


def main_encoding(file: IO[bytes]) -> str:
    """The encoding most lines are in; UTF-8 where they are as many."""
    found = dict.fromkeys(_OTHERS, 0)
    for line in bounded_lines(file):
        if not line.isascii():
            name = next((name for name in _OTHERS if _reads(line, name)), None)
            if name:
                found[name] += 1
    return max(_OTHERS, key=lambda name: found[name])


def place_of(file: IO[bytes], byte: int, own: str) -> dict[str, Any]:
    """Row, column (cells parted by the line's commonest delimiter) and look of the byte at that offset."""
    row, start = 1, 0
    line = b""
    for line in bounded_lines(file):
        if start + len(line) > byte:
            break
        start += len(line)
        row += line.endswith(b"\n")
    if own not in LINEWISE:
        return {"row": row, "column": 1, "looks_like": "", "text": ""}
    before = line[: byte - start]
    delimiter = max((b",", b"\t", b";", b"|"), key=line.count)
    column = before.count(delimiter) + 1 - _inside_quotes(before, delimiter)
    cell = (line.rstrip(b"\r\n").split(delimiter) or [b""])[before.count(delimiter) :][:1]
    stray = look_at(cell[0].strip(b'"') if cell else b"", own)
    return {"row": row, "column": column, "looks_like": stray.encoding, "text": stray.text[:_SHOWN]}


def _inside_quotes(before: bytes, delimiter: bytes) -> int:
    """How many delimiters stand inside quotes and part nothing."""
    quoted = before.split(b'"')[1::2]
    return sum(piece.count(delimiter) for piece in quoted)


def is_japanese_utf8(line: bytes) -> bool:
    """Whether a line holds whole Japanese letters of UTF-8, which in another encoding is gibberish."""
    try:
        return sum(map(_is_japanese, line.decode("utf-8"))) >= _JAPANESE_UTF8
    except UnicodeDecodeError:
        return False


def _reads(line: bytes, name: str) -> bool:
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(raw: bytes, name: str) -> str:
    """Text to show and to give back; what cannot be read is marked, never guessed."""
    if name and _reads(raw, name):
        return raw.decode(name)
    return raw.decode("ascii", "replace")


def _is_sound(cell: str) -> bool:
    return cell.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in cell)


def _is_japanese(letter: str) -> bool:
    code = ord(letter)
    return any(first <= code <= last for first, last in _KANA_AND_KANJI)
