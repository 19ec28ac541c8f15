"""Columns whose name means one thing beside some columns and another beside others."""

from collections.abc import Sequence
from typing import Final

from .headers import header_key
from .match import Match

_LIKELY: Final = 0.7
_ALONE: Final = {
    # A part of a name without its other part is the whole name.
    "given_name": ("family_name", "name"),
    "given_kana": ("family_kana", "kana"),
}
_PERSON_IN_CHARGE: Final = frozenset(
    map(
        header_key,
        (
            "担当者名",
            "担当者",
            "ご担当者名",
            "ご担当者",
            "担当者氏名",
            "ご担当者様",
            "担当",
            "contact",
            "contact person",
        ),
    )
)
_ORDER: Final = ("phone", "mobile")


def settle(taken: dict[str, Match], header: Sequence[str], values: Sequence[Sequence[str]], known: set[str]) -> None:
    """Correct the matches of a file in place, by what stands beside them. `known`: the fields of the kind."""
    for part, (other, whole) in _ALONE.items():
        if part in taken and other not in taken and whole not in taken and whole in known:
            match = taken.pop(part)
            taken[whole] = Match(whole, match.column, min(match.confidence, _LIKELY))
    _whole_numbers_not_parts(taken)
    if "company" in taken and "name" in known and not {"name", "family_name"} & set(taken):
        free = set(range(len(header))) - {match.column for match in taken.values()}
        column = next((one for one in sorted(free) if header_key(header[one]) in _PERSON_IN_CHARGE), None)
        if column is not None:
            taken["name"] = Match("name", column, _LIKELY)


def _whole_numbers_not_parts(taken: dict[str, Match]) -> None:
    """Parts of a number or code count only together; one column alone is none."""
    for parts in (("phone_1", "phone_2", "phone_3"), ("mobile_1", "mobile_2", "mobile_3"), ("postal_1", "postal_2")):
        if 0 < sum(part in taken for part in parts) < len(parts):
            for part in parts:
                taken.pop(part, None)
