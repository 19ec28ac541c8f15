"""The words of a PDF that reportlab made, read back through the tables that its fonts carry."""

import base64
import re
import zlib


def words_of(paper: bytes) -> str:
    """All text that is drawn, in the order of drawing."""
    objects = {int(n): body for n, body in re.findall(rb"(\d+) 0 obj\s(.*?)endobj", paper, re.DOTALL)}
    streams = {number: _stream(body) for number, body in objects.items() if b"stream" in body}
    fonts = {}
    for body in objects.values():
        for name, number in re.findall(rb"/(F\d+\+\d+) (\d+) 0 R", body):
            unicode_map = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            if unicode_map:
                fonts[name] = _letters(streams[int(unicode_map[1])])
    return "\n".join(_drawn(stream, fonts) for stream in streams.values() if b" Tf" in stream)


def pages_of(paper: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", paper))


def _stream(body: bytes) -> bytes:
    raw = body[body.index(b"stream") + 6 : body.rindex(b"endstream")].strip(b"\r\n")
    if b"/ASCII85Decode" in body:
        raw = base64.a85decode(raw.strip().removesuffix(b"~>"))
    return zlib.decompress(raw) if b"/FlateDecode" in body else raw


def _letters(table: bytes) -> dict[int, str]:
    pairs = re.findall(rb"^<(\w\w)> <(\w{4})>$", table, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be") for code, letter in pairs}


def _drawn(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    words, letters = [], {}
    for name, text in re.findall(rb"/(F\d+(?:\+\d+)?) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\) Tj", stream, re.DOTALL):
        if name:
            letters = fonts.get(name, {})
        else:
            plain = re.sub(rb"\\(\d{3}|.)", _escaped, text, flags=re.DOTALL)
            words.append("".join(letters.get(code, "") for code in plain))
    return "".join(words)


def _escaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code.isdigit():
        return bytes([int(code, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(code, code)
