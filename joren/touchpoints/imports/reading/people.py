"""People out of address cards and mails as one table with fixed columns, so that columns are matched once for all."""

import csv
import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO, Final, Literal

from .problems import ReadingProblem

LARGEST: Final = 512 << 20
"""Bytes of cards or mails that are read."""


@dataclass(slots=True)
class Person:
    """One row. Every value is text as it was written; empty where nothing was said."""

    name: str = ""
    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    email: str = ""
    email2: str = ""
    phone: str = ""
    mobile: str = ""
    fax: str = ""
    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    address: str = ""
    building: str = ""
    birthday: str = ""
    gender: str = ""
    groups: str = ""
    note: str = ""
    more: list[str] = field(default_factory=list)

    def says_something(self) -> bool:
        """Whether there is anything by which to know the person."""
        return any((self.name, self.family_name, self.given_name, self.company, self.email, self.phone, self.mobile))


COLUMNS: Final[dict[str, str]] = {
    "name": "氏名",
    "family_name": "姓",
    "given_name": "名",
    "family_kana": "セイ",
    "given_kana": "メイ",
    "company": "会社名",
    "department": "部署",
    "title": "役職",
    "email": "メールアドレス",
    "email2": "メールアドレス2",
    "phone": "電話番号",
    "mobile": "携帯電話",
    "fax": "FAX",
    "postal_code": "郵便番号",
    "prefecture": "都道府県",
    "city": "市区町村",
    "address": "番地",
    "building": "建物名",
    "birthday": "生年月日",
    "gender": "性別",
    "groups": "グループ",
    "note": "備考",
    "more": "その他の連絡先",
}
"""Fields to column names. Changing one makes the remembered mappings of all address cards void."""
assert list(COLUMNS) == [one.name for one in fields(Person)]


def write_people(path: Path, kind: Literal["cards", "mail"], target: Path, *, zipped: bool) -> None:
    """Write the people in a file of cards or mails to `target`. Raises ReadingProblem when there are none."""
    from .mails import people_of_mails
    from .vcards import people_of_cards

    read = people_of_cards if kind == "cards" else people_of_mails
    with _opened(path, zipped) as file:
        found = write_table(read(file), target)
    if not found:
        target.unlink(missing_ok=True)
        raise ReadingProblem("no_cards" if kind == "cards" else "no_addresses")


def write_table(people: Iterable[Person], target: Path) -> int:
    """Write people as UTF-8 comma text; returns how many. Bytes that are no letters stay, for the row's refusal."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    count = 0
    try:
        with draft.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS.values())
            for person in people:
                writer.writerow(_cells(person))
                count += 1
        draft.replace(target)
    except (gzip.BadGzipFile, EOFError, zlib.error) as problem:
        raise ReadingProblem("damaged") from problem
    finally:
        draft.unlink(missing_ok=True)
    return count


def _cells(person: Person) -> Iterator[str]:
    for name in COLUMNS:
        value = getattr(person, name)
        yield _storable(" / ".join(value) if isinstance(value, list) else value)


def _storable(text: str) -> str:
    """The text without NULs and without halves of letters that no file can hold."""
    if text.isascii() or text.isprintable():
        return text.replace("\0", "")
    return "".join(letter for letter in text if letter != "\0" and not _is_half(letter))


def _is_half(letter: str) -> bool:
    return "\ud800" <= letter < "\udc80" or "\udcff" < letter <= "\udfff"


def _opened(path: Path, zipped: bool) -> IO[bytes]:
    if path.stat().st_size > LARGEST:
        raise ReadingProblem("too_big", megabytes=path.stat().st_size >> 20, most=LARGEST >> 20)
    return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]
