"""What a coupon takes off a purchase."""

from decimal import ROUND_FLOOR, Decimal
from typing import Final, Literal

from joren.foundation.money import currency_exponent

_HUNDRED: Final = Decimal(100)


def discount_on(
    eligible: Decimal,
    *,
    kind: Literal["percent", "amount", "gift"] | str,
    value: Decimal | None,
    most_off: Decimal | None = None,
    currency: str = "JPY",
) -> Decimal:
    """How much is taken off goods of `eligible` (0 or more), in whole units of the currency, rounded down.

    Never more than the goods cost; a gift takes nothing off. Raises ValueError for a negative amount.
    """
    if eligible < 0:
        raise ValueError("a coupon is not used on a return")
    if kind == "gift" or value is None:
        return Decimal(0)
    off = eligible * value / _HUNDRED if kind == "percent" else value
    if most_off is not None:
        off = min(off, most_off)
    unit = Decimal(1).scaleb(-currency_exponent(currency))
    return min(off, eligible).quantize(unit, ROUND_FLOOR)
