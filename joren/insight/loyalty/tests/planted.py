"""Made-up businesses whose reasons are known because they were planted: causes, confounded facts, leaks, chance.

Each person has a day on which things happen and, perhaps, a day on which they become a regular. Facts are made from the
days the way the screen's own layer makes them: what was known by the landmark, of those who were no regulars by then.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from joren.insight.loyalty.rules.screening import Fact, People

LANDMARK, HORIZON, NEVER = 30, 365, 9_999
CAUSES = frozenset({"friend", "return", "station"})
PAIR = frozenset({"lesson", "card"})
CONFOUNDED = frozenset({"tea", "big basket"})
"""Tea is sold at the station, where people become regulars anyway; big baskets come with friends."""
LEAKS = frozenset({"point card", "birthday party"})
"""Regulars get them, after they have become regulars."""
NOISE = [f"noise {number}" for number in range(20)]


@dataclass(frozen=True)
class Business:
    """The facts as the screen is given them, and who was a regular at the end."""

    facts: list[Fact]
    regular: People

    def shuffled(self, seed: int, number: int) -> People:
        """The same number of regulars, chosen by chance: nothing is a reason any more."""
        outcome = np.zeros(number, dtype=bool)
        outcome[: self.regular.bit_count()] = True
        return bits(np.random.default_rng(seed).permutation(outcome))


def bits(flags: Any) -> People:
    """The set of those whose flag is true."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def business(seed: int, number: int = 3000) -> Business:
    """Friends, an early return and the station make regulars; a lesson and a card do so only together."""
    chance = np.random.default_rng(seed)

    def happens(share: Any) -> Any:
        return chance.random(number) < share

    station, friend, back, lesson, card = (happens(share) for share in (0.4, 0.25, 0.3, 0.3, 0.35))
    days: dict[str, Any] = {
        "station": when(station), "friend": when(friend), "lesson": when(lesson), "card": when(card),
        "return": np.where(back, chance.integers(1, LANDMARK, number), NEVER),
        "tea": when(happens(np.where(station, 0.6, 0.2))),
        "big basket": when(happens(np.where(friend, 0.7, 0.3))),
        **{name: when(happens(0.15 + 0.03 * (place % 10))) for place, name in enumerate(NOISE)},
    }  # fmt: skip
    likely = 0.08 + 0.15 * station + 0.15 * friend + 0.2 * back + 0.22 * (lesson & card)
    became = np.where(happens(likely), chance.integers(10, HORIZON, number), NEVER)
    for name in sorted(LEAKS):
        given = np.where(became < NEVER, became + chance.integers(1, 20, number), NEVER)
        days[name] = np.where(happens(0.06), chance.integers(0, LANDMARK, number), given)
    among = bits(became > LANDMARK)
    early = {name: day <= LANDMARK for name, day in days.items()}
    at = {name: LANDMARK if name in LEAKS | {"return"} else 0 for name in days}
    return Business([Fact(name, bits(early[name]), among, at[name]) for name in days], bits(became <= HORIZON))


def when(happened: Any) -> Any:
    """On the first day, or never."""
    return np.where(happened, 0, NEVER)
