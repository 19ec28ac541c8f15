"""From fitted models to what is kept of each customer: rounded to what a prediction can know."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .bg_nbd import BgNbd
from .gamma_gamma import GammaGamma

Floats = NDArray[np.float64]

DAYS: Final = 7.0
YEAR: Final = 52.0
"""Weeks ahead that purchases and value are told for."""
_LONGEST: Final = 3_650.0


@dataclass(frozen=True, slots=True)
class Scores:
    """One row for each customer.

    `alive`: per cent. `purchases` in 52 weeks, to two figures. `value` of these, to three; NaN where amounts are
    unknown. `interval`: days within which half of those alike buy again after their last purchase; NaN beyond ten
    years.
    """

    alive: NDArray[np.int64]
    purchases: Floats
    value: Floats
    interval: Floats


def scored(
    model: BgNbd,
    money: GammaGamma | None,
    frequency: Floats,
    recency: Floats,
    age: Floats,
    amount: Floats,
    unit: float = 0.01,
) -> Scores:
    """What to expect of each. Times are in weeks, `amount` is the mean of the repeat purchases (0 without one).

    `unit`: the smallest amount of the currency.
    """
    purchases = model.expected(YEAR, frequency, recency, age)
    spent = money.expected(frequency, amount) if money else np.full_like(purchases, np.nan)
    interval = np.ceil(model.interval(frequency, recency) * DAYS)
    return Scores(
        alive=np.rint(model.alive(frequency, recency, age) * 100).astype(np.int64),
        purchases=figures(purchases, 2),
        value=figures(purchases * spent, 3, unit),
        interval=np.where(interval <= _LONGEST, interval, np.nan),
    )


def figures(values: Floats, number: int, finest: float = 0.01) -> Floats:
    """Rounded to so many significant figures, and never finer than `finest`; NaN stays."""
    size = np.floor(np.log10(np.maximum(np.abs(np.nan_to_num(values)), 1e-9)))
    unit = np.maximum(np.power(10.0, size - number + 1), finest)
    rounded: Floats = np.round(np.rint(values / unit) * unit, 2)
    return rounded
