"""Which addresses a returned mail speaks of, and what it says of each."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_ADDRESS: Final = r"[A-Za-z0-9._%+\-/=?^!#$&'*{}|~]+@[A-Za-z0-9](?:[A-Za-z0-9\-]*\.)*[A-Za-z0-9\-]+"
_ANY = re.compile(_ADDRESS)
_HEADS: Final = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"^\s*(?:\*\s*)?[\"'<]*({_ADDRESS})[\"'>]*\s*(?::|$|\.\.\.|on\s|\[|\(|Invalid|<mailto)",
        rf"^\s*(?:>>>\s*)?(?:RCPT TO|Recipient address|Recipient|To)\s*:\s*<?({_ADDRESS})>?",
        rf"^\s*5\d\d (?:\d\.\d\.\d )?<({_ADDRESS})>\.\.\.",
    )
)
_ORIGINAL: Final = re.compile(
    r"^(?:-+ ?(?:This is a copy|Below this line|Enclosed is a copy|Original message|Unsent message|Returned message"
    r"|The header of the original|Undelivered message|Message header|Message text|The (?:body|header)s? of)"
    r"|\|?-+ ?Message text follows|(?:Message|Original message) headers|(?:Message headers|Original message) follows?"
    r"|\s*Below is a copy of the original|Included is a copy of the message|Return-Path:|Received: ?(?:from|by|\()"
    r"|Original message headers|-+original message|\s*The original message was)",
    re.I,
)
_NOT_THE_MARK: Final = re.compile(r"The original message was (?:received|included)", re.I)
_NOBODY: Final = re.compile(r"^(?:postmaster|mailer-daemon|support|abuse|noreply|no-reply)@", re.I)
_FIELD = re.compile(r"^([A-Za-z][A-Za-z\-]*):[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.M)


class Piece(NamedTuple):
    """What was said of one address. `fields` are the machine-readable ones (RFC 3464, 2.3), lower-case names."""

    address: str
    words: str
    fields: dict[str, str]


def told_and_original(text: str) -> tuple[str, str]:
    """The text of a returned mail, cut into what the server says and the copy of our message."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if at and _ORIGINAL.match(line) and not _NOT_THE_MARK.search(line):
            return "\n".join(lines[:at]), "\n".join(lines[at:])
    return text, ""


def machine_read(text: str) -> list[Piece]:
    """The groups of fields of a delivery status report, one a recipient; [] where there are none."""
    found = []
    for block in re.split(r"\n[ \t]*\n|(?=^Final-Recipient:)", text, flags=re.M | re.I):
        fields = {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(block)}
        address = _address_in(fields.get("final-recipient", "")) or _address_in(fields.get("original-recipient", ""))
        if address or ("final-recipient" in fields and "action" in fields):
            found.append(Piece(address, fields.get("diagnostic-code", ""), fields))
    return found


def _address_in(value: str) -> str:
    found = _ANY.search(value.rpartition(";")[2])
    return found[0].lower() if found else ""


def human_read(text: str, *, not_these: Iterable[str] = ()) -> list[Piece]:
    """The addresses named in sentences, each with the lines about it."""
    ours = {address.lower() for address in not_these}
    sections: dict[str, list[str]] = {}
    shared: list[str] = []
    current = shared
    for line in text.split("\n"):
        address = _head(line, ours)
        if address:
            current = sections.setdefault(address, [])
        current.append(line)
    if not sections:
        return [Piece(address, text, {}) for address in list(_anywhere(text, ours))[:1]]
    if len(sections) == 1:
        return [Piece(address, text, {}) for address in sections]
    return [Piece(address, "\n".join(lines), {}) for address, lines in sections.items()]


def _head(line: str, ours: set[str]) -> str:
    for pattern in _HEADS:
        found = pattern.match(line)
        if found and found[1].lower() not in ours and not _NOBODY.match(found[1]):
            return found[1].lower()
    return ""


def _anywhere(text: str, ours: set[str]) -> Iterator[str]:
    for found in _ANY.findall(text):
        if found.lower() not in ours and not _NOBODY.match(found):
            yield found.lower().rstrip(".")
