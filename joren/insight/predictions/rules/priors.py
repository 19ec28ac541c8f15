"""A weak prior on positive parameters: log-normal, the same spread for all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FAR = float(np.log(1000.0))


@dataclass(frozen=True, slots=True)
class Prior:
    """`center`: the medians; `spread`: the standard deviation of each logarithm (2 is a factor of 7 either way)."""

    center: tuple[float, ...]
    spread: float

    def start(self) -> NDArray[np.float64]:
        """Where to begin looking: the logarithms of the medians."""
        logs: NDArray[np.float64] = np.log(np.array(self.center))
        return logs

    def bounds(self) -> list[tuple[float, float]]:
        """How far the logarithms may go: a factor of a thousand, where nothing changes any more."""
        return [(log - _FAR, log + _FAR) for log in self.start().tolist()]

    def log_density(self, logs: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """Up to a constant, with its gradient."""
        away = (logs - self.start()) / self.spread
        return float(-0.5 * away @ away), -away / self.spread
