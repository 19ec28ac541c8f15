"""Which of several records of one person is the base. Pure.

Ranks never look at ids: files taken in in another order give other ids and must give the same base.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

Rank = list[str]
"""Compared from the left; the smallest is the base."""

NEVER: Final = "\uffff"
_FACTS: Final = (
    *("family_name", "given_name", "family_kana", "given_kana", "company", "birth_year", "birth_month", "birth_day"),
    *("gender", "shop_id", "member_number", "registered_on", "note"),
)
_MOST: Final = 999
_KANJI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_NAMED: Final = ("family_name", "given_name", "company")


@dataclass(frozen=True, slots=True)
class Record:
    """What of a customer decides its rank: its own fields, and what else is known in so many words."""

    fields: Mapping[str, Any]
    numbers: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    others: int = 0


def rank_of(record: Record) -> Rank:
    """The rank of a record: a name as it is written on paper first, then the older registration, then the more
    complete, then what it says, as text.

    A shop's own list that never noted the day of registration must not lose 渡邊 to the ワタナベ or Watanabe of a web
    shop that did. A record without a day of registration comes after those that have one.
    """
    get = record.fields.get
    known = sum(1 for fact in _FACTS if get(fact) not in (None, ""))
    known += len(record.numbers) + len(record.contacts) + record.others
    registered = get("registered_on")
    return [
        _writing("".join(str(get(fact) or "") for fact in _NAMED)),
        registered.isoformat() if registered else NEVER,
        f"{max(0, _MOST - known):03}",
        get("member_number") or NEVER,
        min(record.numbers, default=NEVER),
        min(record.contacts, default=NEVER),
        "\n".join(str(get(fact) or "") for fact in _FACTS if fact != "shop_id"),
    ]


def _writing(name: str) -> str:
    """0 for a name with kanji, 1 for one in kana, 2 for Latin letters, 3 for none."""
    if not name:
        return "3"
    return "0" if _KANJI.search(name) else "2" if name.isascii() else "1"


def groups_of(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The records that belong together by the pairs, chains included: A+B and B+C are one group of three.

    Groups and their members are in order of their smallest id.
    """
    parent: dict[int, int] = {}

    def root(key: int) -> int:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    groups: dict[int, list[int]] = {}
    for key in sorted(parent):
        groups.setdefault(root(key), []).append(key)
    return [group for group in groups.values() if len(group) > 1]
