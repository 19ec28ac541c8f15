"""How alike two measures are: what both have, over what either has."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

WEIGHTS: Final = {"kind": 1, "template": 2, "segment": 2, "channels": 1, "words": 2}
"""What counts how much. The wording and the people say more than the way."""
ALIKE: Final = 0.3
"""From here on something is called similar."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a measure. Empty: not known, and then it says nothing for or against."""

    kind: str = ""
    template: str = ""
    segment: str = ""
    channels: frozenset[str] = frozenset()
    words: str = ""


def likeness(one: Traits, other: Traits) -> float:
    """0 to 1: the weighted mean over the traits both have. Words are compared by their pairs of letters."""
    parts = {
        "kind": _same(one.kind, other.kind),
        "template": _same(one.template, other.template),
        "segment": _same(one.segment, other.segment),
        "channels": _overlap(one.channels, other.channels),
        "words": _overlap(pairs(one.words), pairs(other.words)),
    }
    known = {name: value for name, value in parts.items() if value is not None}
    total = sum(WEIGHTS[name] for name in known)
    return sum(WEIGHTS[name] * value for name, value in known.items()) / total if total else 0.0


def pairs(text: str) -> frozenset[str]:
    """The pairs of letters that follow each other."""
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))


def _same(one: str, other: str) -> float | None:
    return float(one == other) if one and other else None


def _overlap(one: Collection[str], other: Collection[str]) -> float | None:
    if not one or not other:
        return None
    return len(set(one) & set(other)) / len(set(one) | set(other))
