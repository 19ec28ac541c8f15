"""The queue of the week."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from joren.foundation.time import clock
from joren.insight.health.models import Finding
from joren.record.customers.models import Customer

MOST: Final = 50
_LOOKED_AT: Final = 500


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


@transaction.atomic
def pick() -> int:
    """Pick this week's open findings with the most yen at stake, those with a suggestion first among equals; returns
    how many. A week that has its queue keeps it. Of a pair of duplicates only one side is picked.
    """
    week = week_of(clock.today())
    if Finding.objects.filter(week=week).exists():
        return 0
    rows = Finding.objects.filter(state=Finding.State.OPEN, hint=False, customer__in=Customer.objects.values("pk"))
    rows = rows.extra(select={"helped": "suggestions <> '[]'::jsonb"}, order_by=["-stake", "-helped", "id"])
    chosen: list[Finding] = []
    pairs: set[int] = set()
    for row in rows.select_for_update(of=("self",))[:_LOOKED_AT]:
        pair = row.detail.get("pair")
        if pair in pairs or len(chosen) == MOST:
            continue
        pairs |= {pair} if pair else set()
        row.week, row.place = week, len(chosen) + 1
        chosen.append(row)
    Finding.objects.bulk_update(chosen, ["week", "place"])
    return len(chosen)
