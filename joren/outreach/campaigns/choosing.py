"""Chance inside PostgreSQL: the same people as `joren.foundation.chance`, for a million in seconds.

Works on a temporary table of the caller's transaction with the columns `customer_id` and `stratum` (the place of the
stratum's name in a list). `assign` puts people in a random order by SHA-256, stratum by stratum, and takes every so
many-th from a random start; PostgreSQL has the same hash, so it can do the same.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from django.db import connection

from joren.foundation.chance.assignment import digest, held_back_number
from joren.foundation.chance.sharing import steps

_TAKE: Final = """
UPDATE {table} AS t SET {change}
FROM (SELECT ctid AS tid, row_number() OVER (ORDER BY (%(ranks)s::int[])[stratum + 1],
        sha256(convert_to(%(person)s || length(customer_id::text) || ':' || customer_id, 'UTF8'))) - 1 AS place
      FROM {table} WHERE {among}) AS line
WHERE t.ctid = line.tid AND (line.place * %(number)s + %(start)s) %% %(people)s + %(number)s >= %(people)s
"""


class Chooser:
    """Chooses among the people of one table. `strata`: their names, by place; `seed` as `chance.assign` takes it."""

    def __init__(self, table: str, strata: Sequence[str], seed: str) -> None:
        self._table, self._strata, self._seed = table, strata, seed

    def people(self, among: str) -> int:
        """How many rows meet a condition."""
        return int(_run(f"SELECT count(*) FROM {self._table} WHERE {among}")[0][0])  # noqa: S608 - our own words

    def take(self, share: Fraction, *, among: str, change: str, seed: str = "") -> int:
        """Change the rows of a share of those who meet `among`; returns how many. `seed` is added after a colon.

        The same people as ``assign(members, share, seed)``.
        """
        people = self.people(among)
        number = held_back_number(people, share)
        if number:
            self._change(number, people, among, change, f"{self._seed}:{seed}" if seed else self._seed)
        return number

    def part(self, weights: Mapping[str, int], *, among: str) -> None:
        """Give each of those who meet `among` a `variant` by weight: the same as ``chance.part``."""
        for group, share in steps(weights):
            self.take(share, among=f"({among}) AND variant = ''", change=f"variant = '{group}'", seed=group)

    def _change(self, number: int, people: int, among: str, change: str, seed: str) -> None:
        values: dict[str, Any] = {
            "ranks": self._ranks(seed),
            "person": f"{len(seed)}:{seed}6:person",
            "number": number,
            "people": people,
            "start": int.from_bytes(digest(seed, "start")) % people,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKE.format(table=self._table, among=among, change=change), values)

    def _ranks(self, seed: str) -> list[int]:
        """The place of each stratum in the random order of strata."""
        order = sorted(self._strata, key=lambda stratum: (digest(seed, "stratum", stratum), stratum))
        return [order.index(stratum) for stratum in self._strata]


def _run(sql: str, values: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[Any] = cursor.fetchall()
    return rows
