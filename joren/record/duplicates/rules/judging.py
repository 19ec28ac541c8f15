"""From evidence to a band: what the probability alone may not decide."""

from collections.abc import Sequence
from typing import Final, Literal

from .evidence import Evidence
from .weights import REVIEW, SURE

Band = Literal["sure", "review", "different"]
Suggestion = Literal["same", "household"]

_DECISIVE: Final = frozenset({"line", "member_number", "external_id"})
_OF_NAMES: Final = frozenset({"family_name", "given_name", "name", "nickname", "gender", "company"})
_SURELY_NAMED: Final = frozenset({"same", "reading", "romaji", "read_differently", "homophone", "typo", "close"})
_FAMILY_ALIKE: Final = frozenset({"same", "reading", "romaji", "homophone", "read_differently"})
_ONLY_ALIKE: Final = frozenset({"homophone", "close"})
_BORN_ALIKE: Final = frozenset({"same", "swapped", "digit", "month_day"})
_SAME_DOOR: Final = frozenset({"building", "block", "near"})


def judged(evidence: Sequence[Evidence], probability: float) -> tuple[Band, Suggestion]:
    """The band of a pair and what it suggests.

    *sure* needs the given name (or a number that is one person's alone) and forbids: another given name, another
    birthday, another gender with a given name that is not the very same, and names without anything else. Relatives
    at one address or phone with other given names are offered as a household, however likely the numbers make them.
    """
    levels = {item.code: item.level for item in evidence}
    decided = any(levels.get(code) == "same" for code in _DECISIVE)
    if is_household(levels) and not decided:
        return "review", "household"
    if probability < REVIEW:
        return "different", "same"
    if probability >= SURE and (_nothing_forbids(levels, evidence) or (decided and not _another_person(levels))):
        return "sure", "same"
    return "review", "same"


def is_household(levels: dict[str, str]) -> bool:
    """Whether two people of other given names share a family name and a door, a phone or a mail."""
    given = levels.get("given_name")
    other = given == "different" or (given == "similar" and levels.get("birthday") in ("different", "year_differs"))
    return other and levels.get("family_name") in _FAMILY_ALIKE and _meet(levels)


def _nothing_forbids(levels: dict[str, str], evidence: Sequence[Evidence]) -> bool:
    if not _is_named(levels) or levels.get("birthday") == "different":
        return False
    if levels.get("gender") == "different" and levels.get("given_name") != "same":
        return False
    family = levels.get("family_name")
    if family in ("changed", "different") and not (_meet(levels) or levels.get("address") in ("town", "postal")):
        return False
    if family == "unread" and not _meet(levels):
        return False
    return any(item.weight > 0 and item.code not in _OF_NAMES for item in evidence)


def _is_named(levels: dict[str, str]) -> bool:
    """Whether the given names agree. Where one is not known, the very same birthday must stand for it."""
    given = levels.get("given_name")
    if given in _ONLY_ALIKE and levels.get("birthday") not in _BORN_ALIKE and not _reach(levels):
        return False
    if given in _SURELY_NAMED or levels.get("name") or levels.get("company") == "alone":
        return True
    born_alike = levels.get("birthday") == "same" and levels.get("family_name") in (*_FAMILY_ALIKE, "typo", "close")
    return born_alike and (given is None or (given == "unread" and _meet(levels)))


def _reach(levels: dict[str, str]) -> bool:
    """Whether one phone or mail reaches both."""
    return "same" in (levels.get("phone"), levels.get("email"))


def _meet(levels: dict[str, str]) -> bool:
    """Whether they share a door, a phone or a mail."""
    return _reach(levels) or levels.get("address") in _SAME_DOOR


def _another_person(levels: dict[str, str]) -> bool:
    return levels.get("given_name") == "different" and levels.get("birthday") == "different"
