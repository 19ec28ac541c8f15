"""Ways to credit purchases to a message, shown beside what the comparison proves. None of them proves anything."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference, Text


@dataclass(frozen=True, slots=True)
class Credit:
    """What a way of counting credits to an origin: people, purchases, and what they paid (returns not taken off)."""

    buyers: int
    purchases: int
    sales: Decimal


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """A way of counting. `explanation` says in a sentence what is counted and why it is not what was changed.

    `query` names ``(origin: str, start: date, until: date, days: int) -> Credit | None``: purchases of business dates
    from `start` up to before `until`, at most `days` after what they are credited to. An origin stands for everything
    below it (``journey:3`` for ``journey:3:1:mail``). None where this way has nothing to do with the origin.
    """

    key: str
    label: Text
    explanation: Text
    query: Reference
    order: int = 100


def credits(origin: str, start: date, until: date, days: int) -> list[tuple[Attribution, Credit]]:
    """What each declared way credits to the origin."""
    declared = sorted(entries(Attribution), key=lambda one: (one.order, one.key))
    found = ((one, resolve(one.query)(origin, start, until, days)) for one in declared)
    return [(one, credit) for one, credit in found if credit is not None]
