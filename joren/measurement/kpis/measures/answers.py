"""How long people wait for an answer to what they write on LINE."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.db import connection

from joren.foundation.time import clock
from joren.foundation.time.clock import TOKYO

from ..rules.periods import Period
from ..scope import Scope, bucket
from . import NOTHING, Reading

_DAY: Final = "CAST(at AT TIME ZONE 'Asia/Tokyo' AS date)"
_WAITS: Final = """
    said AS (
        SELECT m.at, m.customer_id, m.is_ours, lag(m.is_ours) OVER each AS ours_before,
            min(m.at) FILTER (WHERE m.is_ours) OVER (each ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS answered
        FROM line_chatmessage m
        WHERE (NOT m.is_ours OR (m.state = 'sent' AND m.staff_id IS NOT NULL)){scope}
        WINDOW each AS (PARTITION BY m.friend_id ORDER BY m.at, m.id)
    ), waits AS (
        SELECT at, customer_id, answered, EXTRACT(EPOCH FROM coalesce(answered, %(now)s) - at) / 60 AS minutes
        FROM said WHERE NOT is_ours AND coalesce(ours_before, true) AND at >= %(start)s AND at <= %(end)s
    )
"""


def waiting(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """The median of the minutes from the first message to the first answer by staff, the 90th percentile beside it.

    An enquiry begins with the first message after our last answer. One nobody answered counts with the time waited
    until now, so that silence never looks quick.
    """
    more, values = scope.of_customer("m.customer_id")
    sql = f"""
        WITH {_WAITS.format(scope=more)}
        SELECT {bucket(_DAY, periods)}, count(*), count(*) FILTER (WHERE answered IS NULL),
            percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes), percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes)
        FROM waits GROUP BY 1
    """  # noqa: S608
    rows = _rows(sql, values | _span(periods))
    found = {
        place: Reading(
            value=_tenth(median), part=number - open_, whole=number, more={"p90": _tenth(p90), "unanswered": open_}
        )
        for place, number, open_, median, p90 in rows
    }
    return [found.get(place, NOTHING) for place in range(len(periods))]


def waiting_people(scope: Scope, period: Period, by: str) -> list[int]:
    """The known customers who wrote."""
    more, values = scope.of_customer("m.customer_id")
    sql = f"WITH {_WAITS.format(scope=more)} SELECT DISTINCT customer_id FROM waits WHERE customer_id IS NOT NULL"  # noqa: S608
    return sorted(row[0] for row in _rows(sql, values | _span([period])))


def last_message(scope: Scope) -> datetime | None:
    """When the last message came in or went out."""
    more, values = scope.of_customer("m.customer_id")
    found: datetime | None = _rows(f"SELECT max(m.at) FROM line_chatmessage m WHERE true{more}", values)[0][0]  # noqa: S608
    return found


def _tenth(minutes: float) -> Decimal:
    return Decimal(repr(float(minutes))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _span(periods: Sequence[Period]) -> dict[str, Any]:
    start = datetime.combine(periods[0].first, time.min, TOKYO)
    end = datetime.combine(periods[-1].last, time.max, TOKYO)
    return {"start": start, "end": end, "now": clock.now()}


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
        return found
