"""Measures of messages: who opened and who clicked, machines told from people."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, Final

from django.db import connection

from joren.foundation.time.clock import TOKYO
from joren.outreach.responses.rules.discount import people_who_opened

from ..rules.periods import Period
from ..scope import Scope, bucket
from . import Reading, share

OPENED_ON: Final = ("mail",)
"""Ways that tell when a message is opened."""
CLICKED_ON: Final = ("mail", "line", "sms")
"""Ways whose links lead through us."""
_DAY: Final = "CAST(d.sent_at AT TIME ZONE 'Asia/Tokyo' AS date)"
_WHERE: Final = """
    d.state IN ('sent', 'bounced') AND d.duplicate_of_id IS NULL AND d.channel = ANY(%(channels)s)
    AND d.sent_at >= %(start)s AND d.sent_at <= %(end)s
"""


def opened(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """Delivered mails opened by people ÷ delivered; those only a machine opened are estimated."""
    return [
        share(
            people_who_opened(delivered=row["delivered"], opened=row["opened"], prefetched=row["prefetched"]),
            row["delivered"],
            prefetched=row["prefetched"],
        )
        for row in _counted(scope, periods, OPENED_ON)
    ]


def clicked(scope: Scope, periods: Sequence[Period], by: str) -> list[Reading]:
    """Delivered messages in which a person followed a link ÷ delivered."""
    return [
        share(row["clicked"], row["delivered"], scanned=row["scanned"]) for row in _counted(scope, periods, CLICKED_ON)
    ]


def opened_people(scope: Scope, period: Period, by: str) -> list[int]:
    """Those seen to open or click."""
    return _people(scope, period, OPENED_ON, "(d.first_opened_at IS NOT NULL OR d.first_clicked_at IS NOT NULL)")


def clicked_people(scope: Scope, period: Period, by: str) -> list[int]:
    """Those who followed a link."""
    return _people(scope, period, CLICKED_ON, "d.first_clicked_at IS NOT NULL")


def last_sent(scope: Scope) -> datetime | None:
    """When the last message went out."""
    more, values = scope.of_customer("d.customer_id")
    sql = f"SELECT max(d.sent_at) FROM delivery_delivery d WHERE d.state IN ('sent', 'bounced'){more}"  # noqa: S608
    found: datetime | None = _rows(sql, values)[0][0]
    return found


def _counted(scope: Scope, periods: Sequence[Period], channels: Sequence[str]) -> list[dict[str, int]]:
    more, values = scope.of_customer("d.customer_id")
    sql = f"""
        SELECT {bucket(_DAY, periods)}, count(*) FILTER (WHERE d.state = 'sent'),
            count(*) FILTER (WHERE d.first_opened_at IS NOT NULL OR d.first_clicked_at IS NOT NULL),
            count(*) FILTER (WHERE d.machine_opened_at IS NOT NULL AND d.first_opened_at IS NULL
                AND d.first_clicked_at IS NULL),
            count(*) FILTER (WHERE d.first_clicked_at IS NOT NULL),
            count(*) FILTER (WHERE d.machine_clicked_at IS NOT NULL AND d.first_clicked_at IS NULL)
        FROM delivery_delivery d WHERE {_WHERE}{more} GROUP BY 1
    """  # noqa: S608
    names = ("delivered", "opened", "prefetched", "clicked", "scanned")
    rows = _rows(sql, values | _span(periods, channels))
    found = {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}
    return [found.get(place, dict.fromkeys(names, 0)) for place in range(len(periods))]


def _people(scope: Scope, period: Period, channels: Sequence[str], what: str) -> list[int]:
    more, values = scope.of_customer("d.customer_id")
    sql = f"SELECT DISTINCT d.customer_id FROM delivery_delivery d WHERE {_WHERE} AND {what}{more}"  # noqa: S608
    return sorted(row[0] for row in _rows(sql, values | _span([period], channels)))


def _span(periods: Sequence[Period], channels: Sequence[str]) -> dict[str, Any]:
    start = datetime.combine(periods[0].first, time.min, TOKYO)
    return {"start": start, "end": datetime.combine(periods[-1].last, time.max, TOKYO), "channels": list(channels)}


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Any] = cursor.fetchall()
        return found
