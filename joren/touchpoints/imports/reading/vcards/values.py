"""Values of a card as text: transfer encoding off, character set known or found, escapes undone, parts apart."""

import base64
import binascii
import codecs
import quopri
import re
from typing import Final

from joren.touchpoints.imports.reading.eucjp import legacy_encoding

from .lines import Property

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_UNSAFE: Final = frozenset({"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape"})
_ESCAPED: Final = b"\x1b$"


def text_of(found: Property) -> str:
    """The whole value as text, escapes undone. Bytes that are no letters become lone surrogates."""
    return _plain(_decoded(found))


def parts_of(found: Property) -> list[str]:
    """The parts between semicolons, each as text."""
    return [_plain(part) for part in _split(_decoded(found))]


def _decoded(found: Property) -> str:
    raw = found.value
    encoding = {value.upper() for value in found.parameters.get("ENCODING", [])}
    if "QUOTED-PRINTABLE" in encoding:
        raw = quopri.decodestring(raw)
    elif encoding & {"B", "BASE64"}:
        try:
            raw = base64.b64decode(raw, validate=False)
        except (binascii.Error, ValueError):
            return ""
    return _letters(raw, next(iter(found.parameters.get("CHARSET", [])), ""))


def _letters(raw: bytes, named: str) -> str:
    """By the character set the card names if the bytes are in it, else by what fits."""
    if raw.isascii() and _ESCAPED not in raw:
        return raw.decode("ascii")
    for name in (_known(named), "iso2022_jp_ext" if _ESCAPED in raw else "", "utf-8", legacy_encoding(raw)):
        if name:
            try:
                return raw.decode(name)
            except UnicodeDecodeError:
                continue
    return raw.decode("ascii", "surrogateescape")


def _known(name: str) -> str:
    """Python's name of a character set; Shift_JIS is written with Windows' letters by everybody."""
    if name.lower().replace("-", "_") in ("shift_jis", "sjis", "x_sjis", "ms_kanji"):
        return "cp932"
    try:
        found = codecs.lookup(name) if name and "\0" not in name else None
    except (LookupError, ValueError):
        return ""
    return found.name if found and getattr(found, "_is_text_encoding", True) and found.name not in _UNSAFE else ""


def _split(text: str) -> list[str]:
    """The parts; a semicolon behind a backslash parts nothing, a backslash behind one is a letter."""
    parts, part = [], []
    letters = iter(text)
    for letter in letters:
        if letter == "\\":
            part.append(letter + next(letters, ""))
        elif letter == ";":
            parts.append("".join(part))
            part = []
        else:
            part.append(letter)
    return [*parts, "".join(part)]


def _plain(text: str) -> str:
    r"""Escapes undone: \n is a line break, \, a comma. Line breaks become spaces where people wrote several lines."""
    text = _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
