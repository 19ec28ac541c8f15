"""The trial: fitted to the past up to a day, how well would the model have told what came after?

A model that cannot tell what is already known may say nothing of what is not.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GROUPS: Final = 10
FEWEST_PEOPLE: Final = 50
FEWEST_AGAIN: Final = 10
"""People who came again, without whom there is nothing to fit; and purchases in the trial, without whom none to hit."""
_GOOD, _ROUGH = 0.25, 0.5


class Standing(StrEnum):
    """How far the predictions may be trusted."""

    GOOD = "good"
    """The whole was at most a quarter off, and each person told at least as well as by "the same again"."""
    ROUGH = "rough"
    """The whole was at most half off, or "the same again" told each person better."""
    OFF = "off"
    """More than half off: nothing is predicted."""
    TOO_FEW = "too_few"
    """Too few people, or too few who came again: nothing is predicted."""
    TOO_EARLY = "too_early"
    """Enough to fit, too short a past to try it: predicted, but nobody knows how well."""


@dataclass(frozen=True, slots=True)
class Group:
    """People of like expectation: how many purchases a head were expected and came."""

    people: int
    expected: float
    came: float


@dataclass(frozen=True, slots=True)
class Trial:
    """What was expected of `people` in `weeks` and what came. Errors are per person, mean absolute, in purchases.

    `same_again`: the error of supposing that everybody buys as often as in the same time before.
    `value`: expected and actual amount; None where amounts could not be fitted.
    """

    weeks: float
    people: int
    expected: float
    came: float
    error: float
    same_again: float
    groups: tuple[Group, ...]
    value: tuple[float, float] | None = None

    @property
    def off_by(self) -> float:
        """How far the whole was off: 0.1 is a tenth too many, -0.1 too few."""
        return self.expected / self.came - 1 if self.came else float("inf")

    @property
    def standing(self) -> Standing:
        """What follows for the predictions."""
        if self.came < FEWEST_AGAIN:
            return Standing.TOO_FEW
        if abs(self.off_by) > _ROUGH:
            return Standing.OFF
        good = abs(self.off_by) <= _GOOD and self.error <= self.same_again
        return Standing.GOOD if good else Standing.ROUGH


def tried(
    expected: Floats, came: Floats, before: Floats, weeks: float, value: tuple[float, float] | None = None
) -> Trial:
    """Compare, person by person. `before`: purchases in the same length of time before."""
    return Trial(
        weeks=weeks,
        people=len(came),
        expected=float(expected.sum()),
        came=float(came.sum()),
        error=float(np.abs(expected - came).mean()),
        same_again=float(np.abs(before - came).mean()),
        groups=_groups(expected, came),
        value=value,
    )


def _groups(expected: Floats, came: Floats) -> tuple[Group, ...]:
    """Ten groups of like size by what was expected, least first; people alike in it stay together."""
    order = np.argsort(expected, kind="stable")
    ranked = expected[order]
    edges = [round(len(ranked) * place / GROUPS) for place in range(1, GROUPS)]
    starts = sorted({0, *(int(np.searchsorted(ranked, ranked[edge])) for edge in edges if edge < len(ranked))})
    parts = zip(starts, [*starts[1:], len(ranked)], strict=True)
    return tuple(
        Group(end - start, float(ranked[start:end].mean()), float(came[order][start:end].mean()))
        for start, end in parts
        if end > start
    )
