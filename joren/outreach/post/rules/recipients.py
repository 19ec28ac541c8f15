"""Who a letter is addressed to: the right honorific, several people of one household, organisations."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .wrapping import FORM_CHOICE

SAMA: Final = "様"
ONCHU: Final = "御中"
EVERYBODY: Final = "ご一同"
SOMEBODY: Final = "お客"
MOST_NAMES: Final = 4
_FOR_PEOPLE: Final = ("様", "さま", "殿", "先生", "くん", "君", "さん", "ちゃん")
_ENDS: Final = re.compile(r"(?:様|さま|殿|先生|御中)$")
_DEPARTMENT: Final = re.compile(
    r"(?:本部|部|課|係|室|科|局|所|支店|支社|営業所|センター|グループ|チーム|事業部|工場|店|担当)$"
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One name of a letter. `honorific` is what the record says, "" where it says nothing."""

    family: str = ""
    given: str = ""
    honorific: str = ""


@dataclass(frozen=True, kw_only=True)
class Name:
    """One name as it is written: `family` "" stands below the same family name."""

    family: str
    given: str
    honorific: str

    @property
    def text(self) -> str:
        """In one horizontal line."""
        return "\u3000".join(filter(None, (self.family, self.given, self.honorific)))


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Everything that is written below the address: organisation, its department, names with honorifics.

    `ending` is the organisation's own honorific (御中), "" as soon as a person of it is named.
    """

    company: str = ""
    department: str = ""
    ending: str = ""
    names: tuple[Name, ...] = ()


def recipient(people: Sequence[Person], company: str = "") -> Recipient:
    """The recipient of one piece: `people` in the order in which they are named, the first being who it is for.

    An organisation without a person gets 御中, behind its department where it names one; a person never does. Each
    person has an honorific of their own; the same family name is written once. More than four: the first, and all.
    """
    named = [person for person in people if person.family.strip() or person.given.strip()]
    name, department = split_department(bare(company))
    if not named:
        if name:
            return Recipient(company=name, department=department, ending=ONCHU)
        return Recipient(names=(Name(family=SOMEBODY, given="", honorific=SAMA),))
    return Recipient(company=name, department=department, names=tuple(_names(named)))


def _names(people: Sequence[Person]) -> Iterable[Name]:
    first = people[0]
    shown = people if len(people) <= MOST_NAMES else people[:1]
    for at, person in enumerate(shown):
        family = bare(person.family)
        repeated = at > 0 and bool(person.given.strip()) and family == bare(first.family)
        yield Name(family="" if repeated else family, given=bare(person.given), honorific=for_person(person.honorific))
    if len(people) > MOST_NAMES:
        yield Name(family="", given=EVERYBODY, honorific=SAMA)


def for_person(honorific: str) -> str:
    """The honorific of a person: what the record says where it is one for people, else 様."""
    said = honorific.strip()
    return said if said in _FOR_PEOPLE else SAMA


def bare(name: str) -> str:
    """A name without an honorific that was typed behind it, without space around it and choices of a sign's form."""
    said = FORM_CHOICE.sub("", name).strip()
    without = _ENDS.sub("", said).strip()
    return without or said


def split_department(company: str) -> tuple[str, str]:
    """An organisation and its department, where the last words behind a space name one: (株式会社常, 営業部)."""
    head, _space, tail = company.replace("\u3000", " ").strip().rpartition(" ")
    if head and _DEPARTMENT.search(tail):
        return head.strip(), tail
    return company.strip(), ""
