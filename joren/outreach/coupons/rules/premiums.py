"""What 景品表示法 asks about a coupon before it is given out.

A reduction in price is no premium (景品類等の指定の告示の運用基準 6), but it must not make a price look better than
it is (同法 5条2号, 有利誤認). A gift is one, and its worth has a limit:

* to everybody who buys (総付景品): a fifth of the purchase, at least 200 yen (昭和52年公正取引委員会告示第5号);
* by lot or contest (一般懸賞): twenty times the purchase, at most 100,000 yen, and 2 % of the expected sales in all
  (昭和52年公正取引委員会告示第3号);
* to anybody, without a purchase (オープン懸賞): no limit.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Final, Literal

Way = Literal["everybody_who_buys", "by_lot", "without_a_purchase"]
WAYS: Final[tuple[Way, ...]] = ("everybody_who_buys", "by_lot", "without_a_purchase")

_SMALL: Final = Decimal(1_000)
_SMALL_LIMIT: Final = Decimal(200)
_SHARE: Final = Decimal("0.2")
_LOT_SMALL: Final = Decimal(5_000)
_LOT_TIMES: Final = Decimal(20)
_LOT_LIMIT: Final = Decimal(100_000)
LOT_SHARE_OF_SALES: Final = Decimal("0.02")


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Whether a gift of that worth is allowed. `limit` in yen, None where there is none."""

    allowed: bool
    limit: Decimal | None


def gift_limit(way: Way, purchase: Decimal) -> Decimal | None:
    """The most a gift may be worth, in yen, for a purchase of at least that many yen. Raises ValueError."""
    if way == "without_a_purchase":
        return None
    if purchase < 0:
        raise ValueError("a purchase is not negative")
    if way == "by_lot":
        return min(purchase * _LOT_TIMES, _LOT_LIMIT) if purchase < _LOT_SMALL else _LOT_LIMIT
    if purchase < _SMALL:
        return _SMALL_LIMIT
    return (purchase * _SHARE).quantize(Decimal(1), ROUND_FLOOR)


def judge_gift(way: Way, *, worth: Decimal, purchase: Decimal) -> Judgement:
    """Whether a gift worth that much (its usual price, tax included) may go with a purchase of at least that much."""
    limit = gift_limit(way, purchase)
    return Judgement(allowed=limit is None or worth <= limit, limit=limit)
