"""Chance: who is held back, and the distributions every judgement needs. Pure Python, no Django, no clock.

Interface:

- ``assign(members, share, seed) -> set[int]``: stratified random choice of the held-back customers, fixed by
  the seed. Called once, when an audience is frozen; the answer is stored, never computed again later.
- ``Member(customer_id, stratum)``: one person of the audience.
- ``part(members, weights, seed) -> {customer_id: group}``: the same over several groups (variants of a message).
- ``falls_within(share, seed, …)``: the choice for one person alone, where people come one by one.
- ``people_for_shares``, ``people_for_means``, ``smallest_difference_in_shares``: how many people a comparison needs,
  decided beforehand.
- ``normal_*``, ``student_t_*``, ``chi_square_*``: distribution functions and quantiles, accurate to about ten
  digits.

The arithmetic is told with worked numbers in ``docs/rules/experiments.md``.
"""

from joren.foundation.chance.assignment import Member, assign
from joren.foundation.chance.distributions import (
    chi_square_cdf,
    chi_square_quantile,
    chi_square_survival,
    normal_cdf,
    normal_quantile,
    student_t_cdf,
    student_t_quantile,
)
from joren.foundation.chance.power import people_for_means, people_for_shares, smallest_difference_in_shares
from joren.foundation.chance.sharing import falls_within, part

__all__ = [
    "Member",
    "assign",
    "chi_square_cdf",
    "chi_square_quantile",
    "chi_square_survival",
    "falls_within",
    "normal_cdf",
    "normal_quantile",
    "part",
    "people_for_means",
    "people_for_shares",
    "smallest_difference_in_shares",
    "student_t_cdf",
    "student_t_quantile",
]
