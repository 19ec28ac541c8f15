"""Campaigns that repeat: each day for those whose day it is, each year anew, and nobody twice for one year.

Who was born on 29 February is congratulated on 28 February in common years; of whom only the month is known, on its
first day. The rule is the one that was approved and started, also when the segment it came from means something else
by now. After a stand-still the days that were missed are made up for, `LATE` at most.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from django.db import connection, transaction

from joren.foundation.chance.sharing import falls_within, pick
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.delivery.reach import decide
from joren.segments.engine import run as engine

from . import leaving, rules
from .audience import plan_of
from .freezing import weights_of
from .models import AudienceMember, Campaign

LATE: Final = 7
"""Days: a congratulation that is later than this is left out."""
LOOK_AHEAD: Final = 30
_BATCH: Final = 5_000
Decision = AudienceMember.Decision
_OF_BIRTH: Final = "birth_month = %(month)s AND COALESCE(birth_day, 1) = ANY(%(days)s)"
_OF_REGISTERING: Final = (
    "extract(month FROM registered_on) = %(month)s AND extract(day FROM registered_on) = ANY(%(days)s)"
    " AND extract(year FROM registered_on) < %(year)s"
)
_DAY: Final = {Campaign.Repeats.BIRTHDAY: _OF_BIRTH, Campaign.Repeats.ANNIVERSARY: _OF_REGISTERING}


def whose_day(campaign: Campaign, day: date, among: Sequence[int]) -> list[int]:
    """Those of these customers whose birthday or anniversary is kept on that day, in order."""
    condition = _DAY[Campaign.Repeats(campaign.repeats)]
    sql = f"SELECT id FROM customers_customer WHERE id = ANY(%(ids)s) AND {condition} ORDER BY id"  # noqa: S608
    values: dict[str, Any] = {"ids": list(among), "month": day.month, "days": rules.days_kept_on(day), "year": day.year}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [customer_id for (customer_id,) in cursor.fetchall()]


def with_a_day(campaign: Campaign, among: Sequence[int], first: date, days: int) -> list[int]:
    """Those whose day falls within so many days from `first`, each once."""
    found: set[int] = set()
    for number in range(days):
        found.update(whose_day(campaign, first + timedelta(days=number + campaign.days_before), among))
    return sorted(found)


def run_all() -> int:
    """Look after every repeating campaign that runs; returns how many messages were left. Safe to run twice.

    Raises the refusal of the last one that could not be looked after, when all others were.
    """
    left, refused = 0, None
    for campaign in Campaign.objects.filter(status=Campaign.Status.SENDING).exclude(repeats="").order_by("pk"):
        try:
            left += run(campaign)
        except JorenError as problem:
            refused = problem
    if refused is not None:
        raise refused
    return left


def run(campaign: Campaign) -> int:
    """Leave the messages of every day up to today that was not looked after yet."""
    return sum(_run_day(campaign.pk, day) for day in days_to_do(campaign.last_day, clock.today()))


def days_to_do(last_day: date | None, today: date) -> list[date]:
    """The days that were not looked after: only today at first, and at most `LATE` days back."""
    first = today if last_day is None else max(last_day + timedelta(days=1), today - timedelta(days=LATE))
    return [first + timedelta(days=number) for number in range((today - first).days + 1)]


def _run_day(campaign_id: int, day: date) -> int:
    """One day: decide about its people and leave their messages, in one transaction."""
    rule = Campaign.objects.values_list("frozen_rule", flat=True).get(pk=campaign_id)
    assert rule is not None
    members = engine.members(rule)
    with transaction.atomic():
        campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
        if campaign.status != Campaign.Status.SENDING or (campaign.last_day and campaign.last_day >= day):
            return 0
        kept = day + timedelta(days=campaign.days_before)
        due = max(clock.now(), datetime.combine(day, campaign.repeat_time, clock.TOKYO))
        _decide(campaign, whose_day(campaign, kept, members), str(kept.year), due)
        campaign.last_day = day
        campaign.save(update_fields=["last_day"])
        leaving.stand(campaign, campaign.channels)
        return leaving.leave(campaign, at=due, occasion=str(kept.year))


def _decide(campaign: Campaign, ids: Sequence[int], occasion: str, due: datetime) -> None:
    """Rows for those who have none for this occasion: whom `reach` lets through, chance sends to or holds back."""
    had = AudienceMember.objects.filter(campaign=campaign, occasion=occasion, customer_id__in=ids)
    known = set(had.values_list("customer_id", flat=True))
    budget = campaign.annoyance != Campaign.Annoyance.SEND
    fresh = [key for key in ids if key not in known]
    with decide(plan_of(campaign, at=due, budget=budget), fresh) as table, connection.cursor() as cursor:
        cursor.execute(f"SELECT customer_id, channel, reason FROM {table} ORDER BY customer_id")  # noqa: S608
        rows = cursor.fetchall()
    weights = weights_of(campaign) if campaign.testing else {}
    members = [_member(campaign, who, channel, reason, occasion, weights) for who, channel, reason in rows]
    AudienceMember.objects.bulk_create(members, batch_size=_BATCH, ignore_conflicts=True)


def _member(
    campaign: Campaign, customer_id: int, channel: str, reason: str, occasion: str, weights: dict[str, int]
) -> AudienceMember:
    about = (str(customer_id), occasion)
    held_back = falls_within(Fraction(campaign.held_back_share), campaign.seed, *about)
    decision = Decision.EXCLUDED if reason else Decision.HELD_BACK if held_back else Decision.SEND
    return AudienceMember(
        campaign=campaign,
        customer_id=customer_id,
        decision=decision,
        reason=reason,
        channel="" if reason else channel,
        variant=pick(weights, campaign.seed, *about) if weights and decision == Decision.SEND else "",
        occasion=occasion,
        decided_on=clock.today(),
    )
