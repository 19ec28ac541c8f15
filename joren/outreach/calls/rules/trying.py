"""When somebody who did not answer is called again, and what a call costs."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

PARTS: Final = (time(10), time(13), time(17))
"""The parts of a day in which people are called: each begins then."""
PAUSE: Final = timedelta(hours=2)
"""Nobody is called again sooner."""
_FAR: Final = 8


def part_of(at: datetime) -> int:
    """The part of the day of a local moment; before the first it counts as the first."""
    return max(sum(at.time() >= begins for begins in PARTS) - 1, 0)


def next_try(at: datetime, tried: Sequence[datetime]) -> datetime:
    """The local moment from which to try again after nobody answered at `at`.

    `tried`: the local moments of all tries so far, this one too. The next part of a day in which nobody has tried yet;
    once all were tried, any but that of the last try. `at` in the zone whose clock is meant.
    """
    used = {part_of(one) for one in tried} | {part_of(at)}
    avoided = used if len(used) < len(PARTS) else {part_of(at)}
    for days in range(_FAR):
        day = at.date() + timedelta(days=days)
        for number, begins in enumerate(PARTS):
            moment = datetime.combine(day, begins, at.tzinfo)
            if moment >= at + PAUSE and number not in avoided:
                return moment
    raise AssertionError("each day has all parts")


def cost_of(minutes: Decimal, wage: Decimal) -> Decimal:
    """Yen for minutes of somebody paid `wage` an hour, to the hundredth."""
    return (minutes * wage / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)


def minutes_between(begun: datetime, ended: datetime) -> Decimal:
    """Minutes from one moment to another, to the tenth, at least 0.1 and at most 60: a forgotten page is no call."""
    passed = Decimal((ended - begun).total_seconds()) / 60
    return min(max(passed.quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal("0.1")), Decimal(60))
