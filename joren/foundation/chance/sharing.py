"""Parting people over several groups by weight, and a choice for each person alone. Pure, fixed by the seed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from joren.foundation.chance.assignment import Member, assign, digest


def part(members: Iterable[Member], weights: Mapping[str, int], seed: str) -> dict[int, str]:
    """The group of each person, by weight and within each stratum: `assign` again and again.

    The first group is a stratified choice among all with its part of the weights, the second among those left with its
    part of the weights left, and so on; the last takes the rest. Raises what `assign` raises, and ValueError where no
    weight is positive.
    """
    left, found = list(members), dict[int, str]()
    for group, share in steps(weights):
        chosen = assign(left, share, f"{seed}:{group}")
        found |= dict.fromkeys(chosen, group)
        left = [person for person in left if person.customer_id not in chosen]
    return found


def steps(weights: Mapping[str, int]) -> list[tuple[str, Fraction]]:
    """Each group with its share of those who are still there when its turn comes; the last one's is 1."""
    total = sum(weights.values())
    if total <= 0 or min(weights.values()) < 0:
        raise ValueError("Weights must be positive.")
    found = []
    for group, weight in sorted(weights.items()):
        if weight:
            found.append((group, Fraction(weight, total)))
            total -= weight
    return found


def pick(weights: Mapping[str, int], seed: str, *about: str) -> str:
    """The group of one person (and occasion) alone, by weight. Raises ValueError where no weight is positive."""
    for group, share in steps(weights):
        if falls_within(share, f"{seed}:{group}", *about):
            return group
    raise AssertionError("the last share is 1")


def falls_within(share: Fraction | Decimal, seed: str, *about: str) -> bool:
    """Whether chance takes this one person (and occasion), alone, whoever else there is.

    For people who come one by one, where no audience can be divided: over many the share is kept, in a small group
    nothing is promised. The first eight bytes of the SHA-256 of seed and `about`, as a part of 2^64, lie below `share`.
    """
    return Fraction(int.from_bytes(digest(seed, "alone", *about)[:8]), 2**64) < Fraction(share)
