"""What the people of an experiment bought: the sums of each group, exact, in one pass of SQL.

Works on whatever `sources` gives: who was to get what, and since when each person counts.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db import connection, transaction

from joren.touchpoints.purchases.models import Purchase

from .rules import Moments, Ratio
from .sources import Subject

SEND: Final = "send"
HELD_BACK: Final = "held_back"

_PEOPLE: Final = """
SELECT a.decision, a.customer_id, a.start, a.variant, a.channel, a.stratum, a.compared,
       coalesce(sum(p.amount) FILTER (WHERE p.business_date >= a.start), 0) AS y,
       coalesce(sum(p.amount) FILTER (WHERE p.business_date < a.start), 0) AS x,
       coalesce(bool_or(p.kind = 'sale' AND p.business_date >= a.start), false) AS bought,
       coalesce(sum(p.transactions) FILTER (WHERE p.kind = 'sale' AND p.business_date >= a.start), 0) AS orders
FROM ({assigned}) a
LEFT JOIN {purchases} p ON p.customer_id = a.customer_id AND p.cancelled_at IS NULL
     AND p.business_date >= a.start - %(days)s::int
     AND p.business_date < least(a.start + %(days)s::int, %(until)s::date)
{complete}GROUP BY a.decision, a.customer_id, a.start, a.variant, a.channel, a.stratum, a.compared
"""
_TABLE: Final = "experiments_people"
_INSIDE: Final = "SELECT count(*) FROM ({assigned}) a WHERE a.start + %(days)s::int > %(until)s::date"
_COMPLETE: Final = "WHERE a.start + %(days)s::int <= %(until)s::date\n"
_COUNTED: Final = """
SELECT decision, customer_id, start, variant, channel, stratum, compared, y, x, bought, orders FROM {table}
{complete}"""
_SUMS: Final = """
SELECT {part} AS part, person.decision, count(*), sum(y), sum(y * y), sum(x), sum(x * x), sum(x * y),
       count(*) FILTER (WHERE bought), sum(orders), sum(orders * orders), sum(y * orders),
       coalesce(sum(y) FILTER (WHERE bought), 0)
FROM ({people}) person {joined} GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Orders:
    """How often a group bought: sums over people of the number of purchases, its square, and times the amount.

    `sum_y_of_buyers` leaves out who only brought something back.
    """

    sum_k: int = 0
    sum_kk: int = 0
    sum_yk: Any = 0
    sum_y_of_buyers: Any = 0


@dataclass(frozen=True, slots=True)
class Groups:
    """Everybody assigned, by group, whether or not the message arrived (intention to treat)."""

    treated: Moments
    held_back: Moments
    treated_orders: Orders = field(default_factory=Orders)
    held_back_orders: Orders = field(default_factory=Orders)


NOBODY: Final = Moments(0, 0, 0, 0, 0, 0, 0)


def groups_of(subject: Subject, until: date) -> Groups:
    """The sums over purchases of business dates before `until` (at most each window's end).

    Returns count with their negative amount, cancelled purchases not at all; a buyer has at least one sale. Of a
    rolling experiment only people count whose window is complete.
    """
    return groups_by(subject, until, "''").get("", Groups(NOBODY, NOBODY))


def groups_by(
    subject: Subject, until: date, part: str, *, joined: str = "", more: dict[str, Any] | None = None
) -> dict[str, Groups]:
    """The same for each value of `part`, an SQL text about ``person`` (a row of `people_sql`) and what is `joined`."""
    sql = _SUMS.format(part=part, people=people_sql(subject), joined=joined)
    found: dict[str, dict[str, tuple[Moments, Orders]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(subject, until) | (more or {}))
        for key, decision, *sums in cursor.fetchall():
            found[key][decision] = Moments(*sums[:7]), Orders(*sums[7:])
    return {key: _groups(sides) for key, sides in found.items() if key is not None}


def _groups(sides: dict[str, tuple[Moments, Orders]]) -> Groups:
    treated, held_back = (sides.get(side, (NOBODY, Orders())) for side in (SEND, HELD_BACK))
    return Groups(treated[0], held_back[0], treated[1], held_back[1])


def people_inside(subject: Subject, until: date) -> int:
    """How many people of a rolling experiment are still in their window."""
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE.format(assigned=subject.assigned.sql), parameters(subject, until))
        return int(cursor.fetchone()[0])


@contextmanager
def counted(subject: Subject, until: date) -> Iterator[Subject]:
    """The same experiment with what its people bought before `until` laid down once, for many looks at it.

    A temporary table of this transaction; it is gone afterwards.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        people = people_sql(subject, complete=False)
        cursor.execute(f"CREATE TEMP TABLE {_TABLE} AS {people}", parameters(subject, until))
        cursor.execute(f"ANALYZE {_TABLE}")
        yield replace(subject, counted=_TABLE)
        cursor.execute(f"DROP TABLE {_TABLE}")


def yen_per_purchase(moments: Moments, orders: Orders) -> Ratio:
    """Sales over number of purchases."""
    return Ratio(moments.n, moments.buyers, moments.sum_y, moments.sum_yy, orders.sum_k, orders.sum_kk, orders.sum_yk)


def purchases_per_buyer(moments: Moments, orders: Orders) -> Ratio:
    """Number of purchases over number of buyers; who has a purchase is a buyer, so the products are the purchases."""
    return Ratio(moments.n, moments.buyers, orders.sum_k, orders.sum_kk, moments.buyers, moments.buyers, orders.sum_k)


def yen_per_buyer(moments: Moments, orders: Orders) -> Ratio:
    """Sales over number of buyers."""
    return Ratio(
        moments.n,
        moments.buyers,
        moments.sum_y,
        moments.sum_yy,
        moments.buyers,
        moments.buyers,
        orders.sum_y_of_buyers,
    )


def people_sql(subject: Subject, *, complete: bool | None = None) -> str:
    """One row for each person: what `Assigned` says of them, then y, x, bought, orders. Parameters: `parameters`.

    `complete`: leave out those still inside their window (default: where the experiment is rolling).
    """
    only = subject.is_rolling if complete is None else complete
    if subject.counted:
        return _COUNTED.format(table=subject.counted, complete=_COMPLETE.replace("a.start", "start") if only else "")
    return _PEOPLE.format(
        assigned=subject.assigned.sql, purchases=Purchase._meta.db_table, complete=_COMPLETE if only else ""
    )


def parameters(subject: Subject, until: date) -> dict[str, Any]:
    """The parameters of `people_sql`."""
    return {**subject.assigned.parameters, "days": subject.days, "until": until}
