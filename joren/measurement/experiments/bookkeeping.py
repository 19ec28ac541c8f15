"""What a result earned: extra sales, less goods, sending and what coupons gave; and what to do next."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .costing import GivenAway, Margin, Spent, given_away, margin, spent_on
from .queries import Result
from .rules import Advice, Profit, advise, cost_of, profit


@dataclass(frozen=True, slots=True)
class Books:
    """`spent` by channel, what coupons gave (`given`), the `margin` used, the `profit` (None where no number may be
    claimed) and the next step.
    """

    spent: list[Spent]
    given: GivenAway
    margin: Margin
    profit: Profit | None
    advice: Advice | None

    @property
    def sending(self) -> Decimal:
        """What sending cost over all channels."""
        return sum((one.cost for one in self.spent), Decimal(0))

    @property
    def untold(self) -> float:
        """What discounts cost beyond what is missing from the sales."""
        return cost_of(0, 0, float(self.given.discounts), self.margin.share)

    @property
    def cost(self) -> float:
        """Sending, gifts and `untold`."""
        return cost_of(float(self.sending), float(self.given.gifts), float(self.given.discounts), self.margin.share)

    @property
    def assumed(self) -> int:
        """Messages whose cost is that of the price list."""
        return sum(one.assumed for one in self.spent)


def books_of(result: Result) -> Books:
    """The books of a result, from the purchases, messages and coupons as they are now."""
    spent, given = spent_on(result.subject, result.as_of), given_away(result.subject, result.as_of)
    used = margin(result.subject, result.as_of, taken_off=given.discounts)
    books = Books(spent, given, used, None, None)
    figures = result.now
    earned = profit(figures.sales, used.share, books.cost) if figures and figures.sales else None
    advice = advise(figures.code, days_left=result.days_left, profit=earned, about=figures.about) if figures else None
    return replace(books, profit=earned, advice=advice)
