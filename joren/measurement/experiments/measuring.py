"""What the people of a frozen audience bought: the sums of each group, exact, in one pass of SQL."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from joren.outreach.campaigns.models import AudienceMember
from joren.touchpoints.purchases.models import Purchase

from .rules import Moments
from .windows import Window

SEND: Final = "send"
HELD_BACK: Final = "held_back"

_PEOPLE: Final = """
SELECT m.decision, m.customer_id,
       coalesce(sum(p.amount) FILTER (WHERE p.business_date >= %(start)s), 0) AS y,
       coalesce(sum(p.amount) FILTER (WHERE p.business_date < %(start)s), 0) AS x,
       coalesce(bool_or(p.kind = 'sale' AND p.business_date >= %(start)s), false) AS bought
FROM {members} m
LEFT JOIN {purchases} p ON p.customer_id = m.customer_id AND p.cancelled_at IS NULL
     AND p.business_date >= %(before)s AND p.business_date < %(until)s
WHERE m.campaign_id = %(campaign)s AND m.decision IN ('send', 'held_back')
GROUP BY m.decision, m.customer_id
"""
_SUMS: Final = """
SELECT decision, count(*), sum(y), sum(y * y), sum(x), sum(x * x), sum(x * y), count(*) FILTER (WHERE bought)
FROM ({people}) person GROUP BY decision
"""


@dataclass(frozen=True, slots=True)
class Groups:
    """Everybody assigned, by group, whether or not the mail arrived (intention to treat)."""

    treated: Moments
    held_back: Moments


NOBODY: Final = Moments(0, 0, 0, 0, 0, 0, 0)


def groups_of(campaign_id: int, window: Window, until: date) -> Groups:
    """The sums over purchases of business dates before `until` (at most the window's end).

    Returns count with their negative amount, cancelled purchases not at all; a buyer has at least one sale.
    """
    sql = _SUMS.format(people=people_sql())
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters(campaign_id, window, until))
        found = {row[0]: Moments(*row[1:]) for row in cursor.fetchall()}
    return Groups(found.get(SEND, NOBODY), found.get(HELD_BACK, NOBODY))


def people_sql() -> str:
    """One row for each person: decision, customer_id, y, x, bought. Parameters: `parameters`."""
    return _PEOPLE.format(members=AudienceMember._meta.db_table, purchases=Purchase._meta.db_table)


def parameters(campaign_id: int, window: Window, until: date) -> dict[str, int | date]:
    """The parameters of `people_sql`."""
    return {
        "campaign": campaign_id,
        "start": window.start,
        "before": window.before,
        "until": min(until, window.end),
    }
