"""What becomes of a known value when a file has another: pure rules, one for each kind of value.

The rules in prose, with worked examples: docs/rules/imports.md.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from joren.foundation.importing import Changed, Policy
from joren.foundation.japanese.folding import fold

from .bulk_rows import Address

NO_ADDRESS: Final[Address] = ("", "", "", "", "")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー─", "-"))
PLACE: Final = "address"
CODE: Final = "address.postal_code"
"""The two values of an address: where it is, and the postal code, each with a provenance of its own."""
NAME_PAIRS: Final = (("family_name", "given_name"), ("family_kana", "given_kana"))


def unheard(row: int, subject_id: int | None, label: str, changes: Mapping[str, list[Any]]) -> None:
    """Nobody listens to the changes."""
    return


@dataclass(frozen=True, slots=True)
class Rules:
    """How an import treats known values: a policy by field, "overwrite" for all others; who hears of changes.

    Fields are the columns of the record, ``email``, ``phone``, ``line``, ``address``, ``tags``, ``custom.<key>``.
    `file_time`: when the file was written, if known; it dates rows that do not tell their own time.
    """

    policies: Mapping[str, Policy] = field(default_factory=dict)
    changed: Changed = unheard
    file_time: datetime | None = None

    def policy(self, name: str) -> Policy:
        """The policy of a field."""
        return self.policies.get(name, "overwrite")


def is_empty(value: Any) -> bool:
    """Whether nothing is known."""
    return value is None or value == ""


def wins(policy: Policy, was: Any, value: Any, *, was_at: datetime, was_told: bool, at: datetime) -> bool:
    """Whether the file's value is to be written over `was`.

    `was_at` and `at`: when each held. `was_told`: somebody said so of this very field, so that an empty `was` is an
    answer. Of two values of the same moment the one that sorts later wins, whichever came first.
    """
    if policy == "keep":
        return False
    if policy == "fill":
        return is_empty(was) and not is_empty(value)
    if policy == "newest":
        if is_empty(was) and not was_told:
            return not is_empty(value)
        return (at, _sortable(value)) > (was_at, _sortable(was))
    return bool(was != value)


def name_values(known: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Make a name out of one column comparable with a known one, in place; such a row has "" as its given part.

    山田太郎 says nothing new of 山田 太郎; 佐藤 over 山田 太郎 must not become 佐藤 太郎.
    """
    for family, given in NAME_PAIRS:
        if family not in values or given not in values or is_empty(known.get(family)):
            continue
        had, has = (known[family], known.get(given) or ""), (values[family], values[given])
        if fold("".join(had)) == fold("".join(has)):
            if not has[1]:
                values[family], values[given] = had
        elif fold(had[0]) == fold(has[0]) and not has[1]:
            del values[given]


def address_to_write(policy: Policy, had: Address | None, new: Address) -> Address:
    """The address that stands afterwards under any policy but "newest" (`newest_address`).

    The place is one value, of which no half is kept; the postal code is one of its own. An address that says less of
    the same place changes nothing but the code, one that gives only a building is added to the known place.
    """
    if had is None or had == NO_ADDRESS:
        return NO_ADDRESS if policy == "keep" else new
    if policy == "keep":
        return had
    if policy == "fill":
        agree = all(not h or not n or _plain(h) == _plain(n) for h, n in zip(had, new, strict=True))
        return _parts(had, new) if agree else had
    code = new[0] or had[0]
    if not any(new[1:4]):
        return (code, *_parts(new, had)[1:])
    return (code, *(had if _says_less(new, had) else new)[1:])


def newest_address(had: Address | None, new: Address, *, place: bool, code: bool) -> Address:
    """The address that stands afterwards under "newest"; `place`, `code`: whether the file's is to be taken."""
    known = had or NO_ADDRESS
    return (new[0] if code else known[0], *(new if place else known)[1:])


def place_text(address: Address) -> str:
    """The place as one text."""
    return "".join(address[1:])


def _parts(first: Address, second: Address) -> Address:
    code, prefecture, city, line, building = (one or other for one, other in zip(first, second, strict=True))
    return code, prefecture, city, line, building


def _says_less(one: Address, other: Address) -> bool:
    """Whether `one` is the beginning of `other`; a prefecture that only one of them names does not part them."""
    start = 1 if one[1] and other[1] else 2
    return _plain("".join(other[start:])).startswith(_plain("".join(one[start:])))


def _plain(text: str) -> str:
    """One spelling, in which dashes count: 1-23 is not 12-3."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_DASHES)
    return "".join(plain.split())


def _sortable(value: Any) -> str:
    return "" if value is None else str(value)
