"""How much a measure changed between two periods."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Change:
    """`amount` in `unit`: ``percent`` of the earlier value, ``points`` between two percentages, ``minutes``.

    `is_better`: None where nothing changed.
    """

    amount: Decimal
    unit: Literal["percent", "points", "minutes"]
    is_better: bool | None


def change(now: Decimal | None, before: Decimal | None, unit: str, *, higher_is_better: bool) -> Change | None:
    """The change of a value in its unit (money, percent as a share of 1, minutes); None where nothing can be compared.

    Shares change by points: from 20 % to 25 % is 5 points up. Money changes by a share of what it was, which a value
    of 0 or less has none of.
    """
    if now is None or before is None or (unit == "money" and before <= 0):
        return None
    better = None if now == before else (now > before) == higher_is_better
    if unit == "money":
        return Change((now - before) / before * 100, "percent", better)
    if unit == "percent":
        return Change((now - before) * 100, "points", better)
    return Change(now - before, "minutes", better)
