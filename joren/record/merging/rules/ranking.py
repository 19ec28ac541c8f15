"""Which of several records of one person is the base. Pure.

Ranks never look at ids: files taken in in another order give other ids and must give the same base.
"""

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


@dataclass(frozen=True, slots=True)
class Record:
    """What of a customer decides its rank: its own fields, and what else is known in so many words."""

    fields: Mapping[str, Any]
    numbers: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    others: int = 0


def rank_of(record: Record) -> Rank:
    """The rank of a record: the older registration first, then the more complete, then what it says, as text.

    A record without a day of registration comes after all that have one.
    """
    get = record.fields.get
    known = sum(1 for fact in _FACTS if get(fact) not in (None, ""))
    known += len(record.numbers) + len(record.contacts) + record.others
    registered = get("registered_on")
    return [
        registered.isoformat() if registered else NEVER,
        f"{max(0, _MOST - known):03}",
        get("member_number") or NEVER,
        min(record.numbers, default=NEVER),
        min(record.contacts, default=NEVER),
        "\n".join(str(get(fact) or "") for fact in _FACTS if fact != "shop_id"),
    ]


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
