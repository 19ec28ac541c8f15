"""Chance: who is held back, and the distributions every judgement needs. Pure Python, no Django, no clock.

Interface:

- ``assign(members, share, seed) -> set[int]``: stratified random choice of the held-back customers, fixed by
  the seed. Called once, when an audience is frozen; the answer is stored, never computed again later.
- ``Member(customer_id, stratum)``: one person of the audience.
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

__all__ = [
    "Member",
    "assign",
    "chi_square_cdf",
    "chi_square_quantile",
    "chi_square_survival",
    "normal_cdf",
    "normal_quantile",
    "student_t_cdf",
    "student_t_quantile",
]
