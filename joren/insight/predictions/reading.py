"""The histories of all customers as arrays, from the mirror (or PostgreSQL inside a transaction that has written).

A purchase is a business day with at least one: two tickets of one visit are one. Returns and cancellations do not
count. A row of a summary file, of which nobody knows the days, counts as one.
"""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from joren.segments.engine.engines import MirrorEngine, engine_for

from .rules.scores import DAYS

Floats = NDArray[np.float64]
_EPOCH: Final = date(1970, 1, 1)
_TABLE = re.compile(r"\{(\w+)\}")
_VALUE = re.compile(r"\[([a-z]+)\]")

_SQL: Final = """
WITH days AS (
    SELECT t.customer_id AS person, t.business_date AS day, sum(t.amount) AS amount FROM {purchases} AS t
    WHERE NOT t.cancelled AND t.kind = 'sale' AND t.customer_id IS NOT NULL AND t.business_date <= CAST([until] AS date)
    GROUP BY 1, 2
), people AS (
    SELECT person, min(day) AS first_on, max(day) FILTER (WHERE day <= CAST([cut] AS date)) AS last_on,
        count(*) FILTER (WHERE day <= CAST([cut] AS date)) AS days,
        coalesce(sum(amount) FILTER (WHERE day <= CAST([cut] AS date)), 0) AS amount,
        count(*) FILTER (WHERE day > CAST([cut] AS date)) AS later,
        coalesce(sum(amount) FILTER (WHERE day > CAST([cut] AS date)), 0) AS later_amount,
        count(*) FILTER (WHERE day > CAST([since] AS date) AND day <= CAST([cut] AS date)) AS before
    FROM days GROUP BY 1 HAVING min(day) <= CAST([cut] AS date)
)
SELECT p.person, p.days - 1 AS frequency, CAST(p.last_on - p.first_on AS integer) AS recency,
    CAST(CAST([cut] AS date) - p.first_on AS integer) AS age,
    CAST(p.amount - d.amount AS double precision) AS spent, p.later,
    CAST(p.later_amount AS double precision) AS later_spent, p.before
FROM people AS p JOIN days AS d ON d.person = p.person AND d.day = p.first_on ORDER BY p.person
"""

_TOLD: Final = """
SELECT t.customer_id, t.days, CAST(t.last_on - CAST('1970-01-01' AS date) AS integer) FROM {predictions} AS t ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Histories:
    """One entry for each customer who bought by the day. Times are in days since the first purchase.

    `spent`: what the repeat purchases brought. `later`, `later_spent`: purchases after the day and what they
    brought; `before`: purchases in as much time before it.
    """

    person: NDArray[np.int64]
    frequency: Floats
    recency: Floats
    age: Floats
    spent: Floats
    later: Floats
    later_spent: Floats
    before: Floats

    def __len__(self) -> int:
        return len(self.person)

    @property
    def weeks(self) -> tuple[Floats, Floats, Floats]:
        """Frequency, recency and age as the models take them."""
        return self.frequency, self.recency / DAYS, self.age / DAYS

    @property
    def amount(self) -> Floats:
        """The mean of the repeat purchases; 0 where there is none, or where it is not positive."""
        return np.maximum(np.divide(self.spent, np.maximum(self.frequency, 1)), 0.0)

    def some(self, chosen: Any) -> "Histories":
        """The entries an index or a mask chooses."""
        return Histories(*(getattr(self, field.name)[chosen] for field in fields(self)))


def histories(cut: date, *, since: date | None = None, until: date | None = None) -> Histories:
    """Everybody as of the day `cut`. With `until`: also what came after it; with `since`: before it."""
    values = {"cut": cut, "since": since or cut, "until": until or cut}
    columns = _columns(_SQL, len(fields(Histories)), values)
    return Histories(columns[0].astype(np.int64), *(column.astype(np.float64) for column in columns[1:]))


def not_as_told(people: Histories, day: date) -> NDArray[np.bool_]:
    """Which of these customers have bought, or lost a purchase, since they were told; those never told, too."""
    told = _columns(_TOLD, 3)
    known = told[0].astype(np.int64)
    if not len(known):
        return np.ones(len(people), dtype=bool)
    place = np.minimum(np.searchsorted(known, people.person), len(known) - 1)
    last = (day - _EPOCH).days - (people.age - people.recency)
    same = (known[place] == people.person) & (told[1][place] == people.frequency + 1) & (told[2][place] == last)
    return np.asarray(~same)


def without_purchase(people: Histories) -> list[int]:
    """Customers who were told and are not among these."""
    told = _columns("SELECT t.customer_id FROM {predictions} AS t", 1)[0].astype(np.int64)
    gone: list[int] = np.setdiff1d(told, people.person).tolist()
    return gone


def _columns(sql: str, width: int, values: dict[str, Any] | None = None) -> list[Any]:
    """The columns of a query as arrays; ``{table}`` stands for a fact table, ``[name]`` for a value."""
    engine = engine_for(None)
    text = _VALUE.sub(lambda found: engine.dialect.value(found[1]), sql)
    text = _TABLE.sub(lambda found: engine.dialect.table(found[1]), text)
    if isinstance(engine, MirrorEngine):
        return [column.to_numpy() for column in engine.mirror.arrow(text, values or {}).itercolumns()]
    return list(np.array(engine.rows(text, values or {}), dtype=object).reshape(-1, width).T)
