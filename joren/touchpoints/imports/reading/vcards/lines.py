"""Cards out of bytes: where one begins and ends, lines folded in three ways, properties with their parameters.

RFC 2426 and 6350 fold with a space; vCard 2.1 folds quoted-printable by a = at the end; Notes and others fold base64
by bare lines. Properties that are of no use here (pictures, sounds that are files, keys) are passed over unread.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

LONGEST_LINE: Final = 1 << 20
MOST_LINES: Final = 100_000
"""Lines of one card; more is taken for a card that never ends."""
MOST_CARDS_DEEP: Final = 8
"""Cards inside cards (AGENT); deeper ones are not followed."""
_USELESS: Final = frozenset({"PHOTO", "LOGO", "KEY", "FBURL", "CALURI", "X-MS-CARDPICTURE", "X-ABCROP-RECTANGLE"})
_NAME = re.compile(rb"(?:[\w-]+\.)?([\w-]+)[ \t]*((?:;(?:\"[^\"]*\"|[^:\";])*)*)[ \t]*:", re.ASCII)
_PARAMETER = re.compile(r'[;]\s*((?:"[^"]*"|[^;"])*)')


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card. `name` in capitals, `parameters` in capitals with their values, `value` as bytes."""

    name: str
    parameters: dict[str, list[str]]
    value: bytes

    @property
    def types(self) -> set[str]:
        """HOME, WORK, CELL, PREF … in capitals."""
        return {value.upper() for value in self.parameters.get("TYPE", [])}


def cards(file: IO[bytes]) -> Iterator[list[Property]]:
    """Yield the properties of each card. A card that is not closed ends with the next one or the file."""
    inside: list[Property] | None = None
    depth = 0
    for line in _unfolded(file):
        found = _property(line)
        if found is None:
            continue
        is_card = found.value.strip().upper() == b"VCARD"
        if found.name == "BEGIN" and is_card:
            if inside is None or depth >= MOST_CARDS_DEEP or _complete(inside):
                if inside:
                    yield inside
                inside, depth = [], 0
            else:
                depth += 1
        elif found.name == "END" and is_card:
            if depth:
                depth -= 1
                continue
            if inside is not None:
                yield inside
            inside = None
        elif inside is not None and not depth and len(inside) < MOST_LINES:
            inside.append(found)
    if inside:
        yield inside


def _complete(inside: list[Property]) -> bool:
    """Whether a card that was never closed already says who it is; then a BEGIN begins another and is no AGENT."""
    return any(found.name in ("N", "FN", "TEL", "EMAIL", "ORG") for found in inside) and inside[-1].name != "AGENT"


def _unfolded(file: IO[bytes]) -> Iterator[bytes]:
    """Logical lines. Base64 of pictures is dropped while it passes."""
    held: bytes | None = None
    soft = False
    for line in _physical(file):
        if held is None:
            held = line
        elif soft and _is_soft(held):
            held = held[:-1] + line
        elif line[:1] in (b" ", b"\t"):
            held = _grown(held, line[1:])
        elif not _NAME.match(line) and _NAME.match(held) and line.strip() and not soft:
            held = _grown(held, line)
        else:
            yield held
            held = line
        soft = _is_quoted_printable(held)
    if held:
        yield held


def _grown(held: bytes, more: bytes) -> bytes:
    name = _NAME.match(held)
    useless = name is not None and name[1].decode("ascii").upper() in _USELESS
    return held if useless or len(held) > LONGEST_LINE else held + more


def _is_soft(line: bytes) -> bool:
    return line.endswith(b"=") and len(line) <= LONGEST_LINE


def _is_quoted_printable(line: bytes) -> bool:
    head = line[: line.find(b":") + 1] if b":" in line else b""
    return b"QUOTED-PRINTABLE" in head.upper()


def _physical(file: IO[bytes]) -> Iterator[bytes]:
    """Lines without their ends, whatever those are; UTF-16 with a mark becomes UTF-8; marks and NULs go."""
    first = file.read(4)
    if first[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = (first + file.read()).decode("utf-16", "replace")
        yield from (line.encode() for line in text.splitlines())
        return
    rest = first
    while line := file.readline(LONGEST_LINE):
        line, rest = rest + line, b""
        if b"\r" in line.rstrip(b"\r\n") or b"\x00" in line:
            yield from (part for part in line.replace(b"\x00", b"").splitlines() if part or line.count(b"\r") < 2)  # noqa: PLR2004
        else:
            yield line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n")
    if rest:
        yield rest


def _property(line: bytes) -> Property | None:
    found = _NAME.match(line)
    if found is None:
        return None
    name = found[1].decode("ascii").upper()
    if name in _USELESS:
        return None
    return Property(name, _parameters(found[2].decode("utf-8", "replace")), line[found.end() :])


def _parameters(written: str) -> dict[str, list[str]]:
    """``;TYPE=HOME,VOICE;PREF`` as {"TYPE": [HOME, VOICE, PREF]}: version 2.1 leaves the TYPE= away."""
    found: dict[str, list[str]] = {}
    for piece in _PARAMETER.findall(written):
        name, equals, value = piece.strip().partition("=")
        if not equals:
            name, value = _implied(name), name
        values = [one.strip().strip('"') for one in value.strip('"').split(",")]
        found.setdefault(name.strip().upper(), []).extend(one for one in values if one)
    return found


def _implied(value: str) -> str:
    if value.upper() in ("QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"):
        return "ENCODING"
    return "VALUE" if value.upper() in ("URL", "URI", "INLINE", "CONTENT-ID") else "TYPE"
