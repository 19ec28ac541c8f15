"""Text pasted into a page as a file that reads like any other: a table copied from a sheet, or people in blocks.

A block is what people write by hand and mail programs quote: name, phone, mail, address each on a line, a blank line
between two people, perhaps with labels (電話: 03-…).
"""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from joren.foundation.japanese.emails import normalise_email
from joren.foundation.japanese.kana import is_kana
from joren.foundation.japanese.phones import normalise_phone
from joren.foundation.japanese.prefectures import prefecture_of

from .delimited import read_rows
from .mails import name_and_address
from .people import Person, write_table
from .problems import ReadingProblem
from .vcards import people_of_cards

LONGEST: Final = 20_000_000
"""Characters; more belongs in a file."""
_BLANK = re.compile(r"\n[ \t\u3000]*\n")
_CARD = re.compile(r"\s*BEGIN\s*:\s*VCARD", re.IGNORECASE)
_LABEL = re.compile(r"[\s\u3000]*([^:：\d@]{1,12})[:：][\s\u3000]*(.+)")
_POSTAL = re.compile(r"〒?[\s\u3000]*(\d{3}[-‐−－ー]?\d{4})(?![\d-])[\s\u3000]*(.*)")
_PHONE = re.compile(r"[+＋]?[\d０-９][\d０-９()（）\- ‐−－ー]{8,18}")
_COMPANY = re.compile(
    r"株式会社|有限会社|合同会社|医療法人|社団法人|財団法人|㈱|㈲|\((?:株|有)\)|（(?:株|有)）|Inc\.|Ltd"
)
_BULLET = re.compile(r"^[\s\u3000]*(?:[・•●■◆][\s\u3000]*|(?:[*\-]|\d{1,3}[.)、])[\s\u3000]+)")
_LABELS: Final[dict[str, str]] = {
    **dict.fromkeys(("氏名", "名前", "お名前", "name"), "name"),
    **dict.fromkeys(("フリガナ", "ふりがな", "カナ", "よみ", "読み", "kana"), "kana"),
    **dict.fromkeys(("電話", "電話番号", "tel", "phone", "お電話"), "phone"),
    **dict.fromkeys(("携帯", "携帯電話", "mobile", "cell"), "mobile"),
    **dict.fromkeys(("fax", "ファックス"), "fax"),
    **dict.fromkeys(("メール", "メールアドレス", "mail", "e-mail", "email"), "email"),
    **dict.fromkeys(("住所", "ご住所", "address"), "address"),
    **dict.fromkeys(("会社", "会社名", "勤務先", "company"), "company"),
    **dict.fromkeys(("生年月日", "誕生日", "birthday"), "birthday"),
    **dict.fromkeys(("備考", "メモ", "note"), "note"),
    **dict.fromkeys(("郵便番号", "〒"), "postal_code"),
    **dict.fromkeys(("部署",), "department"),
    **dict.fromkeys(("役職",), "title"),
    **dict.fromkeys(("性別",), "gender"),
}
_MOBILE_STARTS: Final = ("090", "080", "070", "060")
_LONGEST_NAME: Final = 40


def write_text(text: str, target: Path) -> str:
    """Write pasted text to `target` so that `table.open_table` reads it; returns a file name that fits.

    Tables are kept as they are; blocks of lines and address cards become rows of people. Raises ReadingProblem.
    """
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip("\n\ufeff \u3000")
    if not text.strip():
        raise ReadingProblem("nothing_pasted")
    if _CARD.match(text):
        people = people_of_cards(io.BytesIO(text.encode("utf-8", "replace")))
    elif _is_table(text):
        target.write_text(text + "\n", encoding="utf-8", errors="replace", newline="")
        return "pasted.txt"
    else:
        people = people_of_blocks(text)
    if not write_table(people, target):
        target.unlink(missing_ok=True)
        raise ReadingProblem("nothing_pasted")
    return "pasted.csv"


def people_of_blocks(text: str) -> Iterator[Person]:
    """The people in blocks of lines; without blank lines between them, each line is one."""
    blocks = _BLANK.split(text)
    if len(blocks) == 1 and not _is_one_person(text.splitlines()):
        blocks = text.splitlines()
    for block in blocks:
        person = person_of_block([_BULLET.sub("", line).strip() for line in block.splitlines()])
        if person.says_something():
            yield person


def person_of_block(lines: list[str]) -> Person:
    """What the lines of one block say."""
    person = Person()
    notes: list[str] = []
    for line in filter(None, lines):
        found = _LABEL.fullmatch(line)
        label = _LABELS.get(found[1].strip().lower()) if found else None
        if found and label:
            _take(person, label, found[2].strip(), notes)
        else:
            _take(person, *_recognised(person, line), notes)
    person.note = "\n".join(notes)
    return person


def _take(person: Person, field: str, value: str, notes: list[str]) -> None:
    """Put a value where it belongs; what is there already, or belongs nowhere, becomes a note."""
    if field == "named_email":
        name, address = name_and_address(value)
        _take(person, "name", name, notes)
        _take(person, "email", address, notes)
    elif field == "kana":
        person.family_kana, _space, person.given_kana = value.replace("\u3000", " ").partition(" ")
    elif field == "address":
        found = _POSTAL.fullmatch(value)
        if found:
            person.postal_code, value = found[1], found[2]
        person.address = " ".join(filter(None, (person.address, value)))
    elif field == "note":
        notes.append(value)
    elif field and value and not getattr(person, field):
        setattr(person, field, value)
    elif value and not (field and getattr(person, field) == value):
        notes.append(value)


def _recognised(person: Person, line: str) -> tuple[str, str]:
    """Which field a line without a label is."""
    for field, fits in _LOOKS:
        if fits(line):
            return field, line
    number = _PHONE.fullmatch(line)
    if number and normalise_phone(line):
        return ("mobile" if line.startswith(_MOBILE_STARTS) else "phone"), line
    if not person.name and len(line) <= _LONGEST_NAME:
        return "name", line
    return "note", line


_LOOKS: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("email", lambda line: "@" in line and " " not in line and normalise_email(line) is not None),
    ("named_email", lambda line: "<" in line and "@" in line and bool(name_and_address(line)[1])),
    ("address", lambda line: bool(_POSTAL.fullmatch(line)) or bool(prefecture_of(line)[0])),
    ("company", lambda line: bool(_COMPANY.search(line))),
    ("kana", is_kana),
)


def _is_table(text: str) -> bool:
    """Whether most lines have the same number of cells, and several."""
    lines = [f"{line}\n" for line in text.split("\n")[:200]]
    for delimiter in ("\t", ",", ";", "|"):
        widths = [
            len(cells) for _number, cells in read_rows(lines, delimiter) if isinstance(cells, list) and any(cells)
        ]
        wide = [width for width in widths if width > 1]
        if widths and len(wide) * 3 >= len(widths) * 2 and not (len(widths) == 1 and delimiter != "\t"):
            return True
    return False


def _is_one_person(lines: list[str]) -> bool:
    """Whether lines without a blank one between them describe one person: no kind of contact comes twice."""
    fields = [_recognised(Person(), line.strip())[0] for line in lines if line.strip()]
    return len(fields) > 1 and all(fields.count(field) <= 1 for field in ("email", "named_email", "name"))
