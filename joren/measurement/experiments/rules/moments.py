"""What must be known of a group to judge it: sums that one SQL pass gives and that can be added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Amount = int | Decimal


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over the people of one group; ``y`` was spent in the window, ``x`` in the time before the send.

    All sums are exact (int or Decimal), because the variance is the small difference of two large numbers.
    Raises ValueError for sums that no group of people can have.
    """

    n: int
    sum_y: Amount
    sum_yy: Amount
    sum_x: Amount
    sum_xx: Amount
    sum_xy: Amount
    buyers: int

    def __post_init__(self) -> None:
        if not 0 <= self.buyers <= self.n:
            raise ValueError(f"{self.buyers} buyers among {self.n} people cannot be.")
        sums = (self.sum_y, self.sum_yy, self.sum_x, self.sum_xx, self.sum_xy)
        if not all(Decimal(value).is_finite() for value in sums):
            raise ValueError("The sums of a group must be numbers.")
        if self.n == 0 and any(sums):
            raise ValueError("A group without people cannot have bought anything.")
        y, x = self.spread_y, self.spread_x
        if y < 0 or x < 0 or self.spread_xy**2 > x * y:
            raise ValueError("The sums of a group contradict each other: squares are smaller than the sums allow.")

    @classmethod
    def of(cls, people: Iterable[tuple[Amount, Amount, bool]]) -> "Moments":
        """The moments of people listed one by one as (y, x, bought in the window)."""
        rows = list(people)
        return cls(
            n=len(rows),
            sum_y=sum(y for y, _, _ in rows),
            sum_yy=sum(y * y for y, _, _ in rows),
            sum_x=sum(x for _, x, _ in rows),
            sum_xx=sum(x * x for _, x, _ in rows),
            sum_xy=sum(x * y for y, x, _ in rows),
            buyers=sum(bought for _, _, bought in rows),
        )

    def __add__(self, other: "Moments") -> "Moments":
        """The moments of two groups without common people taken together."""
        return Moments(
            n=self.n + other.n,
            sum_y=self.sum_y + other.sum_y,
            sum_yy=self.sum_yy + other.sum_yy,
            sum_x=self.sum_x + other.sum_x,
            sum_xx=self.sum_xx + other.sum_xx,
            sum_xy=self.sum_xy + other.sum_xy,
            buyers=self.buyers + other.buyers,
        )

    @property
    def mean_y(self) -> Fraction:
        """Average spent per person in the window; ZeroDivisionError without people."""
        return Fraction(self.sum_y) / self.n

    @property
    def mean_x(self) -> Fraction:
        """Average spent per person before the send; ZeroDivisionError without people."""
        return Fraction(self.sum_x) / self.n

    @property
    def spread_y(self) -> Fraction:
        """Sum of squared distances of y from its mean."""
        return _spread(self.n, self.sum_y, self.sum_y, self.sum_yy)

    @property
    def spread_x(self) -> Fraction:
        """Sum of squared distances of x from its mean."""
        return _spread(self.n, self.sum_x, self.sum_x, self.sum_xx)

    @property
    def spread_xy(self) -> Fraction:
        """Sum of products of the distances of x and y from their means."""
        return _spread(self.n, self.sum_x, self.sum_y, self.sum_xy)


def _spread(n: int, sum_a: Amount, sum_b: Amount, sum_ab: Amount) -> Fraction:
    """Sum of (a - mean a)(b - mean b), exact: fractions lose no last digits, as floats and decimals do."""
    return Fraction(sum_ab) - Fraction(sum_a) * Fraction(sum_b) / max(n, 1)
