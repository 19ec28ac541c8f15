"""The size advisor: what could be seen with this audience, how long to wait, how many to hold back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import connection

from joren.outreach.campaigns import dividing
from joren.outreach.campaigns.audience import chosen_rule
from joren.outreach.campaigns.models import Campaign
from joren.segments.engine import run as engine
from joren.touchpoints.purchases.models import Purchase

from .measuring import NOBODY
from .queries import sales_known_until, today
from .rules import SHARES, Moments, Sight, correlation, recommended, sight

DAYS: Final = (7, 14, 28, 56)
WORTH: Final = 0.05
"""The smallest effect worth knowing: 5 % of what these people spend anyway, as in the verdict."""
SAMPLE: Final = 20_000
"""People whose purchases are read: how much people vary is known well enough from so many."""
FEWEST_LIKE: Final = 100
"""People of whom the rule was true then; of fewer nothing can be learned."""

_HISTORY: Final = """
WITH person AS (
    SELECT a.id, coalesce(sum(p.amount) FILTER (WHERE p.business_date >= %(middle)s), 0) AS y,
           coalesce(sum(p.amount) FILTER (WHERE p.business_date < %(middle)s), 0) AS x,
           coalesce(bool_or(p.kind = 'sale' AND p.business_date >= %(middle)s), false) AS bought
    FROM unnest(%(ids)s::bigint[]) a(id)
    LEFT JOIN {purchases} p ON p.customer_id = a.id AND p.cancelled_at IS NULL
         AND p.business_date >= %(start)s AND p.business_date < %(end)s
    GROUP BY a.id)
SELECT count(*), sum(y), sum(y * y), sum(x), sum(x * x), sum(x * y), count(*) FILTER (WHERE bought) FROM person
"""


@dataclass(frozen=True, slots=True)
class Size:
    """The answer. `sights` for each share and number of days; `planned` for those of the campaign; `best` the least
    that shows `WORTH` (None: nothing does). `r`: correlation of spending before and after. `mean`: spent per person in
    the planned number of days. `until`: the day before which the purchases were read.
    """

    people: int
    sights: Sequence[Sight]
    planned: Sight | None
    best: Sight | None
    r: float
    mean: float
    until: date


def size_of(campaign: Campaign) -> Size:
    """What could be seen with the audience of a campaign, as it is or was fixed. Raises as its preview does."""
    rule = campaign.frozen_rule if campaign.frozen_at else chosen_rule(campaign)
    ids = dividing.member_ids(campaign, "reachable")
    return size(ids, campaign.held_back_share, campaign.window_days, rule=rule)


def size(customer_ids: Sequence[int], share: Decimal, days: int, *, rule: Any = None) -> Size:
    """What could be seen with these people, judged by what people like them bought lately.

    Like them are those of whom the segment `rule` was true before those days began: who has not bought for long is
    in a segment today because they bought nothing, which says nothing of what they will do. Without a rule, or where
    it was true of too few then, it is these people themselves.
    """
    until = _until()
    people = len(customer_ids)
    history = {span: _history(_like(customer_ids, rule, until, span), span, until) for span in sorted({*DAYS, days})}
    sights = [
        found for span in DAYS for part in SHARES if (found := sight(history[span], people, part, span)) is not None
    ]
    planned = sight(history[days], people, Fraction(share), days) if 0 < share < 1 else None
    now = history[days]
    return Size(
        people,
        sights,
        planned,
        recommended(sights, WORTH),
        float(correlation(now)),
        float(now.mean_y) if now.n else 0.0,
        until,
    )


def _like(customer_ids: Sequence[int], rule: Any, until: date, span: int) -> Sequence[int]:
    before = until - timedelta(days=span + 1)
    then = engine.members(rule, as_of=before) if rule else []
    found = then if len(then) >= FEWEST_LIKE else customer_ids
    return found[:: max(1, len(found) // SAMPLE)]


def _until() -> date:
    """The first day whose purchases are not all in."""
    now = today()
    known = sales_known_until(now)
    return min(now, known + timedelta(days=1)) if known else now


def _history(ids: Sequence[int], days: int, until: date) -> Moments:
    if not ids:
        return NOBODY
    span = timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            _HISTORY.format(purchases=Purchase._meta.db_table),
            {"ids": list(ids), "end": until, "middle": until - span, "start": until - 2 * span},
        )
        return Moments(*cursor.fetchone())
