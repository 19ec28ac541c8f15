"""Where a series is going on its present course, by the simple method that foretold its own past best."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from scipy.special import stdtrit

Method = Literal["level", "last", "drift", "season"]
Horizon = Literal["sum", "end", "mean"]
LEAST: Final = 8
"""Units of history below which nothing is foretold."""
LEAST_TRIALS: Final = 4
RECENT: Final = 4
"""Units the level is taken from."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`value` with an interval in which 95 of 100 such forecasts should lie, and how its method fared in `trials`.

    `error`: the mean miss in those trials, as a share of what came (None where nothing came).
    """

    value: float
    low: float
    high: float
    method: Method
    trials: int
    error: float | None


def _level(past: Sequence[float], ahead: int, season: int) -> list[float] | None:
    return [sum(past[-RECENT:]) / RECENT] * ahead if len(past) >= RECENT else None


def _last(past: Sequence[float], ahead: int, season: int) -> list[float] | None:
    return [past[-1]] * ahead if past else None


def _drift(past: Sequence[float], ahead: int, season: int) -> list[float] | None:
    if len(past) < RECENT:
        return None
    step = (past[-1] - past[0]) / (len(past) - 1)
    return [past[-1] + step * n for n in range(1, ahead + 1)]


def _season(past: Sequence[float], ahead: int, season: int) -> list[float] | None:
    """The same units a year before, times how the last units compare with theirs."""
    if len(past) < season + RECENT or ahead > season:
        return None
    then = sum(past[-season - RECENT : -season])
    if then <= 0:
        return None
    ratio = sum(past[-RECENT:]) / then
    return [past[n - season] * ratio for n in range(len(past), len(past) + ahead)]


_METHODS: Final[dict[Method, Callable[[Sequence[float], int, int], list[float] | None]]] = {
    "level": _level,
    "last": _last,
    "drift": _drift,
    "season": _season,
}
_REDUCE: Final[dict[Horizon, Callable[[Sequence[float]], float]]] = {
    "sum": sum,
    "end": lambda values: values[-1],
    "mean": lambda values: sum(values) / len(values),
}


def forecast(past: Sequence[float], ahead: int, *, season: int, horizon: Horizon) -> Forecast | None:
    """The sum, the last or the mean of the next `ahead` units; None where the past is too short to try it out.

    Each method foretells from every earlier point what then came; the one that missed least speaks. The interval is
    the spread of its misses (root mean square) times Student's t with as many degrees of freedom as trials.
    """
    if ahead < 1 or len(past) < LEAST:
        return None
    tried = {name: _misses(method, past, ahead, season, horizon) for name, method in _METHODS.items()}
    known = {name: misses for name, misses in tried.items() if len(misses) >= LEAST_TRIALS}
    if not known:
        return None
    # Compared over the same, newest trials: a method that needs a year of past has tried fewer.
    fewest = min(len(misses) for misses in known.values())
    best = min(known, key=lambda name: sum(abs(miss) for miss, _came in known[name][-fewest:]))
    told = _METHODS[best](past, ahead, season)
    assert told
    misses = known[best]
    value = _REDUCE[horizon](told)
    spread = math.sqrt(sum(miss**2 for miss, _came in misses) / len(misses))
    half = float(stdtrit(len(misses), 0.975)) * spread
    came = sum(abs(each) for _miss, each in misses)
    error = sum(abs(miss) for miss, _came in misses) / came if came else None
    return Forecast(value, value - half, value + half, best, len(misses), error)


def _misses(
    method: Callable[[Sequence[float], int, int], list[float] | None],
    past: Sequence[float],
    ahead: int,
    season: int,
    horizon: Horizon,
) -> list[tuple[float, float]]:
    """What came less what was foretold, and what came, from each point with enough before and after it."""
    found = []
    for point in range(RECENT, len(past) - ahead + 1):
        told = method(past[:point], ahead, season)
        if told is not None:
            came = _REDUCE[horizon](past[point : point + ahead])
            found.append((came - _REDUCE[horizon](told), came))
    return found
