"""What is left of extra sales when the goods, the messages and what coupons gave away are paid."""

from dataclasses import dataclass

from joren.measurement.experiments.rules.effect import Estimate

ASSUMED_MARGIN = 0.3
"""Contribution margin where no product says what it costs: an assumption, shown as one."""
KNOWN_ENOUGH = 0.5
"""Share of the sales whose products say what they cost, from which on their margin stands for all."""


@dataclass(frozen=True, slots=True)
class Profit:
    """``gain`` = extra sales x ``margin`` - ``cost``, with the interval of the extra sales. ``per_yen`` is the gain for
    each unit of money spent (return on investment); None where nothing was.
    """

    gain: Estimate
    margin: float
    cost: float

    @property
    def per_yen(self) -> float | None:
        """Gain divided by cost: 0 means that the money came back, 1 that it came back twice."""
        return self.gain.value / self.cost if self.cost > 0 else None


def cost_of(sending: float, gifts: float, discounts: float, margin: float) -> float:
    """What a measure cost: messages, gifts, and of the ``discounts`` the part that sales do not tell.

    Sales are what was paid, so a discount is missing from the extra sales already; but there it is multiplied by the
    margin, while of a yen not paid the whole yen is lost. ``discounts x (1 - margin)`` is the rest.
    """
    return sending + gifts + discounts * (1 - margin)


def profit(extra_sales: Estimate, margin: float, cost: float) -> Profit:
    """Take goods and ``cost`` (see `cost_of`) off the extra sales.

    Raises ValueError for a margin outside 0 to 1 or a negative cost.
    """
    if not 0 <= margin <= 1 or cost < 0:
        raise ValueError(f"A margin of {margin} or a cost of {cost} cannot be.")
    value, low, high = (number * margin - cost for number in (extra_sales.value, extra_sales.low, extra_sales.high))
    return Profit(Estimate(value, low, high), margin, cost)


def margin_of(sales: float, sales_with_cost: float, cost_of_goods: float) -> tuple[float, float]:
    """(margin, share of the sales it is known for). The assumed margin, where less than half of the sales is known."""
    known = sales_with_cost / sales if sales > 0 else 0.0
    if known < KNOWN_ENOUGH or sales_with_cost <= 0:
        return ASSUMED_MARGIN, max(0.0, known)
    return min(1.0, max(0.0, 1 - cost_of_goods / sales_with_cost)), min(1.0, known)
