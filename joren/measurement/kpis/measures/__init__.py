"""How each measure is read: one question for all periods at once."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

_FOUR: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One measure of one period. `value`: yen, a share of 1, or minutes; None where nothing can be said.

    `part` and `whole` are what it was divided from, `more` what is told beside it (the 90th percentile, …).
    """

    value: Decimal | None = None
    part: Decimal | int | None = None
    whole: int | None = None
    more: dict[str, Any] = field(default_factory=dict)


NOTHING: Final = Reading()


def share(part: float, whole: int, **more: Any) -> Reading:
    """A share to four places, half up; no value of nothing."""
    told = Decimal(repr(part)) if isinstance(part, float) else Decimal(part)
    value = (told / whole).quantize(_FOUR, ROUND_HALF_UP) if whole else None
    return Reading(
        value=value, part=told.quantize(Decimal("0.1")) if isinstance(part, float) else part, whole=whole, more=more
    )
