"""How figures are shaded and shortened in pictures. No Django, no clock."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

LEVELS: Final = 8
"""Shades beside 0, which is none."""
_MAN, _OKU, _CHOU = Decimal(10_000), Decimal(100_000_000), Decimal(1_000_000_000_000)
_WESTERN: Final = ((Decimal(1_000_000_000), "B"), (Decimal(1_000_000), "M"), (Decimal(1_000), "K"))
_JAPANESE: Final = ((_CHOU, "兆"), (_OKU, "億"), (_MAN, "万"))
_WHOLE_FROM: Final = 100


def level(value: Decimal | float | None, largest: Decimal | float) -> int:
    """The shade of a value, 0 (nothing, or not above 0) to `LEVELS` (the largest)."""
    if value is None or value <= 0 or largest <= 0:
        return 0
    return max(1, min(LEVELS, int(Decimal(str(value)) * LEVELS / Decimal(str(largest)) + Decimal("0.999999"))))


def compact(value: Decimal | float, *, japanese: bool) -> str:
    """A number in few characters: 9,800; 12.3万; 4億 (in English 12.3K, 4M). Three digits, half up."""
    number = Decimal(str(value))
    for unit, name in _JAPANESE if japanese else _WESTERN:
        if abs(number) >= unit:
            told = number / unit
            places = Decimal(1) if abs(told) >= _WHOLE_FROM else Decimal("0.1")
            return f"{_trimmed(told.quantize(places, ROUND_HALF_UP))}{name}"
    return _trimmed(number.quantize(Decimal(1) if number == number.to_integral() else Decimal("0.1"), ROUND_HALF_UP))


def running_shares(values: Sequence[Decimal | float | None]) -> list[float]:
    """The running share of the total in per cent, to one place; what is not above 0 adds nothing."""
    kept = [max(Decimal(0), Decimal(str(value or 0))) for value in values]
    total, so_far, shares = sum(kept, Decimal(0)), Decimal(0), []
    for value in kept:
        so_far += value
        shares.append(float((so_far * 100 / total).quantize(Decimal("0.1"), ROUND_HALF_UP)) if total else 0.0)
    return shares


def _trimmed(number: Decimal) -> str:
    text = f"{number:,}"
    return text.removesuffix(".0")
