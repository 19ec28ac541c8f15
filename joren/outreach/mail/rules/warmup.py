"""Warming up a new sending address: a few mails on the first day, more each day, so that receivers learn to trust it.

The plan: ``first`` mails on day 0, ``growth`` percent more each further day, until ``goal``. With 50, 50 % and 10,000
it takes 14 days: 50, 75, 112, 168, 253, … The usual advice of the big receivers lies between 30 and 100 percent a day.
"""

from collections.abc import Iterator
from datetime import date, timedelta


def allowed_on(day: date, *, begins: date, first: int, growth: int, goal: int) -> int | None:
    """How many mails may go on `day`; None once the address is warm, 0 before the warm-up begins."""
    days = (day - begins).days
    if days < 0:
        return 0
    allowed = first * (100 + growth) ** min(days, 400) // 100 ** min(days, 400)
    return None if allowed >= goal else allowed


def plan(*, begins: date, first: int, growth: int, goal: int) -> Iterator[tuple[date, int]]:
    """Each day of the warm-up with its number, the last one being the first warm day; at most 90 days."""
    for days in range(90):
        day = begins + timedelta(days=days)
        allowed = allowed_on(day, begins=begins, first=first, growth=growth, goal=goal)
        yield day, goal if allowed is None else allowed
        if allowed is None:
            return
