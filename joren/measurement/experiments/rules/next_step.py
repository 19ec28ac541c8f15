"""What to do with a verdict: one step, chosen by rule."""

from dataclasses import dataclass
from enum import StrEnum

from joren.measurement.experiments.rules.profit import Profit
from joren.measurement.experiments.rules.verdict import Code


class Step(StrEnum):
    """The next thing to do."""

    EXTEND = "extend"
    """It worked and surely pays: again, and to more people like these."""
    REPEAT = "repeat"
    """It worked: again to these."""
    CHEAPER = "cheaper"
    """It worked and costs more than it brings: another channel, fewer people."""
    CHANGE = "change"
    """Even its best case does not pay, or nobody bought: other words, another offer."""
    STOP = "stop"
    """It did harm."""
    WAIT = "wait"
    """Days are missing."""
    MORE_PEOPLE = "more_people"
    """People are missing."""
    HOLD_BACK = "hold_back"
    """Nobody to compare with."""
    FIND_LOST = "find_lost"
    """People are gone from one group."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The step and how many days (`WAIT`) or people of a whole audience (`MORE_PEOPLE`); None where not said."""

    step: Step
    number: int | None = None


def advise(code: Code, *, days_left: int, profit: Profit | None = None, about: int | None = None) -> Advice:
    """The next step after a verdict, or after a look with `days_left` days to go (0: the window is over)."""
    if code in _SAME_AT_ANY_TIME:
        return Advice(_SAME_AT_ANY_TIME[code])
    if days_left > 0:
        return Advice(Step.WAIT, days_left)
    if code is Code.UP:
        return Advice(_after_success(profit))
    if code is Code.NO_VARIATION or (profit and profit.cost > 0 and profit.gain.high <= 0):
        return Advice(Step.CHANGE)
    return Advice(Step.MORE_PEOPLE, about)


_SAME_AT_ANY_TIME = {
    Code.DOWN: Step.STOP,
    Code.NO_CONTROL: Step.HOLD_BACK,
    Code.NO_TREATED: Step.HOLD_BACK,
    Code.SAMPLE_RATIO_MISMATCH: Step.FIND_LOST,
}


def _after_success(profit: Profit | None) -> Step:
    if profit is None or profit.gain.low <= 0 < profit.gain.value:
        return Step.REPEAT
    return Step.EXTEND if profit.gain.low > 0 else Step.CHEAPER
