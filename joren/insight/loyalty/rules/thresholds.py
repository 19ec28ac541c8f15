"""Where to cut a numeric fact into yes and no, without looking at who became a regular."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil

_ROUND = [Decimal(text) for text in ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "7", "8", "9", "10")]


def thresholds(
    values: Sequence[int | Decimal],
    *,
    number: int = 3,
    minimum: int = 30,
    steps: Sequence[int | Decimal] = (),
) -> list[Decimal]:
    """Thresholds t for facts "at least t", rising; ``values`` are one per person, unknown ones left out.

    With ``steps`` (the natural ones of a fact: 1, 2, 3 visits) those are used; otherwise ``number``
    quantiles, each put to the nearest round number (1, 1.5, 2, 2.5, 3, 4 ... 9 times a power of ten; whole if
    all values are whole) so that a sentence can be read aloud. Only thresholds with at least ``minimum``
    people on both sides are kept, and of two that divide the people alike the lower one. Choosing them from
    the values alone keeps the p-values of the facts honest; the best cut for the outcome would not.
    """
    ordered = sorted(Decimal(value) for value in values)
    if not ordered:
        return []
    candidates = [Decimal(step) for step in steps] or _round_quantiles(ordered, number)
    above = {sum(value >= cut for value in ordered): cut for cut in sorted(candidates, reverse=True)}
    fewest = max(minimum, 1)
    return sorted(cut for people, cut in above.items() if fewest <= people <= len(ordered) - fewest)


def _round_quantiles(ordered: list[Decimal], number: int) -> list[Decimal]:
    whole = all(value == value.to_integral_value() for value in ordered)
    places = (ceil(len(ordered) * part / (number + 1)) - 1 for part in range(1, number + 1))
    return [_rounded(ordered[place], whole) for place in places]


def _rounded(value: Decimal, whole: bool) -> Decimal:
    """The nearest round number (the smaller one of two), keeping the sign; 0 stays 0."""
    if value == 0:
        return Decimal(0)
    scale = Decimal(1).scaleb(value.adjusted())
    choices = [step * scale for step in _ROUND]
    usable = [choice for choice in choices if not whole or choice == choice.to_integral_value()]
    nearest = min(usable, key=lambda choice: (abs(choice - abs(value)), choice))
    return Decimal(f"{nearest.copy_sign(value):f}")  # 4000, not 4E+3: people read it
