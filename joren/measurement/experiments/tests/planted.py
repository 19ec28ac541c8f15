"""Simulated shops with a known truth, many at once: the same arithmetic as the exact code, in numpy.

A day has people who buy (a yes or no) for a lognormal amount. `taste` makes some buy often; `once` lets everybody buy
at most once, as with washing machines. Whoever is sent to buys `lift` times as often.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from joren.measurement.experiments.rules import Moments
from joren.measurement.experiments.rules.anytime import TUNED
from joren.measurement.experiments.rules.effect import FEW_BUYERS

Array = Any


@dataclass(frozen=True)
class Shop:
    """What is simulated. `share` held back, `buying` the chance of a person to buy on a day, `spread` the sigma of the
    amounts' logarithm, `taste` the shape of the gamma that parts people (0: all alike), `lost` the share of each
    group that is gone at the end (merged, erased), alike in both.
    """

    people: int
    share: float
    days: int
    buying: float
    spread: float = 0.8
    taste: float = 0.0
    once: bool = False
    lift: float = 1.0
    lost: float = 0.0


@dataclass(frozen=True)
class Seen:
    """What was bought: `y` cumulative by day (people x days), `x` before, `held` who was held back."""

    y: Array
    x: Array
    bought: Array
    held: Array


def simulate(shop: Shop, seed: int) -> Seen:
    """One campaign, seen every day."""
    random = np.random.default_rng(seed)
    held = random.permutation(shop.people) < round(shop.people * shop.share)
    often = np.full(shop.people, shop.buying)
    if shop.taste:
        often = np.minimum(0.9, random.gamma(shop.taste, shop.buying / shop.taste, shop.people))
    x, _ = _spent(random, often, shop)
    lifted = np.where(held, often, np.minimum(0.95, often * shop.lift))
    y, bought = _spent(random, lifted, shop)
    kept = random.random(shop.people) >= shop.lost
    before = np.zeros(shop.people) if shop.once else x.sum(1)
    return Seen(np.cumsum(y, 1)[kept], before[kept], np.cumsum(bought, 1)[kept] > 0, held[kept])


def _spent(random: Any, often: Array, shop: Shop) -> tuple[Array, Array]:
    buys = random.random((len(often), shop.days)) < often[:, None]
    if shop.once:
        buys &= np.cumsum(buys, 1) == 1
    spent = np.zeros(buys.shape)
    spent[buys] = np.round(random.lognormal(8, shop.spread, np.count_nonzero(buys)))  # few buy: draw for them only
    return spent, buys


@dataclass(frozen=True)
class Looks:
    """The comparison on each day: effect, its standard error, progress, and fewest buyers of a group."""

    effect: Array
    error: Array
    progress: Array
    buyers: Array


def looks(seen: Seen) -> Looks:
    """CUPED, the trusted variances and the clock, for all days of one campaign at once."""
    held, y, x = seen.held, seen.y, seen.x
    treated, back = (~held).sum(), held.sum()
    mean_y, mean_x = _means(y, held), _means(x[:, None], held)
    centred = y - np.where(held[:, None], mean_y[1], mean_y[0])
    before = x[:, None] - np.where(held[:, None], mean_x[1], mean_x[0])
    spread = (before**2).sum()
    theta = (before * centred).sum(0) / spread if spread else np.zeros(y.shape[1])
    plain, adjusted = _variances(centred, held), _variances(centred - before * theta, held)
    worse = adjusted[0] / treated + adjusted[1] / back >= plain[0] / treated + plain[1] / back
    theta = np.where(worse, 0, theta)
    one, other = (np.where(worse, *pair) for pair in zip(plain, adjusted, strict=True))
    fewest = np.minimum(seen.bought[~held].sum(0), seen.bought[held].sum(0))
    larger, few = np.maximum(one, other), fewest < FEW_BUYERS
    one = np.where(few | (treated < back), larger, one)
    other = np.where(few | (back < treated), larger, other)
    error = np.sqrt(one / treated + other / back)
    effect = mean_y[0] - mean_y[1] - theta * (mean_x[0] - mean_x[1])
    expected = spread / (len(x) - 2) * (1 / treated + 1 / back)
    days = np.arange(1, y.shape[1] + 1) / y.shape[1]
    return Looks(effect, error, error**2 / expected if spread else days, fewest)


def claims(found: Looks) -> tuple[bool, bool, bool]:
    """(ever said early that it worked, ever said early that it harmed, the same at the end: worked)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(found.error > 0, found.effect / found.error, 0)
        reach = anytime(np.where(found.progress > 0, found.progress, 1e-9))
    return bool((z > reach).any()), bool((z < -reach).any()), bool(z[-1] > ONCE)


ONCE = 1.96


def anytime(progress: Array, alpha: float = 0.05) -> Array:
    """`anytime_reach` for many."""
    eta = TUNED * progress
    return np.sqrt((1 + 1 / eta) * (np.log1p(eta) - 2 * np.log(alpha)))


def moments(seen: Seen, day: int) -> tuple[Moments, Moments]:
    """The exact sums of both groups on a day, for the code that judges."""
    rows = list(
        zip(seen.y[:, day].astype(int).tolist(), seen.x.astype(int).tolist(), seen.bought[:, day].tolist(), strict=True)
    )
    held = seen.held.tolist()
    treated = Moments.of(row for row, back in zip(rows, held, strict=True) if not back)
    return treated, Moments.of(row for row, back in zip(rows, held, strict=True) if back)


def _means(values: Array, held: Array) -> tuple[Array, Array]:
    return values[~held].mean(0), values[held].mean(0)


def _variances(values: Array, held: Array) -> tuple[Array, Array]:
    return (values[~held] ** 2).sum(0) / ((~held).sum() - 1), (values[held] ** 2).sum(0) / (held.sum() - 1)
