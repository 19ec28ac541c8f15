"""What later apps know of how much a record brings with it, for whoever decides about a merge."""

from dataclasses import dataclass
from typing import Any, Literal

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference, Text


@dataclass(frozen=True, kw_only=True)
class Brings:
    """One line of "what comes with it".

    `tell` names ``(customer ids) -> {customer id: value}``; who has none is absent.
    """

    key: str
    label: Text
    tell: Reference
    type: Literal["number", "money", "text", "day"] = "number"
    order: int = 100


@dataclass(frozen=True, slots=True)
class Brought:
    """One line, filled in for two records."""

    label: Text
    type: str
    left: Any
    right: Any


def brought_by(left: int, right: int) -> list[Brought]:
    """What each of two records brings: lines that say something of either."""
    lines = []
    for kind in sorted(entries(Brings), key=lambda kind: kind.order):
        told = resolve(kind.tell)([left, right])
        if told.get(left) or told.get(right):
            lines.append(Brought(kind.label, kind.type, told.get(left), told.get(right)))
    return lines
