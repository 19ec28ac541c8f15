"""Whose hour and channel is which: few responses of a person are weighed against what everybody does.

The arithmetic of one person; `learning` does the very same for everybody inside the database.
"""

from collections.abc import Mapping, Sequence
from typing import Final

HOURS: Final = 24
EVENING: Final = 18
"""Where nothing was ever learned."""
KERNEL: Final = ((-1, 0.25), (0, 0.5), (1, 0.25))
"""An open at 20:05 speaks for 19 and 21 o'clock too."""
HOUR_PRIOR: Final = 8.0
"""What everybody does weighs like so many responses of one's own."""
CHANNEL_PRIOR: Final = 4.0
WEIGHTS: Final = {"open": 1.0, "click": 2.0, "purchase": 0.5}
OPENED_ONLY: Final = 0.5
"""A message that was opened and led to nothing is half an answer: not every channel tells of opens."""


def smoothed(weights: Mapping[int, float]) -> list[float]:
    """Weights by hour spread over the hours beside, round the clock."""
    spread = [0.0] * HOURS
    for hour, weight in weights.items():
        for shift, part in KERNEL:
            spread[(hour + shift) % HOURS] += weight * part
    return spread


def shares(weights: Mapping[int, float]) -> list[float]:
    """The smoothed weights as shares of 1; empty without any."""
    total = sum(weights.values())
    return [weight / total for weight in smoothed(weights)] if total else []


def best_hour(crowd: Sequence[float], own: Mapping[int, float] | None = None) -> int:
    """The hour with the highest smoothed weight plus prior × everybody's share; the earlier of two alike."""
    spread = smoothed(own or {})
    prior = crowd if len(crowd) == HOURS else [0.0] * HOURS
    scores = [round(spread[hour] + HOUR_PRIOR * prior[hour], 9) for hour in range(HOURS)]
    return scores.index(max(scores)) if any(scores) else EVENING


def channel_score(answered: float, sent: int, crowd: float) -> float:
    """The share of messages a person answers on a channel, drawn towards everybody's: (a + k·p) / (n + k)."""
    return (answered + CHANNEL_PRIOR * crowd) / (sent + CHANNEL_PRIOR)


def best_channel(own: Mapping[str, tuple[float, int]], crowd: Mapping[str, float]) -> str:
    """The channel with the highest score; "" when one that was never tried promises more, or nothing was answered."""
    if not any(answered for answered, _sent in own.values()):
        return ""
    scores = {key: round(channel_score(*own.get(key, (0.0, 0)), crowd[key]), 9) for key in sorted(crowd)}
    best = max(scores, key=lambda key: (scores[key], key in own))
    return best if best in own else ""
