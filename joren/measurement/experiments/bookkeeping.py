"""What a result earned: extra sales, less goods, less sending; and what to do next."""

from dataclasses import dataclass
from decimal import Decimal

from .costing import Margin, Spent, margin, spent_on
from .queries import Result
from .rules import Advice, Profit, advise, profit


@dataclass(frozen=True, slots=True)
class Books:
    """`spent` by channel, the `margin` used, the `profit` (None where no number may be claimed) and the next step."""

    spent: list[Spent]
    margin: Margin
    profit: Profit | None
    advice: Advice | None

    @property
    def cost(self) -> Decimal:
        """What sending cost over all channels."""
        return sum((one.cost for one in self.spent), Decimal(0))

    @property
    def assumed(self) -> int:
        """Messages whose cost is that of the price list."""
        return sum(one.assumed for one in self.spent)


def books_of(result: Result, *, chosen_margin: float | None = None) -> Books:
    """The books of a result, from the purchases and the messages as they are now."""
    spent = spent_on(result.subject, result.as_of)
    used = margin(result.subject, result.as_of, chosen=chosen_margin)
    figures = result.now
    cost = float(sum(one.cost for one in spent))
    earned = profit(figures.sales, used.share, cost) if figures and figures.sales else None
    advice = advise(figures.code, days_left=result.days_left, profit=earned, about=figures.about) if figures else None
    return Books(spent, used, earned, advice)
