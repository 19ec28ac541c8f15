"""Where the points of a little line picture stand."""

from collections.abc import Sequence
from decimal import Decimal

WIDTH, HEIGHT, MARGIN = 240, 48, 4


def points(values: Sequence[Decimal | None]) -> list[list[tuple[float, float]]]:
    """Positions of the values in a box of `WIDTH` x `HEIGHT`, as runs without a gap; None is a gap.

    The smallest known value lies at the bottom, the largest at the top; equal ones in the middle.
    """
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, spread = min(known), max(known) - min(known)
    step = (WIDTH - 2 * MARGIN) / max(1, len(values) - 1)
    runs: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        height = float((value - low) / spread) if spread else 0.5
        runs[-1].append((round(MARGIN + place * step, 1), round(HEIGHT - MARGIN - height * (HEIGHT - 2 * MARGIN), 1)))
    return [run for run in runs if run]
