"""What messages cost: LINE公式アカウント's plans in Japan, and what so many further messages come to.

One message is one recipient of one request, however many bubbles it holds. Answers with a reply token are free.
Source: https://www.lycbiz.com/jp/service/line-official-account/plan/ (plans since June 2023).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True)
class Plan:
    """A plan: yen a month, messages in it, yen for each further one (0: none can be bought)."""

    monthly_fee: Decimal
    free_messages: int
    yen_per_extra: Decimal


PLANS: Final = {
    "free": Plan(Decimal(0), 200, Decimal(0)),
    "light": Plan(Decimal(5000), 5000, Decimal(0)),
    "standard": Plan(Decimal(15000), 30000, Decimal(3)),
}
"""As published; the account's settings may say otherwise (from 50,000 further messages on they get cheaper)."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What sending `number` messages means: how many are free, how many cost, the yen, how many cannot go at all."""

    number: int
    free: int
    extra: int
    yen: Decimal
    too_many: int


def forecast(number: int, *, used: int, free_messages: int, yen_per_extra: Decimal, limit: int | None) -> Forecast:
    """What `number` messages cost when `used` went this month; `limit` is the most a month, None for none."""
    room = number if limit is None else max(0, min(number, limit - used))
    free = min(room, max(0, free_messages - used))
    extra = room - free
    return Forecast(number=number, free=free, extra=extra, yen=extra * yen_per_extra, too_many=number - room)
